//! Whether the plan does what it promises, tried on the real pods.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    PlanOptions,
    ends::Ends,
    fate::{Fate, Status, unheld},
    judge::{Judge, When},
    scope::Scope,
    surroundings::METADATA_PORT,
};
use crate::{
    ledger::{Flow, Party},
    model::Network,
    policy::{Policy, PolicySet},
    protocol::Protocol,
    report::EndpointRef,
    verdict::{Connection, Endpoint, is_selected},
};

/// One promise of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// What is promised.
    pub promise: Promise,
    /// Whether it holds everywhere.
    pub holds: bool,
    /// Where it does not, in words.
    pub fails: Vec<String>,
}

/// What a plan promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Promise {
    /// Every pod resolves names.
    DnsWorks,
    /// No pod reaches the metadata address, but those that were allowed to.
    MetadataIsClosed,
    /// Every pod that uses EKS Pod Identity reaches its agent.
    PodIdentityWorks,
    /// Every flow that is sure enough passes.
    NeededFlowsPass,
    /// Every policy selects the pods that it was made for.
    PoliciesSelectTheirPods,
}

impl Promise {
    /// The promise in words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::DnsWorks => "every pod resolves names",
            Self::MetadataIsClosed => "the metadata address is closed",
            Self::PodIdentityWorks => "EKS Pod Identity is open where it is used",
            Self::NeededFlowsPass => "every flow that is sure enough passes",
            Self::PoliciesSelectTheirPods => "every policy selects the pods it was made for",
        }
    }
}

/// What checks look at.
pub(super) struct Checks<'p> {
    /// Who is there.
    pub(super) network: &'p Network<'p>,
    /// Which namespaces are planned for.
    pub(super) scope: &'p Scope,
    /// What is asked for.
    pub(super) options: &'p PlanOptions,
    /// Which connections stand for a flow.
    pub(super) ends: &'p Ends<'p>,
    /// Who decides them.
    pub(super) judge: &'p Judge<'p>,
}

impl Checks<'_> {
    /// Tries every promise.
    pub(super) fn all(
        &self,
        fates: &[(&Flow, Fate)],
        selecting: &[(&Policy, &[usize])],
    ) -> Vec<Check> {
        let flows = |is_asked: &dyn Fn(&Flow) -> bool| {
            let broken = fates.iter().filter(|(flow, fate)| {
                let fails = matches!(fate.status, Status::Breaks | Status::Denied);
                fails && flow.confidence >= self.options.include && is_asked(flow)
            });
            let broken: BTreeSet<String> = broken
                .map(|(flow, _)| format!("{} port {}", self.from(flow), flow.port))
                .collect();
            broken.into_iter().collect()
        };
        // What keeps the metadata address closed is meant to break those who live by it.
        let needed = flows(&|flow| flow.to != Party::Metadata);
        let identity = flows(&|flow| flow.to == Party::PodIdentity);
        let (dns, metadata) = self.by_workload();
        vec![
            check(Promise::DnsWorks, dns),
            check(Promise::MetadataIsClosed, metadata),
            check(Promise::PodIdentityWorks, identity),
            check(Promise::NeededFlowsPass, needed),
            check(Promise::PoliciesSelectTheirPods, self.unselected(selecting)),
        ]
    }

    fn from(&self, flow: &Flow) -> String {
        match flow.from {
            Party::Workload(workload) => self.name(workload),
            _ => "outside".to_owned(),
        }
    }

    fn name(&self, workload: usize) -> String {
        EndpointRef::workload(self.network, workload).map_or_else(String::new, |it| it.to_string())
    }

    /// Workloads that cannot resolve names, and those that reach the metadata address.
    fn by_workload(&self) -> (Vec<String>, Vec<String>) {
        let (mut dns, mut metadata) = (Vec::new(), Vec::new());
        for workload in 0..self.network.workloads.len() {
            if !self.scope.holds(self.network, workload) || unheld(self.network, workload).is_some()
            {
                continue;
            }
            let pods: Vec<usize> = self.ends.pods(workload).to_vec();
            let held = pods.into_iter().filter(|&pod| {
                let pod = self.network.pods.get(pod);
                pod.is_some_and(|pod| !pod.host_network)
            });
            for pod in held {
                let resolving = self.ends.resolving(Endpoint::Pod(pod));
                let asking = self.metadata(pod);
                let both = [resolving.as_slice(), &asking].concat();
                let policies = self.judge.policies(&both, When::After);
                if self.judge.all_pass(&policies, &resolving) == Some(false) {
                    dns.push(self.name(workload));
                }
                if !self.options.metadata.contains(&workload) && self.any_passes(&policies, &asking)
                {
                    metadata.push(self.name(workload));
                }
            }
        }
        dns.dedup();
        metadata.dedup();
        (dns, metadata)
    }

    /// What a pod opens to read its node's credentials.
    fn metadata(&self, pod: usize) -> Vec<Connection> {
        let ends = self.ends.metadata().into_iter();
        ends.map(|to| Connection {
            from: Endpoint::Pod(pod),
            to,
            protocol: Protocol::Tcp,
            port: METADATA_PORT,
        })
        .collect()
    }

    fn any_passes(&self, policies: &PolicySet, connections: &[Connection]) -> bool {
        let mut connections = connections.iter();
        connections.any(|&it| self.judge.decide(policies, it).is_allowed())
    }

    /// Policies that miss a pod of a workload they were made for.
    fn unselected(&self, selecting: &[(&Policy, &[usize])]) -> Vec<String> {
        let misses = |policy: &Policy, workload: usize| {
            let pods = self.network.workloads.get(workload).map(|it| &it.pods);
            let mut pods = pods.into_iter().flatten();
            pods.any(|&pod| !is_selected(self.network, &policy.subject, pod))
        };
        selecting
            .iter()
            .filter(|(policy, workloads)| workloads.iter().any(|&it| misses(policy, it)))
            .map(|(policy, _)| policy.id.to_string())
            .collect()
    }
}

fn check(promise: Promise, fails: Vec<String>) -> Check {
    Check {
        promise,
        holds: fails.is_empty(),
        fails,
    }
}
