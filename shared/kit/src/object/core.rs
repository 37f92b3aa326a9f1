//! Kinds of the core group.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Metadata, null_as_empty, object};

/// A namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    /// Name and labels.
    pub metadata: Metadata,
}
object!(Namespace, "", "v1", "Namespace", "namespaces", false);

/// A service account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAccount {
    /// Name and namespace.
    pub metadata: Metadata,
}
object!(
    ServiceAccount,
    "",
    "v1",
    "ServiceAccount",
    "serviceaccounts",
    true
);

/// A config map; only its text data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigMap {
    /// Name and namespace.
    pub metadata: Metadata,
    /// Text values by key.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub data: BTreeMap<String, String>,
}
object!(ConfigMap, "", "v1", "ConfigMap", "configmaps", true);
