//! `NodeClass` (eks.amazonaws.com/v1): how the nodes of EKS Auto Mode are set up.

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

/// A class of nodes that Amazon EKS manages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeClass {
    /// Name.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: NodeClassSpec,
}
plugin_kit::object!(
    NodeClass,
    "eks.amazonaws.com",
    "v1",
    "NodeClass",
    "nodeclasses",
    false
);

/// What a class of nodes says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeClassSpec {
    /// `DefaultAllow` or `DefaultDeny`; absent means `DefaultAllow`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_policy: Option<String>,
}
