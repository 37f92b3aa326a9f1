//! What a fix opens beside what was asked: every pair that its policies name, before and after.

use std::collections::BTreeSet;

use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Serialize;

use super::groups::is_host;
use crate::{
    manifest::selection_of,
    model::{Network, Service},
    object::{NetworkPolicy, NetworkPolicyPeer},
    policy::PolicySet,
    report::EndpointRef,
    verdict::{Connection, Endpoint, Verdict},
};

/// A connection that a fix lets pass although nobody asked for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Opened {
    /// Who begins.
    pub from: EndpointRef,
    /// Who listens.
    pub to: EndpointRef,
}

/// What a set of policies makes of a connection.
pub(super) type Judge<'a> = &'a dyn Fn(&PolicySet, Connection) -> Verdict;

/// A change of policies.
pub(super) struct Comparison<'a> {
    /// Who is there.
    pub(super) network: &'a Network<'a>,
    /// What is allowed.
    pub(super) before: &'a PolicySet,
    /// What would be.
    pub(super) after: &'a PolicySet,
    /// What policies make of a connection.
    pub(super) judge: Judge<'a>,
    /// The service whose own address is judged in place of the listener's.
    pub(super) service: Option<&'a Service<'a>>,
    /// The policies that are new.
    pub(super) proposed: &'a [NetworkPolicy],
}

impl Comparison<'_> {
    /// Pairs of workloads and nodes that pass on the port that was asked about after the change,
    /// and did not before.
    pub(super) fn opened(&self, asked: Connection) -> Vec<Opened> {
        let rules = |policy: &'_ NetworkPolicy| policy.spec.ingress.clone();
        let senders = self.proposed.iter().flat_map(rules).flat_map(|it| it.from);
        let rules = |policy: &'_ NetworkPolicy| policy.spec.egress.clone();
        let listeners = self.proposed.iter().flat_map(rules).flat_map(|it| it.to);
        let senders = self.candidates(asked.from, &blocks(senders));
        let mut listeners = self.candidates(asked.to, &blocks(listeners));
        let of_service = self.service.into_iter().flat_map(|it| &it.pods);
        listeners.extend(one_a_workload(self.network, of_service.copied()));
        let names = (self.name(asked.from), self.name(asked.to));
        let mut opened = BTreeSet::new();
        for &from in &senders {
            for &to in &listeners {
                let connection = Connection { from, to, ..asked };
                let found = (self.name(from), self.name(to));
                if found == names || from == to {
                    continue;
                }
                if let (Some(from), Some(to)) = found
                    && (self.judge)(self.after, connection).is_allowed()
                    && !(self.judge)(self.before, connection).is_allowed()
                {
                    opened.insert(Opened { from, to });
                }
            }
        }
        opened.into_iter().collect()
    }

    fn name(&self, end: Endpoint) -> Option<EndpointRef> {
        match end {
            Endpoint::Pod(pod) => {
                EndpointRef::workload(self.network, self.network.pods.get(pod)?.workload)
            }
            Endpoint::Node(node) => Some(EndpointRef::Node {
                name: self.network.nodes.get(node)?.name.to_owned(),
            }),
            Endpoint::Address(_) => None,
        }
    }

    /// Who the policies name with an end: one pod of each workload that the selection of its
    /// workload selects, or whoever has an address that is named in its place.
    fn candidates(&self, end: Endpoint, blocks: &[IpNet]) -> Vec<Endpoint> {
        let network = self.network;
        let others: Vec<Endpoint> = match end {
            Endpoint::Pod(pod) if !is_host(network, end) => {
                let pod = network.pods.get(pod);
                let selection = pod.and_then(|pod| selection_of(network, pod.workload));
                let others = selection.into_iter().flat_map(|it| it.others);
                let pods = others.filter_map(|it| network.workloads.get(it)?.pods.first().copied());
                pods.map(Endpoint::Pod).collect()
            }
            _ => holders(network, blocks),
        };
        std::iter::once(end).chain(others).collect()
    }
}

/// The ranges of some peers.
fn blocks(peers: impl Iterator<Item = NetworkPolicyPeer>) -> Vec<IpNet> {
    peers
        .filter_map(|peer| peer.ip_block?.cidr.parse().ok())
        .collect()
}

/// The nodes with an address in some ranges, and one pod with such an address of each workload.
fn holders(network: &Network<'_>, blocks: &[IpNet]) -> Vec<Endpoint> {
    let is_held = |addresses: &[std::net::IpAddr]| {
        let mut addresses = addresses.iter();
        addresses.any(|address| blocks.iter().any(|block| block.contains(address)))
    };
    let nodes = network.nodes.iter().enumerate();
    let nodes = nodes.filter(|(_, node)| is_held(&node.addresses));
    let pods = (0..network.pods.len()).filter(|pod| is_held(network.addresses_of(*pod)));
    nodes
        .map(|(node, _)| Endpoint::Node(node))
        .chain(one_a_workload(network, pods))
        .collect()
}

/// The first of the pods of each workload.
fn one_a_workload(network: &Network<'_>, pods: impl Iterator<Item = usize>) -> Vec<Endpoint> {
    let mut workloads = BTreeSet::new();
    pods.filter(|pod| {
        let pod = network.pods.get(*pod);
        pod.is_some_and(|pod| workloads.insert(pod.workload))
    })
    .map(Endpoint::Pod)
    .collect()
}
