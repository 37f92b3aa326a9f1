//! The catalogue of kinds.

use serde::{Deserialize, Serialize};

/// Every kind, in the order in which the API server prefers groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiCatalog {
    /// Each resource once, in the first version of its group that has it; groups as the API
    /// server lists them, the core group first.
    pub resources: Vec<ApiResource>,
    /// Groups that may have resources which are not listed here; `*` stands for groups that are
    /// unknown by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incomplete_groups: Vec<String>,
}

/// One resource of an API group, in the group's preferred version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiResource {
    /// API group; empty for the core group.
    pub group: String,
    /// Version.
    pub version: String,
    /// Kind.
    pub kind: String,
    /// Plural resource name.
    pub plural: String,
    /// Singular resource name.
    #[serde(default)]
    pub singular: String,
    /// Whether objects live in a namespace.
    pub namespaced: bool,
    /// Short names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub short_names: Vec<String>,
    /// Categories, such as `all`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Verbs that discovery lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verbs: Vec<String>,
    /// Subresources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subresources: Vec<Subresource>,
}

/// A subresource, such as `log` of `pods`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subresource {
    /// Name without its parent, such as `log`.
    pub name: String,
    /// Verbs that discovery lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verbs: Vec<String>,
}

impl ApiResource {
    /// `VERSION` or `GROUP/VERSION`, as objects spell it.
    #[must_use]
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `PLURAL` or `PLURAL.GROUP`.
    #[must_use]
    pub fn qualified_plural(&self) -> String {
        if self.group.is_empty() {
            self.plural.clone()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }

    /// Whether discovery lists the subresource.
    #[must_use]
    pub fn subresource(&self, name: &str) -> Option<&Subresource> {
        self.subresources
            .iter()
            .find(|subresource| subresource.name == name)
    }
}
