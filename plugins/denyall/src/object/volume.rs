//! Volumes of a pod, as far as they hold configuration or tell which tokens it asks for.
//!
//! A volume of a Secret is not read, not even its name.

use plugin_kit::object::null_as_empty;
use serde::{Deserialize, Deserializer, Serialize};

/// A volume.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// A `ConfigMap` as files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_map: Option<ConfigMapProjection>,
    /// Several sources as files of one folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projected: Option<ProjectedVolume>,
}

/// A `ConfigMap` as files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigMapProjection {
    /// Name of the `ConfigMap`.
    #[serde(default)]
    pub name: String,
    /// The keys that become files; absent means all.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub items: Vec<KeyToPath>,
    /// Whether it may be missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
}

/// A key that becomes a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyToPath {
    /// The key.
    #[serde(default)]
    pub key: String,
}

/// Several sources as files of one folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectedVolume {
    /// The sources.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub sources: Vec<VolumeProjection>,
}

/// One source of a projected volume.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeProjection {
    /// A `ConfigMap`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_map: Option<ConfigMapProjection>,
    /// A token of the pod's service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account_token: Option<ServiceAccountTokenProjection>,
}

/// A token of the pod's service account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAccountTokenProjection {
    /// Who it is for; absent means the API server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}

/// Volume that the API server adds to pods that get a token; it tells nothing.
const TOKEN_VOLUME: &str = "kube-api-access-";

/// Reads volumes and keeps those that tell something.
pub(super) fn telling<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Volume>, D::Error> {
    let mut volumes: Vec<Volume> = null_as_empty(deserializer)?;
    volumes.retain(|volume| {
        (volume.config_map.is_some() || volume.projected.is_some())
            && !volume.name.starts_with(TOKEN_VOLUME)
    });
    volumes.shrink_to_fit();
    Ok(volumes)
}

impl Volume {
    /// The `ConfigMap`s that it shows.
    pub fn config_maps(&self) -> impl Iterator<Item = &ConfigMapProjection> {
        let projected = self.projected.iter().flat_map(|it| &it.sources);
        self.config_map
            .iter()
            .chain(projected.filter_map(|source| source.config_map.as_ref()))
    }

    /// Whom its tokens are for, where that is not the API server.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        let projected = self.projected.iter().flat_map(|it| &it.sources);
        projected
            .filter_map(|source| source.service_account_token.as_ref())
            .filter_map(|token| token.audience.as_deref())
    }
}
