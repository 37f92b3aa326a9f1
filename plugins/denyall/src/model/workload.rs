//! What pods belong to.

use std::fmt;

use plugin_kit::object::LabelSelector;

/// A workload: what made the pods, or a pod that nobody made.
#[derive(Debug, Clone)]
pub struct Workload<'a> {
    /// Index of its namespace.
    pub namespace: usize,
    /// Kind.
    pub kind: WorkloadKind<'a>,
    /// Name.
    pub name: &'a str,
    /// Which pods are its own, where it says so and the selector is not made up by its controller.
    pub selector: Option<&'a LabelSelector>,
    /// Indices of its pods, in order; never empty.
    pub pods: Vec<usize>,
}

/// The kind of a workload; kinds that this program does not know keep their own name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkloadKind<'a> {
    /// `CronJob`.
    CronJob,
    /// `DaemonSet`.
    DaemonSet,
    /// `Deployment`.
    Deployment,
    /// `Job`.
    Job,
    /// A pod that nobody controls, or its node does.
    Pod,
    /// `ReplicaSet`.
    ReplicaSet,
    /// `ReplicationController`.
    ReplicationController,
    /// `StatefulSet`.
    StatefulSet,
    /// Whatever else controls pods, such as `Rollout`.
    Other(&'a str),
}

impl<'a> WorkloadKind<'a> {
    /// Reads the kind of an owner reference.
    #[must_use]
    pub fn of(kind: &'a str) -> Self {
        match kind {
            "CronJob" => Self::CronJob,
            "DaemonSet" => Self::DaemonSet,
            "Deployment" => Self::Deployment,
            "Job" => Self::Job,
            "Pod" => Self::Pod,
            "ReplicaSet" => Self::ReplicaSet,
            "ReplicationController" => Self::ReplicationController,
            "StatefulSet" => Self::StatefulSet,
            other => Self::Other(other),
        }
    }

    /// The kind that a word stands for as kubectl spells types: singular, plural, short, with
    /// their group, in any case.
    #[must_use]
    pub fn of_word(word: &str) -> Option<WorkloadKind<'static>> {
        let word = word.to_ascii_lowercase();
        let word = word
            .strip_suffix(".apps")
            .or_else(|| word.strip_suffix(".batch"))
            .unwrap_or(&word);
        Some(match word {
            "cronjob" | "cronjobs" | "cj" => WorkloadKind::CronJob,
            "daemonset" | "daemonsets" | "ds" => WorkloadKind::DaemonSet,
            "deployment" | "deployments" | "deploy" => WorkloadKind::Deployment,
            "job" | "jobs" => WorkloadKind::Job,
            "pod" | "pods" | "po" => WorkloadKind::Pod,
            "replicaset" | "replicasets" | "rs" => WorkloadKind::ReplicaSet,
            "replicationcontroller" | "replicationcontrollers" | "rc" => {
                WorkloadKind::ReplicationController
            }
            "statefulset" | "statefulsets" | "sts" => WorkloadKind::StatefulSet,
            _ => return None,
        })
    }

    /// As the API spells it.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        match self {
            Self::CronJob => "CronJob",
            Self::DaemonSet => "DaemonSet",
            Self::Deployment => "Deployment",
            Self::Job => "Job",
            Self::Pod => "Pod",
            Self::ReplicaSet => "ReplicaSet",
            Self::ReplicationController => "ReplicationController",
            Self::StatefulSet => "StatefulSet",
            Self::Other(kind) => kind,
        }
    }
}

impl fmt::Display for WorkloadKind<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
