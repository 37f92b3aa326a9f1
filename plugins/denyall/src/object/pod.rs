//! `Pod`, and the template that workloads make pods of.

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

use super::{Container, Volume};

/// A pod.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pod {
    /// Name, namespace, labels and owner.
    pub metadata: Metadata,
    /// What it runs.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: PodSpec,
    /// Where it runs.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub status: PodStatus,
}
plugin_kit::object!(Pod, "", "v1", "Pod", "pods", true);

/// What a workload makes pods of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodTemplate {
    /// Labels and annotations; a template has no name.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub metadata: TemplateMetadata,
    /// What the pods run.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: PodSpec,
}

/// Labels and annotations of the pods to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateMetadata {
    /// Labels.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "std::collections::BTreeMap::is_empty"
    )]
    pub labels: std::collections::BTreeMap<String, String>,
    /// Those annotations that an analysis reads, as in [`Metadata`].
    #[serde(
        default,
        deserialize_with = "plugin_kit::object::kept_annotations",
        skip_serializing_if = "std::collections::BTreeMap::is_empty"
    )]
    pub annotations: std::collections::BTreeMap<String, String>,
}

/// The part of a pod's spec that is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PodSpec {
    /// The node it is bound to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_name: Option<String>,
    /// Whether it uses the node's network.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub host_network: bool,
    /// Its service account; absent means `default`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account_name: Option<String>,
    /// Whether it gets a token of its service account; absent means yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automount_service_account_token: Option<bool>,
    /// How it resolves names; absent means `ClusterFirst`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_policy: Option<String>,
    /// Name servers of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_config: Option<PodDnsConfig>,
    /// Volumes that hold configuration or tokens.
    #[serde(
        default,
        deserialize_with = "super::volume::telling",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub volumes: Vec<Volume>,
    /// Containers.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub containers: Vec<Container>,
    /// Containers that run first, and sidecars.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub init_containers: Vec<Container>,
}

/// The volume that EKS Pod Identity puts a pod's token into (Amazon EKS User Guide: "How EKS Pod
/// Identity works").
const POD_IDENTITY_VOLUME: &str = "eks-pod-identity-token";

impl PodSpec {
    /// Whether EKS Pod Identity gives it AWS credentials.
    #[must_use]
    pub fn uses_pod_identity(&self) -> bool {
        let mut volumes = self.volumes.iter();
        volumes.any(|volume| volume.name == POD_IDENTITY_VOLUME)
    }
}

/// Name servers of a pod ("`PodDNSConfig` API").
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodDnsConfig {
    /// Addresses.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub nameservers: Vec<String>,
}

/// A declared port.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerPort {
    /// Name, unique in the pod.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number.
    pub container_port: u16,
    /// Protocol; absent means TCP.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// Port of the node that leads here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_port: Option<u16>,
}

/// Where a pod runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PodStatus {
    /// Phase; absent means pending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<PodPhase>,
    /// When its node took it (RFC 3339); it holds its addresses since about then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// First address.
    #[serde(default, rename = "podIP", skip_serializing_if = "Option::is_none")]
    pub pod_ip: Option<String>,
    /// All addresses, one a family.
    #[serde(
        default,
        rename = "podIPs",
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub pod_ips: Vec<PodIp>,
    /// First address of the node.
    #[serde(default, rename = "hostIP", skip_serializing_if = "Option::is_none")]
    pub host_ip: Option<String>,
    /// All addresses of the node, one a family.
    #[serde(
        default,
        rename = "hostIPs",
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub host_ips: Vec<HostIp>,
}

/// Where a pod is in its life ("Pod Lifecycle").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PodPhase {
    /// Accepted, not running yet.
    Pending,
    /// Running.
    Running,
    /// All containers ended well; holds no address any more.
    Succeeded,
    /// All containers ended, some badly; holds no address any more.
    Failed,
    /// The node could not be asked.
    Unknown,
}

/// An address of a pod.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodIp {
    /// The address.
    #[serde(default)]
    pub ip: String,
}

/// An address of a pod's node.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostIp {
    /// The address.
    #[serde(default)]
    pub ip: String,
}
