//! One end of a connection, as every report names it.

use std::{borrow::Cow, fmt};

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::Network;

/// One end of a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum EndpointRef {
    /// All pods of a workload.
    Workload {
        /// Namespace.
        namespace: String,
        /// Kind, such as `Deployment`; `Pod` for a pod that nobody controls.
        kind: String,
        /// Name.
        name: String,
    },
    /// One pod.
    Pod {
        /// Namespace.
        namespace: String,
        /// Name.
        name: String,
    },
    /// A node itself: its kubelet and what else uses its address.
    Node {
        /// Name.
        name: String,
    },
    /// Several nodes that no policy tells apart.
    Nodes {
        /// Their names, sorted.
        names: Vec<String>,
    },
    /// Pods that no policy tells apart, of one workload or of many.
    Class {
        /// What the summary calls it.
        class: usize,
        /// How many pods it has.
        pods: usize,
        /// One of its workloads.
        example: String,
    },
    /// Addresses that are no pod's.
    Cidr {
        /// Ranges, sorted and disjoint.
        cidrs: Vec<String>,
    },
}

impl EndpointRef {
    /// Names a workload by its index.
    #[must_use]
    pub fn workload(network: &Network<'_>, workload: usize) -> Option<Self> {
        let workload = network.workloads.get(workload)?;
        Some(Self::Workload {
            namespace: network.namespaces.get(workload.namespace)?.name.to_owned(),
            kind: workload.kind.as_str().to_owned(),
            name: workload.name.to_owned(),
        })
    }

    /// Names nodes by their indices.
    #[must_use]
    pub fn nodes(network: &Network<'_>, nodes: &[usize]) -> Self {
        let names = nodes.iter().filter_map(|node| network.nodes.get(*node));
        let mut names: Vec<String> = names.map(|node| node.name.to_owned()).collect();
        match (names.pop(), names.is_empty()) {
            (Some(name), true) => Self::Node { name },
            (last, _) => {
                names.extend(last);
                Self::Nodes { names }
            }
        }
    }

    /// Names a pod by its index.
    #[must_use]
    pub fn pod(network: &Network<'_>, pod: usize) -> Option<Self> {
        let pod = network.pods.get(pod)?;
        Some(Self::Pod {
            namespace: network.namespaces.get(pod.namespace)?.name.to_owned(),
            name: pod.name.to_owned(),
        })
    }
}

impl fmt::Display for EndpointRef {
    /// As FROM and TO are typed: `namespace/deploy/name`, `namespace/name`, ranges; of several
    /// nodes the first and how many more there are, for a cluster may have thousands.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workload {
                namespace,
                kind,
                name,
            } => write!(formatter, "{namespace}/{}/{name}", short_type(kind)),
            Self::Pod { namespace, name } => write!(formatter, "{namespace}/{name}"),
            Self::Node { name } => write!(formatter, "node/{name}"),
            Self::Nodes { names } => match names.as_slice() {
                [first, rest @ ..] => write!(formatter, "node/{first} (+{})", rest.len()),
                [] => formatter.write_str("nodes"),
            },
            Self::Class { class, example, .. } => write!(formatter, "class-{class} ({example})"),
            Self::Cidr { cidrs } => formatter.write_str(&cidrs.join(",")),
        }
    }
}

/// The short name of a kind (`kubectl api-resources`); of a kind that has none, its own in lower
/// case.
pub(crate) fn short_type(kind: &str) -> Cow<'_, str> {
    match kind {
        "Deployment" => "deploy",
        "StatefulSet" => "sts",
        "DaemonSet" => "ds",
        "ReplicaSet" => "rs",
        "ReplicationController" => "rc",
        "Service" => "svc",
        "NetworkPolicy" => "netpol",
        other => return Cow::Owned(other.to_lowercase()),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workload_is_named_as_from_and_to_are_typed() {
        let text = |kind: &str| {
            EndpointRef::Workload {
                namespace: "shop".to_owned(),
                kind: kind.to_owned(),
                name: "web".to_owned(),
            }
            .to_string()
        };
        assert_eq!(text("Deployment"), "shop/deploy/web");
        assert_eq!(text("CronJob"), "shop/cronjob/web");
        assert_eq!(text("Rollout"), "shop/rollout/web");
    }

    #[test]
    fn many_nodes_do_not_fill_a_line() {
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        assert_eq!(EndpointRef::Nodes { names }.to_string(), "node/a (+2)");
    }
}
