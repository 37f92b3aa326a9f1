//! Policies of every kind in one form, so that the engine knows no API version.
//!
//! A kind that is added needs a struct in `object`, a file here that normalises it, and nothing
//! else.

mod address_block;
mod cluster_policy;
mod cluster_ports;
pub(crate) mod neighbour;
mod network_policy;
mod normalised;
mod set;
#[cfg(test)]
mod tests;

pub use address_block::{AddressBlock, BadAddressBlock};
pub use normalised::{
    Action, Direction, NamespaceSelection, Peer, Peers, PodSelection, Policy, PolicyId, PolicyKind,
    Port, Ports, Rule, Tier,
};
pub use set::PolicySet;
