//! What belongs to a plan as a whole: its identity, the cluster, the stages, and totals.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Stage, checks::Check};
use crate::{enforcement::EnforcementState, report::EndpointRef};

/// What belongs to the plan as a whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Stands for the policies of the plan; they carry it as a label.
    pub plan: String,
    /// The cluster that it was made for.
    pub cluster: ClusterIdentity,
    /// Whether anything enforces policies there.
    pub enforcement: EnforcementState,
    /// The namespaces that it is for.
    pub namespaces: Vec<String>,
    /// Namespaces that hold workloads and are left out.
    pub left_out: Vec<LeftOut>,
    /// The changes in groups, in the order in which they are made.
    pub stages: Vec<StageSummary>,
    /// How many policies.
    pub policies: PolicyCounts,
    /// How many flows.
    pub flows: FlowCounts,
    /// How many things point at a flow that cannot be told.
    pub unknown: usize,
    /// What the plan promises, tried on the real pods.
    pub checks: Vec<Check>,
    /// How much observation stands behind it.
    pub coverage: CoverageSummary,
}

/// A cluster, by what cannot change; null where it is not known, as it is of files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterIdentity {
    /// Address of its API server.
    pub server: Option<String>,
    /// UID of the namespace kube-system.
    pub kube_system_uid: Option<String>,
}

/// A namespace that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    /// Its name.
    pub namespace: String,
    /// Why.
    pub why: &'static str,
}

/// Changes that are made together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageSummary {
    /// When.
    pub stage: Stage,
    /// In which namespace.
    pub namespace: String,
    /// The changes, by their order: the first and the last.
    pub changes: [usize; 2],
}

/// How many policies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyCounts {
    /// To create.
    pub create: usize,
    /// To change.
    pub update: usize,
    /// There already.
    pub keep: usize,
}

/// How many flows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FlowCounts {
    /// That pass.
    pub kept: usize,
    /// That would no longer pass.
    pub breaks: usize,
    /// That would no longer pass and that nobody has looked at.
    pub unreviewed: usize,
    /// That do not pass today either.
    pub denied: usize,
    /// That no policy holds.
    pub cannot_be_held: usize,
}

/// How much observation stands behind a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageSummary {
    /// Logs that were read.
    pub logs: usize,
    /// The first observation; null when there is none.
    pub first: Option<String>,
    /// The last observation; null when there is none.
    pub last: Option<String>,
    /// Time between the two, in minutes.
    pub minutes: u64,
    /// Records whose ends could not be told.
    pub unmapped: u64,
    /// Cron jobs and jobs of which nothing was observed.
    pub unseen_jobs: Vec<EndpointRef>,
    /// Workloads that are younger than the first observation.
    pub younger: Vec<EndpointRef>,
}
