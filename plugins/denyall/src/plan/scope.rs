//! Which namespaces a plan is for.
//!
//! Namespaces of the system hold what everything else needs to work at all; they are left out
//! unless they are named.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Network, WorkloadKind};

/// What a network plugin or DNS runs as, by the name of its daemon set or deployment.
const SYSTEM_WORKLOADS: &[&str] = &[
    "antrea-agent",
    "aws-node",
    "calico-node",
    "cilium",
    "coredns",
    "kube-dns",
    "kube-flannel-ds",
    "kube-proxy",
    "kube-router",
    "node-local-dns",
    "ovnkube-node",
    "tigera-operator",
    "weave-net",
];
const SYSTEM_PREFIXES: &[&str] = &["kube-", "amazon-"];

/// The namespaces of a plan, by index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// Those that are planned for.
    pub(super) planned: BTreeSet<usize>,
    /// Those that are left out and hold workloads, and why.
    pub(super) left_out: BTreeMap<usize, &'static str>,
}

impl Scope {
    /// The named namespaces, or all that hold workloads but those of the system.
    pub(super) fn of(network: &Network<'_>, named: &[String]) -> Self {
        if !named.is_empty() {
            let planned = named.iter().filter_map(|name| network.namespace(name));
            return Self {
                planned: planned.collect(),
                left_out: BTreeMap::new(),
            };
        }
        let mut scope = Self::default();
        let runs_system: BTreeSet<usize> = network
            .workloads
            .iter()
            .filter(|it| it.kind != WorkloadKind::Pod && SYSTEM_WORKLOADS.contains(&it.name))
            .map(|it| it.namespace)
            .collect();
        for workload in &network.workloads {
            let namespace = workload.namespace;
            let name = network.namespaces.get(namespace).map(|it| it.name);
            let name = name.unwrap_or_default();
            if SYSTEM_PREFIXES.iter().any(|it| name.starts_with(it)) {
                scope
                    .left_out
                    .insert(namespace, "a namespace of the system");
            } else if runs_system.contains(&namespace) {
                scope
                    .left_out
                    .insert(namespace, "the network plugin or DNS runs there");
            } else {
                scope.planned.insert(namespace);
            }
        }
        scope
    }

    /// Whether a workload is in a namespace of the plan.
    pub(super) fn holds(&self, network: &Network<'_>, workload: usize) -> bool {
        network
            .workloads
            .get(workload)
            .is_some_and(|it| self.planned.contains(&it.namespace))
    }
}
