//! What the policies ask of pods, namespaces, nodes, ports and addresses: what none of them asks
//! about tells no party from another.

use std::collections::{BTreeSet, HashMap};

use ipnet::IpNet;
use plugin_kit::object::LabelSelector;

use super::{address_tree::AddressTree, labels::Vocabulary};
use crate::{
    policy::{Direction, NamespaceSelection, Peer, PodSelection, Policy, Port, Ports, Rule},
    verdict::{AddressBlocks, Excepts, Semantics},
};

/// Everything that policies ask.
pub(super) struct Questions<'p> {
    /// Of the labels of pods.
    pub(super) pods: Vocabulary<'p>,
    /// Of the labels of namespaces.
    pub(super) namespaces: Vocabulary<'p>,
    /// Of the labels of nodes.
    pub(super) nodes: Vocabulary<'p>,
    /// Names of ports, numbered.
    pub(super) port_names: HashMap<&'p str, u32>,
    /// Ranges of addresses.
    pub(super) addresses: AddressTree,
    /// Whether more than the family of a pod's address counts.
    pub(super) pods_by_address: bool,
}

impl<'p> Questions<'p> {
    pub(super) fn of(policies: &'p [Policy], semantics: Semantics) -> Self {
        let mut selections: Vec<&PodSelection> = policies.iter().map(|it| &it.subject).collect();
        let mut nodes: Vec<&LabelSelector> = Vec::new();
        let mut nets: Vec<IpNet> = Vec::new();
        let mut has_networks = false;
        for peer in policies.iter().flat_map(peers) {
            match peer {
                Peer::Pods(selection) => selections.push(selection),
                Peer::Nodes(selector) => nodes.push(selector),
                Peer::Addresses(block) => {
                    nets.push(block.cidr);
                    nets.extend(&block.except);
                }
                Peer::Networks(net) => {
                    nets.push(*net);
                    has_networks = true;
                }
                Peer::DomainNames(_) => {}
            }
        }
        let namespaces = selections.iter().filter_map(|it| match &it.namespaces {
            NamespaceSelection::Named(_) => None,
            NamespaceSelection::Selected(selector) => Some(selector),
        });
        let names: BTreeSet<&'p str> = policies.iter().flat_map(port_names).collect();
        Self {
            namespaces: Vocabulary::of(namespaces),
            pods: Vocabulary::of(selections.iter().map(|it| &it.pods)),
            nodes: Vocabulary::of(nodes),
            port_names: names.into_iter().zip(0..).collect(),
            addresses: AddressTree::of(nets),
            pods_by_address: has_networks
                || semantics.address_blocks == AddressBlocks::MatchPodsAndNodes
                || semantics.excepts == Excepts::OfThePod,
        }
    }
}

fn peers(policy: &Policy) -> impl Iterator<Item = &Peer> {
    let rules = Direction::BOTH
        .into_iter()
        .flat_map(|direction| policy.rules(direction));
    rules.flat_map(Rule::listed_peers)
}

fn port_names(policy: &Policy) -> impl Iterator<Item = &str> {
    let rules = Direction::BOTH
        .into_iter()
        .flat_map(|direction| policy.rules(direction));
    let ports = rules.flat_map(|rule| match &rule.ports {
        Ports::All => &[][..],
        Ports::Listed(ports) => ports,
    });
    ports.filter_map(|port| match port {
        Port::Range { .. } => None,
        Port::Named { name, .. } => Some(name.as_str()),
    })
}
