//! One end of a flow, as plans name it.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    ledger::Party,
    model::Network,
    report::{EndpointRef, short_type},
};

/// One end of a flow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum PartyRef {
    /// All pods of a workload.
    Workload {
        /// Namespace.
        namespace: String,
        /// Kind, such as `Deployment`.
        kind: String,
        /// Name.
        name: String,
    },
    /// Addresses.
    Cidr {
        /// Ranges, sorted.
        cidrs: Vec<String>,
    },
    /// A name outside of the cluster.
    Name {
        /// The name.
        name: String,
    },
    /// Any address outside of the cluster.
    Internet,
    /// The API server and the control plane.
    ControlPlane,
    /// Load balancers outside of the cluster.
    LoadBalancer,
    /// Nodes.
    Nodes,
    /// The cluster's DNS.
    Dns,
    /// The instance metadata service.
    InstanceMetadata,
    /// The EKS Pod Identity Agent.
    PodIdentity,
}

impl PartyRef {
    /// Names a party.
    pub(super) fn of(network: &Network<'_>, party: &Party) -> Self {
        match party {
            Party::Workload(index) => match EndpointRef::workload(network, *index) {
                Some(EndpointRef::Workload {
                    namespace,
                    kind,
                    name,
                }) => Self::Workload {
                    namespace,
                    kind,
                    name,
                },
                _ => Self::Name {
                    name: String::new(),
                },
            },
            Party::Addresses(nets) => Self::Cidr {
                cidrs: nets.iter().map(ToString::to_string).collect(),
            },
            Party::Name(name) => Self::Name { name: name.clone() },
            Party::Internet => Self::Internet,
            Party::ControlPlane => Self::ControlPlane,
            Party::LoadBalancer => Self::LoadBalancer,
            Party::Nodes => Self::Nodes,
            Party::Dns => Self::Dns,
            Party::Metadata => Self::InstanceMetadata,
            Party::PodIdentity => Self::PodIdentity,
        }
    }
}

impl fmt::Display for PartyRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workload {
                namespace,
                kind,
                name,
            } => write!(formatter, "{namespace}/{}/{name}", short_type(kind)),
            Self::Cidr { cidrs } => formatter.write_str(&cidrs.join(",")),
            Self::Name { name } => formatter.write_str(name),
            Self::Internet => formatter.write_str("internet"),
            Self::ControlPlane => formatter.write_str("control-plane"),
            Self::LoadBalancer => formatter.write_str("load-balancer"),
            Self::Nodes => formatter.write_str("nodes"),
            Self::Dns => formatter.write_str("dns"),
            Self::InstanceMetadata => formatter.write_str("instance-metadata"),
            Self::PodIdentity => formatter.write_str("pod-identity"),
        }
    }
}
