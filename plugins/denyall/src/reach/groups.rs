//! Groups ends that no policy tells apart, so that a workload of a thousand pods is one question.

use std::{collections::BTreeMap, net::IpAddr};

use ipnet::IpNet;

use crate::{
    model::{NamedPort, Network},
    place::{Part, policy_nets},
    policy::PolicySet,
    verdict::Endpoint,
};

/// What policies can see of an end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Seen<'n> {
    Pod {
        namespace: usize,
        labels: &'n BTreeMap<String, String>,
        ports: Vec<NamedPort<'n>>,
        host_network: bool,
        /// Set only where it matters whether the other end is on the same node.
        node: Option<usize>,
        /// For each address, its family and the ranges that hold it.
        ranges: Vec<(bool, Vec<usize>)>,
    },
    /// Nodes and addresses are as few as the question names.
    Itself(Endpoint),
}

/// Ends that no policy tells apart, by the one that stands for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group<'p> {
    /// All of them, in order; never empty.
    pub(super) parts: Vec<&'p Part>,
}

/// Groups the ends of a question. `nodes_matter` where the other side has nodes, or pods that use
/// their node's network.
pub(super) fn groups<'p>(
    network: &Network<'_>,
    policies: &PolicySet,
    parts: &'p [Part],
    nodes_matter: bool,
) -> Vec<Group<'p>> {
    if let [part] = parts {
        return vec![Group { parts: vec![part] }];
    }
    let mut nets: Vec<IpNet> = policy_nets(policies).collect();
    nets.sort_unstable();
    nets.dedup();
    let mut groups: BTreeMap<Seen<'_>, Vec<&'p Part>> = BTreeMap::new();
    for part in parts {
        let seen = seen(network, &nets, part.endpoint, nodes_matter);
        groups.entry(seen).or_default().push(part);
    }
    let mut groups: Vec<Group<'p>> = groups.into_values().map(|parts| Group { parts }).collect();
    groups.sort_by_key(|group| group.parts.first().map(|part| part.endpoint));
    groups
}

/// Whether an end has the address of its node.
pub(super) fn is_host(network: &Network<'_>, end: Endpoint) -> bool {
    match end {
        Endpoint::Pod(pod) => network.pods.get(pod).is_some_and(|pod| pod.host_network),
        Endpoint::Node(_) => true,
        Endpoint::Address(_) => false,
    }
}

fn seen<'n>(
    network: &'n Network<'_>,
    nets: &[IpNet],
    end: Endpoint,
    nodes_matter: bool,
) -> Seen<'n> {
    let Endpoint::Pod(index) = end else {
        return Seen::Itself(end);
    };
    let Some(pod) = network.pods.get(index) else {
        return Seen::Itself(end);
    };
    let holding = |address: &IpAddr| -> (bool, Vec<usize>) {
        let holding = nets.iter().enumerate();
        let holding = holding.filter(|(_, net)| net.contains(address));
        (address.is_ipv4(), holding.map(|(index, _)| index).collect())
    };
    Seen::Pod {
        namespace: pod.namespace,
        labels: pod.labels,
        ports: pod.named_ports().collect(),
        host_network: pod.host_network,
        node: pod.node.filter(|_| nodes_matter || pod.host_network),
        ranges: network.addresses_of(index).iter().map(holding).collect(),
    }
}
