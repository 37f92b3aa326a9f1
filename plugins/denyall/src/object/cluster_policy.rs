//! Cluster-wide policies: `AdminNetworkPolicy` and `BaselineAdminNetworkPolicy`
//! (policy.networking.k8s.io/v1alpha1), `ClusterNetworkPolicy` (policy.networking.k8s.io/v1alpha2)
//! and the `ClusterNetworkPolicy` of Amazon EKS (networking.k8s.aws/v1alpha1).
//!
//! Their shapes are one shape with small differences: which peers a rule may have, which word
//! accepts, and whether ports stand in `ports` or in `protocols`. What a kind does not have is
//! read here and left to the normal form.

use plugin_kit::object::{LabelSelector, Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

macro_rules! cluster_policy {
    ($type:ident, $group:literal, $version:literal, $kind:literal, $plural:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $type {
            /// Name.
            pub metadata: Metadata,
            /// What it says.
            #[serde(default, deserialize_with = "null_as_empty")]
            pub spec: ClusterPolicySpec,
        }
        plugin_kit::object!($type, $group, $version, $kind, $plural, false);
    };
}

cluster_policy!(
    AdminNetworkPolicy,
    "policy.networking.k8s.io",
    "v1alpha1",
    "AdminNetworkPolicy",
    "adminnetworkpolicies",
    "A policy before those of namespaces."
);
cluster_policy!(
    BaselineAdminNetworkPolicy,
    "policy.networking.k8s.io",
    "v1alpha1",
    "BaselineAdminNetworkPolicy",
    "baselineadminnetworkpolicies",
    "The policy after those of namespaces; there is one at most, and it is called `default`."
);
cluster_policy!(
    ClusterNetworkPolicy,
    "policy.networking.k8s.io",
    "v1alpha2",
    "ClusterNetworkPolicy",
    "clusternetworkpolicies",
    "A policy before or after those of namespaces, by its tier."
);
cluster_policy!(
    EksClusterNetworkPolicy,
    "networking.k8s.aws",
    "v1alpha1",
    "ClusterNetworkPolicy",
    "clusternetworkpolicies",
    "The kind that Amazon EKS has under the name of the other one."
);

/// What a cluster-wide policy says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterPolicySpec {
    /// `Admin` or `Baseline`, where the kind has a tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// 0 to 1000, lowest first, where the kind has priorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// The pods it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<ClusterPolicyPeer>,
    /// Rules for what comes in, in order.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub ingress: Vec<ClusterPolicyRule>,
    /// Rules for what goes out, in order.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub egress: Vec<ClusterPolicyRule>,
}

/// A rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterPolicyRule {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `Accept` or `Allow`, `Deny` or `Pass`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub action: String,
    /// Peers of a rule for what comes in.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub from: Vec<ClusterPolicyPeer>,
    /// Peers of a rule for what goes out.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub to: Vec<ClusterPolicyPeer>,
    /// Ports, in v1alpha1 of both groups; absent means all.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub ports: Vec<ClusterPolicyPort>,
    /// Ports, in v1alpha2; absent means all.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub protocols: Vec<ClusterPolicyProtocol>,
}

/// A subject or a peer: one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterPolicyPeer {
    /// All pods of namespaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<LabelSelector>,
    /// Pods of namespaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods: Option<NamespacedPods>,
    /// Nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nodes: Option<LabelSelector>,
    /// Ranges of addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<Vec<String>>,
    /// Names that resolve to addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain_names: Option<Vec<String>>,
}

/// Pods by label, of namespaces by label; an absent selector selects all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NamespacedPods {
    /// Namespaces.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub namespace_selector: LabelSelector,
    /// Pods.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub pod_selector: LabelSelector,
}

/// A port of v1alpha1: one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterPolicyPort {
    /// One port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port_number: Option<PortNumber>,
    /// A range of ports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port_range: Option<PortSpan>,
    /// The name of a container's port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_port: Option<String>,
}

/// One port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortNumber {
    /// Protocol; absent means TCP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// Number.
    pub port: u16,
}

/// A range of ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortSpan {
    /// Protocol; absent means TCP. In v1alpha2 it stands elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// First port.
    pub start: u16,
    /// Last port, included.
    pub end: u16,
}

/// A protocol of v1alpha2: one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterPolicyProtocol {
    /// TCP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tcp: Option<ProtocolPorts>,
    /// UDP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub udp: Option<ProtocolPorts>,
    /// SCTP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sctp: Option<ProtocolPorts>,
    /// The name of a container's port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_named_port: Option<String>,
}

/// Ports of a protocol.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProtocolPorts {
    /// Port of the destination; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_port: Option<DestinationPort>,
}

/// A port or a range of ports: one of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationPort {
    /// One port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
    /// A range of ports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<PortSpan>,
}
