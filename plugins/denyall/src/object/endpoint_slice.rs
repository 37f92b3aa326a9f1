//! `EndpointSlice` (discovery.k8s.io/v1): the addresses behind a service that nothing selects.

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

/// Addresses behind a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointSlice {
    /// Name and namespace.
    pub metadata: Metadata,
    /// The listeners.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub endpoints: Vec<SliceEndpoint>,
    /// Ports of all of them.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub ports: Vec<SlicePort>,
}
plugin_kit::object!(
    EndpointSlice,
    "discovery.k8s.io",
    "v1",
    "EndpointSlice",
    "endpointslices",
    true
);

/// A listener.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SliceEndpoint {
    /// Its addresses.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub addresses: Vec<String>,
}

/// A port of all listeners.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlicePort {
    /// Number; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
}
