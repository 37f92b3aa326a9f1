//! What makes pods: the kinds of the apps and batch groups.

use plugin_kit::object::{LabelSelector, Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

use super::PodTemplate;

/// The spec of a kind that makes pods of one template.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadSpec {
    /// Which pods are its own; cannot change. Empty for replication controllers, whose selector
    /// has another form, and for cron jobs, which have none.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "LabelSelector::is_empty"
    )]
    pub selector: LabelSelector,
    /// What pods are made of.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub template: PodTemplate,
    /// The headless service of a stateful set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_name: Option<String>,
}

macro_rules! workload {
    ($type:ident, $group:literal, $kind:literal, $plural:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $type {
            /// Name, namespace and owner.
            pub metadata: Metadata,
            /// What it says.
            #[serde(default, deserialize_with = "null_as_empty")]
            pub spec: WorkloadSpec,
        }
        plugin_kit::object!($type, $group, "v1", $kind, $plural, true);
    };
}

workload!(
    Deployment,
    "apps",
    "Deployment",
    "deployments",
    "A deployment."
);
workload!(
    StatefulSet,
    "apps",
    "StatefulSet",
    "statefulsets",
    "A stateful set."
);
workload!(
    DaemonSet,
    "apps",
    "DaemonSet",
    "daemonsets",
    "A daemon set."
);
workload!(
    ReplicaSet,
    "apps",
    "ReplicaSet",
    "replicasets",
    "A replica set."
);
workload!(
    ReplicationController,
    "",
    "ReplicationController",
    "replicationcontrollers",
    "A replication controller."
);
workload!(Job, "batch", "Job", "jobs", "A job.");

/// A cron job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CronJob {
    /// Name and namespace.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: CronJobSpec,
}
plugin_kit::object!(CronJob, "batch", "v1", "CronJob", "cronjobs", true);

/// What a cron job says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CronJobSpec {
    /// What jobs are made of.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub job_template: JobTemplate,
}

/// What a cron job makes jobs of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobTemplate {
    /// What the jobs say.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: WorkloadSpec,
}
