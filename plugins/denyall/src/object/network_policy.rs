//! `NetworkPolicy` (networking.k8s.io/v1) and what has its form, as stored: what is absent stays absent, for absent and
//! empty mean different things ("NetworkPolicy API").

use plugin_kit::object::{LabelSelector, Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

use super::PortReference;

/// A network policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkPolicy {
    /// Name and namespace.
    pub metadata: Metadata,
    /// What it says; an absent spec is the empty one.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: NetworkPolicySpec,
}
plugin_kit::object!(
    NetworkPolicy,
    "networking.k8s.io",
    "v1",
    "NetworkPolicy",
    "networkpolicies",
    true
);

/// The namespaced policy of Amazon EKS, which knows names in place of addresses too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationNetworkPolicy {
    /// Name and namespace.
    pub metadata: Metadata,
    /// What it says; an absent spec is the empty one.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: NetworkPolicySpec,
}
plugin_kit::object!(
    ApplicationNetworkPolicy,
    "networking.k8s.aws",
    "v1alpha1",
    "ApplicationNetworkPolicy",
    "applicationnetworkpolicies",
    true
);

/// What a network policy says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkPolicySpec {
    /// The pods it is about; absent and empty mean all pods of its namespace.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub pod_selector: LabelSelector,
    /// What may come in.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub ingress: Vec<NetworkPolicyIngressRule>,
    /// What may go out.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub egress: Vec<NetworkPolicyEgressRule>,
    /// The directions it isolates; absent means by its rules.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub policy_types: Vec<PolicyType>,
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PolicyType {
    /// Into the pods.
    Ingress,
    /// Out of the pods.
    Egress,
}

/// What may come in: from any of the peers, on any of the ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkPolicyIngressRule {
    /// Peers; absent or empty means everybody.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub from: Vec<NetworkPolicyPeer>,
    /// Ports; absent or empty means all.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub ports: Vec<NetworkPolicyPort>,
}

/// What may go out: to any of the peers, on any of the ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkPolicyEgressRule {
    /// Peers; absent or empty means everybody.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub to: Vec<NetworkPolicyPeer>,
    /// Ports; absent or empty means all.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub ports: Vec<NetworkPolicyPort>,
}

/// Who is on the other side ("NetworkPolicyPeer API").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkPolicyPeer {
    /// Pods of the policy's namespace, or of the selected namespaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod_selector: Option<LabelSelector>,
    /// Namespaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace_selector: Option<LabelSelector>,
    /// Addresses; excludes the selectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip_block: Option<IpBlock>,
    /// Names that resolve to addresses, in an `ApplicationNetworkPolicy` and what goes out only;
    /// excludes the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain_names: Option<Vec<String>>,
}

/// A range of addresses without some of its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IpBlock {
    /// The range, such as `10.0.0.0/8`.
    pub cidr: String,
    /// Parts that are left out.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub except: Vec<String>,
}

/// A port or a range of ports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkPolicyPort {
    /// Protocol; absent means TCP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// Port; absent means all ports of the protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<PortReference>,
    /// Last port of a range that starts at `port`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_port: Option<u16>,
}
