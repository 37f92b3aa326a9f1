//! `ServiceMonitor` and `PodMonitor` (monitoring.coreos.com/v1): what a Prometheus scrapes. Source:
//! Prometheus Operator, "API reference".

use plugin_kit::object::{LabelSelector, Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

use super::PortReference;

/// What is scraped behind Services.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceMonitor {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: ServiceMonitorSpec,
}
plugin_kit::object!(
    ServiceMonitor,
    "monitoring.coreos.com",
    "v1",
    "ServiceMonitor",
    "servicemonitors",
    true
);

/// Which Services and ports are scraped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceMonitorSpec {
    /// The Services, by their own labels.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub selector: LabelSelector,
    /// Where they are.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub namespace_selector: MonitorNamespaces,
    /// Their ports.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub endpoints: Vec<MonitorEndpoint>,
}

/// Which pods are scraped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PodMonitor {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: PodMonitorSpec,
}
plugin_kit::object!(
    PodMonitor,
    "monitoring.coreos.com",
    "v1",
    "PodMonitor",
    "podmonitors",
    true
);

/// Which pods and ports are scraped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PodMonitorSpec {
    /// The pods.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub selector: LabelSelector,
    /// Where they are.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub namespace_selector: MonitorNamespaces,
    /// Their ports.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub pod_metrics_endpoints: Vec<MonitorEndpoint>,
}

/// Where it looks; its own namespace when nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MonitorNamespaces {
    /// Everywhere.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub any: bool,
    /// In these.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub match_names: Vec<String>,
}

/// A port that is scraped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MonitorEndpoint {
    /// Name of the Service's port, or of the pod's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// Number of the pod's port, for pods only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port_number: Option<u16>,
    /// Name or number of the pod's port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_port: Option<PortReference>,
}
