//! A flow that somebody needs, and what says so.

use ipnet::IpNet;

use super::Evidence;
use crate::protocol::Protocol;

/// A flow that somebody needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Who opens the connection.
    pub from: Party,
    /// Who accepts it.
    pub to: Party,
    /// Transport protocol.
    pub protocol: Protocol,
    /// Port of the listener itself: of a pod its target port, never that of a Service.
    pub port: u16,
    /// How sure it is that somebody needs it.
    pub confidence: Confidence,
    /// What says so, sorted; never empty.
    pub evidence: Vec<Evidence>,
    /// When it was observed first (RFC 3339); absent when it never was.
    pub first: Option<String>,
    /// When it was observed last (RFC 3339); absent when it never was.
    pub last: Option<String>,
}

/// One end of a flow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// All pods of the workload of this index in [`Network::workloads`](crate::model::Network).
    /// Never one whose pods all use their node's network: that is [`Party::Nodes`].
    Workload(usize),
    /// Known ranges, sorted.
    Addresses(Vec<IpNet>),
    /// A DNS name outside of the cluster, whose addresses are not known.
    Name(String),
    /// Any address outside of the cluster.
    Internet,
    /// The API server: its endpoints as a listener, the cluster's network interfaces as a caller.
    ControlPlane,
    /// Load balancers outside of the cluster; they have addresses of their subnets.
    LoadBalancer,
    /// The nodes: kubelets, and pods that use their node's network.
    Nodes,
    /// The cluster's DNS. Stands for UDP and TCP both, at whatever port its pods listen on; its
    /// flows say UDP 53.
    Dns,
    /// The instance metadata service, 169.254.169.254 and `fd00:ec2::254`.
    Metadata,
    /// The EKS Pod Identity agent, 169.254.170.23 and `fd00:ec2::23`.
    PodIdentity,
}

/// How sure it is that a flow is needed; the greater, the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Observed only, by few records or with a guess in between: needs a person's eye.
    Low,
    /// A name without a port, or observed often and configured nowhere.
    Medium,
    /// Configuration that names host and port, an object whose only meaning is the flow, or
    /// configuration that observation confirms.
    High,
}

impl Confidence {
    /// As reports spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
