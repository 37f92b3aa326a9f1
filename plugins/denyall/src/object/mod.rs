//! The kinds that are read, hand-shaped: each struct holds only the fields an analysis reads.

mod cluster_policy;
mod config_map;
mod container;
mod control_plane;
mod dialled;
mod endpoint_slice;
mod enforcer;
mod expansion;
mod gateway;
mod ingress;
mod monitor;
mod network_policy;
mod node;
mod node_class;
mod pod;
mod policy_endpoint;
mod service;
mod target_group_binding;
mod text;
mod variable;
mod volume;
mod workload;

pub use cluster_policy::{
    AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy, ClusterPolicyPeer,
    ClusterPolicyPort, ClusterPolicyProtocol, ClusterPolicyRule, ClusterPolicySpec,
    DestinationPort, EksClusterNetworkPolicy, NamespacedPods, PortNumber, PortSpan, ProtocolPorts,
};
pub use config_map::{ConfigMap, ConfigMapValue};
pub use container::{Configuration, Container};
pub use control_plane::{
    ApiService, ApiServiceSpec, Conversion, ConversionWebhook, CustomKind, CustomKindSpec,
    MutatingWebhookConfiguration, ServiceReference, ValidatingWebhookConfiguration, Webhook,
    WebhookClientConfig,
};
pub use endpoint_slice::{EndpointSlice, SliceEndpoint, SlicePort};
pub use enforcer::{
    EnforcerContainer, EnforcerDaemonSet, EnforcerPodSpec, EnforcerSpec, EnforcerStatus,
    EnforcerTemplate, EnforcerVariable,
};
pub use gateway::{
    BackendReference, Gateway, GatewayClass, GatewayClassSpec, GatewaySpec, GrpcRoute, HttpRoute,
    ParentReference, RouteRule, RouteSpec,
};
pub use ingress::{
    Ingress, IngressBackend, IngressClass, IngressClassSpec, IngressHttp, IngressPath, IngressRule,
    IngressServiceBackend, IngressServicePort, IngressSpec,
};
pub use monitor::{
    MonitorEndpoint, MonitorNamespaces, PodMonitor, PodMonitorSpec, ServiceMonitor,
    ServiceMonitorSpec,
};
pub use network_policy::{
    ApplicationNetworkPolicy, IpBlock, NetworkPolicy, NetworkPolicyEgressRule,
    NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec, PolicyType,
};
pub use node::{Node, NodeAddress, NodeStatus};
pub use node_class::{NodeClass, NodeClassSpec};
pub use pod::{
    ContainerPort, HostIp, Pod, PodDnsConfig, PodIp, PodPhase, PodSpec, PodStatus, PodTemplate,
    TemplateMetadata,
};
pub use policy_endpoint::{PolicyEndpoint, PolicyEndpointSpec, PolicyReference};
pub use service::{Service, ServicePort, ServiceSpec};
pub use target_group_binding::{
    TargetGroupBinding, TargetGroupBindingSpec, TargetGroupIngress, TargetGroupNetworking,
    TargetGroupPeer, TargetGroupService,
};
pub use variable::{EnvFromSource, EnvVar, EnvVarSource, KeySelector, ObjectName};
pub use volume::{
    ConfigMapProjection, KeyToPath, ProjectedVolume, ServiceAccountTokenProjection, Volume,
    VolumeProjection,
};
pub use workload::{
    CronJob, CronJobSpec, DaemonSet, Deployment, Job, JobTemplate, ReplicaSet,
    ReplicationController, StatefulSet, WorkloadSpec,
};

use serde::{Deserialize, Serialize};

/// A port as a number or as a name ("`IntOrString` API").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PortReference {
    /// A number.
    Number(u16),
    /// The name of a container's port.
    Name(String),
}
