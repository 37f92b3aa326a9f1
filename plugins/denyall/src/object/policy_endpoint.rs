//! `PolicyEndpoint` (networking.k8s.aws/v1alpha1): what the controller of Amazon EKS makes of a
//! network policy for the agents on the nodes. Of its addresses, only their number is kept.

use plugin_kit::object::{Metadata, Present, null_as_empty};
use serde::{Deserialize, Serialize};

/// A resolved policy, or a part of one that is large.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyEndpoint {
    /// Name and namespace.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: PolicyEndpointSpec,
}
plugin_kit::object!(
    PolicyEndpoint,
    "networking.k8s.aws",
    "v1alpha1",
    "PolicyEndpoint",
    "policyendpoints",
    true
);

/// What a resolved policy says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyEndpointSpec {
    /// The policy that it was made of.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub policy_ref: PolicyReference,
    /// One for each pod that the policy is about.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub pod_selector_endpoints: Vec<Present>,
}

/// Names a policy.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyReference {
    /// Its namespace; empty for cluster-wide kinds.
    #[serde(default)]
    pub namespace: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
}
