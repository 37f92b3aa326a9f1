//! What a plan is asked for.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::{ledger::Confidence, verdict::Semantics};

/// What a plan is asked for.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// Namespaces to plan for; all that hold workloads, but those of the system, when empty.
    pub namespaces: Vec<String>,
    /// The least confidence of a flow that is allowed.
    pub include: Confidence,
    /// Workloads, by index, that keep the instance metadata service.
    pub metadata: BTreeSet<usize>,
    /// Subnets of load balancers; any source when empty.
    pub load_balancers: Vec<IpNet>,
    /// Subnets of the control plane's network interfaces; any source when empty.
    pub control_plane: Vec<IpNet>,
    /// Subnets of the nodes; any source when empty.
    pub nodes: Vec<IpNet>,
    /// How policies are read.
    pub semantics: Semantics,
}

impl Default for PlanOptions {
    fn default() -> Self {
        Self {
            namespaces: Vec::new(),
            include: Confidence::Medium,
            metadata: BTreeSet::new(),
            load_balancers: Vec::new(),
            control_plane: Vec::new(),
            nodes: Vec::new(),
            semantics: Semantics::default(),
        }
    }
}
