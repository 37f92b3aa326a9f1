//! Gathers flows into pairs: one policy for each pair of parties and direction, whatever its ports.

use std::collections::{BTreeMap, BTreeSet};

use super::{PlanOptions, scope::Scope, surroundings::METADATA_PORT};
use crate::{
    ledger::{Flow, Party},
    model::Network,
    policy::Direction,
    protocol::Protocol,
};

/// A workload, the party on the other side, and who begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PairKey {
    /// The workload, by index, whose policy it is.
    pub(super) subject: usize,
    /// Whether the workload is called or calls.
    pub(super) direction: Direction,
    /// The other side.
    pub(super) other: Party,
}

/// What a pair needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Pair<'l> {
    /// Ports of the listener.
    pub(super) ports: BTreeSet<(Protocol, u16)>,
    /// The flows that need them.
    pub(super) flows: Vec<&'l Flow>,
}

/// Whether a plan lets a flow pass.
pub(super) fn is_wanted(flow: &Flow, options: &PlanOptions) -> bool {
    let closed = flow.to == Party::Metadata
        && !matches!(&flow.from, Party::Workload(from) if options.metadata.contains(from));
    flow.confidence >= options.include && !closed
}

/// The pairs that need a policy of their own, in order.
pub(super) fn pairs<'l>(
    network: &Network<'_>,
    scope: &Scope,
    flows: &'l [Flow],
    options: &PlanOptions,
) -> BTreeMap<PairKey, Pair<'l>> {
    let mut pairs: BTreeMap<PairKey, Pair<'l>> = BTreeMap::new();
    for flow in flows.iter().filter(|flow| is_wanted(flow, options)) {
        for key in keys(flow) {
            if is_subject(network, scope, key.subject) {
                let pair = pairs.entry(key).or_default();
                pair.ports.insert((flow.protocol, flow.port));
                pair.flows.push(flow);
            }
        }
    }
    for &subject in &options.metadata {
        if is_subject(network, scope, subject) {
            let key = PairKey {
                subject,
                direction: Direction::Egress,
                other: Party::Metadata,
            };
            let pair = pairs.entry(key).or_default();
            pair.ports.insert((Protocol::Tcp, METADATA_PORT));
        }
    }
    pairs
}

/// The pairs that a flow is part of. Names are resolved by everybody, so that has a rule for all.
pub(super) fn keys(flow: &Flow) -> Vec<PairKey> {
    let mut keys = Vec::new();
    if flow.to == Party::Dns {
        return keys;
    }
    if let Party::Workload(subject) = flow.from {
        keys.push(PairKey {
            subject,
            direction: Direction::Egress,
            other: flow.to.clone(),
        });
    }
    if let Party::Workload(subject) = flow.to {
        keys.push(PairKey {
            subject,
            direction: Direction::Ingress,
            other: flow.from.clone(),
        });
    }
    keys
}

/// Whether the plan has policies for a workload.
fn is_subject(network: &Network<'_>, scope: &Scope, workload: usize) -> bool {
    scope.holds(network, workload)
        && network.workloads.get(workload).is_some_and(|it| {
            let mut pods = it.pods.iter().filter_map(|&pod| network.pods.get(pod));
            pods.any(|pod| !pod.host_network)
        })
}
