//! The ledger of a cluster: what is configured, joined with what was observed.

use std::collections::BTreeMap;

use jiff::Timestamp;
use plugin_kit::Snapshot;

use super::{
    Coverage, Flow, Unknown, api_server, aws,
    cluster::{Cluster, Subject},
    configured, control_plane, dns,
    gathering::Gathering,
    host_ports, ingress, load_balancer, mesh,
    observed::{self, Observation, time},
    scrape,
    services::Services,
    stateful,
};
use crate::{
    flows::FlowLog,
    model::{Network, WorkloadKind},
};

/// Every flow that somebody needs.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The flows: one for each of (from, to, protocol, port), sorted by these.
    pub flows: Vec<Flow>,
    /// What points at a flow and could not be turned into one, sorted.
    pub unknown: Vec<Unknown>,
    /// Flows that were observed and not let pass: attempts, not needs. Sorted as `flows`; a flow
    /// that also passed is in both.
    pub denied: Vec<Flow>,
    /// How much observation covers.
    pub coverage: Coverage,
}

impl Ledger {
    /// The ledger of a network, of the objects that it was made of, and of flow logs.
    #[must_use]
    pub fn of(network: &Network<'_>, snapshot: &Snapshot, observed: &[FlowLog]) -> Self {
        let services = Services::of(network);
        let subjects = Subject::all(network, &services);
        let cluster = Cluster {
            network,
            snapshot,
            services: &services,
            subjects: &subjects,
        };
        let mut gathering = Gathering::default();
        configured::add(&cluster, &mut gathering);
        dns::add(&cluster, &mut gathering);
        api_server::add(&cluster, &mut gathering);
        control_plane::add(&cluster, &mut gathering);
        stateful::add(&cluster, &mut gathering);
        mesh::add(&cluster, &mut gathering);
        aws::add(&cluster, &mut gathering);
        ingress::add(&cluster, &mut gathering);
        load_balancer::add(&cluster, &mut gathering);
        host_ports::add(&cluster, &mut gathering);
        scrape::add(&cluster, &mut gathering);
        let observation = observed::add(&cluster, observed, &mut gathering);
        let coverage = coverage(network, observed, &observation);
        let (flows, unknown) = gathering.finish();
        Self {
            flows,
            unknown,
            denied: observation.denied,
            coverage,
        }
    }
}

fn coverage(network: &Network<'_>, logs: &[FlowLog], observation: &Observation) -> Coverage {
    let first = logs.iter().filter_map(|log| log.first).min();
    let last = logs.iter().filter_map(|log| log.last).max();
    let seconds = match (first, last) {
        (Some(first), Some(last)) => last.as_second().saturating_sub(first.as_second()),
        _ => 0,
    };
    Coverage {
        logs: logs.len(),
        first: first.map(time),
        last: last.map(time),
        minutes: u64::try_from(seconds / 60).unwrap_or_default(),
        mapped: observation.mapped,
        unmapped: observation.unmapped,
        skipped_lines: logs.iter().map(FlowLog::skipped_total).sum(),
        beyond_limit: logs.iter().map(|log| log.beyond_limit).sum(),
        unseen_jobs: if logs.is_empty() {
            Vec::new()
        } else {
            unseen_jobs(network, &observation.by_workload)
        },
        younger: first.map_or_else(Vec::new, |first| younger(network, first)),
    }
}

/// Cron jobs and jobs that took part in nothing.
fn unseen_jobs(network: &Network<'_>, seen: &BTreeMap<usize, u64>) -> Vec<usize> {
    let workloads = network.workloads.iter().enumerate();
    workloads
        .filter(|(index, workload)| {
            matches!(workload.kind, WorkloadKind::CronJob | WorkloadKind::Job)
                && !seen.contains_key(index)
        })
        .map(|(index, _)| index)
        .collect()
}

/// Workloads all of whose pods started later.
fn younger(network: &Network<'_>, first: Timestamp) -> Vec<usize> {
    let is_younger = |pod: &usize| {
        let started = network.pods.get(*pod).and_then(|pod| pod.started);
        let started: Option<Timestamp> = started.and_then(|it| it.parse().ok());
        started.is_some_and(|started| started > first)
    };
    let workloads = network.workloads.iter().enumerate();
    workloads
        .filter(|(_, workload)| workload.pods.iter().all(is_younger))
        .map(|(index, _)| index)
        .collect()
}
