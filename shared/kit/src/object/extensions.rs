//! Custom resource definitions, for what custom kinds are called when there is no API server to ask.

use serde::{Deserialize, Serialize};

use super::{Metadata, null_as_empty, object};

/// The definition of a custom kind ("`CustomResourceDefinition` v1 API").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomResourceDefinition {
    /// Name: `PLURAL.GROUP`.
    pub metadata: Metadata,
    /// Group, names, scope and versions.
    pub spec: CustomResourceDefinitionSpec,
}
object!(
    CustomResourceDefinition,
    "apiextensions.k8s.io",
    "v1",
    "CustomResourceDefinition",
    "customresourcedefinitions",
    false
);

/// Group, names, scope and versions of a custom kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomResourceDefinitionSpec {
    /// API group.
    pub group: String,
    /// `Namespaced` or `Cluster`.
    pub scope: String,
    /// What the kind is called.
    pub names: CustomResourceNames,
    /// Versions, served or not.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub versions: Vec<CustomResourceVersion>,
}

/// What a custom kind is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomResourceNames {
    /// Plural resource name.
    pub plural: String,
    /// Singular; absent means the kind in lower case.
    #[serde(default)]
    pub singular: String,
    /// Kind.
    pub kind: String,
    /// Short names.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub short_names: Vec<String>,
    /// Categories, such as `all`.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub categories: Vec<String>,
}

/// One version of a custom kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomResourceVersion {
    /// Version, such as `v1`.
    pub name: String,
    /// Whether the API server serves it.
    #[serde(default)]
    pub served: bool,
    /// Which subresources it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subresources: Option<CustomResourceSubresources>,
}

/// Which subresources a version of a custom kind has; only their presence is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomResourceSubresources {
    /// `status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Present>,
    /// `scale`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<Present>,
}

/// An object whose content does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {}
