//! Whether a selection, a peer or a port of a rule matches one end of a connection.
//!
//! Rules: "NetworkPolicyPeer API", "NetworkPolicyPort API", and the e2e tests of Kubernetes for
//! what an `ipBlock` matches.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{AddressBlocks, Connection, Endpoint, Semantics};
use crate::{
    model::Network,
    policy::{
        AddressBlock, Direction, NamespaceSelection, Peer, Peers, PodSelection, Port, Ports, Rule,
    },
};

/// Addresses that no pod has: link-local, loopback and multicast ranges, and the metadata address
/// of Amazon EC2.
const NEVER_PODS: &[&str] = &[
    "127.0.0.0/8",
    "169.254.0.0/16",
    "224.0.0.0/4",
    "fe80::/10",
    "ff00::/8",
    "fd00:ec2::/32",
];

/// The network, how policies are read, and the addresses that a connection carries.
#[derive(Clone, Copy)]
pub(super) struct Scene<'n> {
    /// Who is there.
    pub(super) network: &'n Network<'n>,
    /// How policies are read.
    pub(super) semantics: Semantics,
    /// Who talks to whom.
    pub(super) connection: Connection,
    /// The address of the sender; absent when it has none yet.
    pub(super) from_address: Option<IpAddr>,
    /// The address of the listener; absent when it has none yet.
    pub(super) to_address: Option<IpAddr>,
}

impl Scene<'_> {
    /// Whether a rule of the pod at one end matches the other end and the port.
    pub(super) fn rule_matches(&self, rule: &Rule, direction: Direction) -> bool {
        match &rule.peers {
            Peers::Anyone => self.ports_match(&rule.ports, direction, None),
            Peers::Listed(peers) => peers.iter().any(|peer| {
                self.peer_matches(peer, direction)
                    && self.ports_match(&rule.ports, direction, Some(peer))
            }),
        }
    }

    /// The end that is not the policy's pod, and its address.
    pub(super) fn other_end(&self, direction: Direction) -> (Endpoint, Option<IpAddr>) {
        match direction {
            Direction::Ingress => (self.connection.from, self.from_address),
            Direction::Egress => (self.connection.to, self.to_address),
        }
    }

    fn peer_matches(&self, peer: &Peer, direction: Direction) -> bool {
        let (end, address) = self.other_end(direction);
        match (peer, end) {
            (Peer::Pods(selection), Endpoint::Pod(pod)) => self.selects(selection, pod),
            (Peer::Addresses(block), end) => self.block_matches(block, end, address),
            (Peer::Networks(network), _) => {
                address.map_or(network.prefix_len() == 0, |address| network.contains(&address))
            }
            (Peer::Nodes(selector), Endpoint::Node(node)) => self
                .network
                .nodes
                .get(node)
                .and_then(|node| node.labels)
                .is_some_and(|labels| selector.matches(labels)),
            (Peer::Nodes(selector), Endpoint::Pod(pod)) => {
                let pod = self.network.pods.get(pod).filter(|pod| pod.host_network);
                pod.and_then(|pod| self.network.nodes.get(pod.node?)?.labels)
                    .is_some_and(|labels| selector.matches(labels))
            }
            (Peer::Pods(_), Endpoint::Node(_) | Endpoint::Address(_))
            | (Peer::Nodes(_), Endpoint::Address(_))
            // What a name resolves to is known when the connection is made.
            | (Peer::DomainNames(_), _) => false,
        }
    }

    /// Whether a peer's selection matches a pod.
    fn selects(&self, selection: &PodSelection, pod: usize) -> bool {
        let host_network = self
            .network
            .pods
            .get(pod)
            .is_some_and(|pod| pod.host_network);
        (!host_network || self.semantics.host_pods_match_selectors)
            && is_selected(self.network, selection, pod)
    }

    fn block_matches(&self, block: &AddressBlock, end: Endpoint, address: Option<IpAddr>) -> bool {
        let is_node = match end {
            Endpoint::Pod(pod) => {
                let pod = self.network.pods.get(pod);
                pod.is_some_and(|pod| pod.host_network)
            }
            Endpoint::Node(_) => true,
            Endpoint::Address(_) => {
                return address.is_some_and(|address| block.contains(address));
            }
        };
        let applies = match self.semantics.address_blocks {
            AddressBlocks::MatchPodsAndNodes => true,
            AddressBlocks::MatchNodes => is_node,
            AddressBlocks::MatchNeitherPodsNorNodes => false,
        };
        applies && address.map_or_else(|| holds_every_pod(block), |address| block.contains(address))
    }

    fn ports_match(&self, ports: &Ports, direction: Direction, peer: Option<&Peer>) -> bool {
        let Ports::Listed(ports) = ports else {
            return true;
        };
        let Connection {
            protocol, port, to, ..
        } = self.connection;
        ports.iter().any(|listed| match listed {
            Port::Range {
                protocol: listed,
                first,
                last,
            } => *listed == protocol && (*first..=*last).contains(&port),
            Port::Named {
                protocol: listed,
                name,
            } => {
                // A name means something in a pod only; an address that is allowed has no names.
                let has_names =
                    direction == Direction::Ingress || matches!(peer, None | Some(Peer::Pods(_)));
                let Endpoint::Pod(pod) = to else {
                    return false;
                };
                has_names
                    && listed.is_none_or(|listed| listed == protocol)
                    && self.network.pods.get(pod).is_some_and(|pod| {
                        // A pod with its node's network is an address like any other, except to
                        // those whose selectors match it.
                        (!pod.host_network || self.semantics.host_pods_match_selectors)
                            && pod.number_of(name, protocol) == Some(port)
                    })
            }
        })
    }
}

/// Whether a selection matches a pod, whatever network it uses.
pub(crate) fn is_selected(network: &Network<'_>, selection: &PodSelection, pod: usize) -> bool {
    let Some(pod) = network.pods.get(pod) else {
        return false;
    };
    let Some(namespace) = network.namespaces.get(pod.namespace) else {
        return false;
    };
    let in_namespace = match &selection.namespaces {
        NamespaceSelection::Named(name) => namespace.name == name,
        NamespaceSelection::Selected(selector) => selector.matches(&namespace.labels),
    };
    in_namespace && selection.pods.matches(pod.labels)
}

/// Whether a block holds the address of any pod whatever: the one thing that can be said of a pod
/// that has no address yet.
pub(crate) fn holds_every_pod(block: &AddressBlock) -> bool {
    block.cidr.prefix_len() == 0
        && block.except.iter().all(|part| {
            NEVER_PODS
                .iter()
                .filter_map(|range| range.parse::<IpNet>().ok())
                .any(|range| range.contains(part))
        })
}
