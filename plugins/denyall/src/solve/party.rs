//! Who takes part in a connection, as far as policies can tell one from another.

use std::net::IpAddr;

/// The index of a party in its solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(pub usize);

/// Endpoints that all policies treat alike.
///
/// Where a pod runs is not part of it, although a node always reaches its own pods; see
/// [`Solution::connections_between`](super::Solution::connections_between).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// Pods.
    Pods {
        /// Their indices in the network, in order; never empty.
        pods: Vec<usize>,
        /// Whether they use their nodes' network.
        host_network: bool,
    },
    /// Nodes.
    Nodes {
        /// Their indices in the network, in order; never empty.
        nodes: Vec<usize>,
    },
    /// Addresses that no pod and no node has, as far as they are in one range of the policies and
    /// in none of the ranges inside it;
    /// [`Solution::address_blocks`](super::Solution::address_blocks) writes them out.
    Addresses {
        /// One of them.
        example: IpAddr,
    },
}
