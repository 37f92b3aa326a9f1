//! What says that a flow is needed.

use std::fmt;

use plugin_kit::object::ObjectRef;

/// One thing that says that a flow is needed. Never holds a value of the cluster that may be a
/// secret: only names of objects, fields and keys, hosts and ports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// What kind of thing.
    pub source: EvidenceSource,
    /// The object that holds it; absent for logs.
    pub object: Option<ObjectRef>,
    /// Where in the object, such as
    /// `spec.template.spec.containers[api].env[DATABASE_HOST]`; of a log, its name.
    pub path: String,
    /// What it says, such as `postgres.data:5432`.
    pub says: String,
}

/// What kind of thing says that a flow is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceSource {
    /// An environment variable.
    Environment,
    /// A command or its arguments.
    Argument,
    /// A `ConfigMap` that the workload uses.
    ConfigMap,
    /// A container that runs before the others.
    InitContainer,
    /// The name of a key in a Secret, which is all that is known of it.
    SecretKeyName,
    /// An `Ingress`.
    Ingress,
    /// An `HTTPRoute` or `GRPCRoute` of the Gateway API.
    HttpRoute,
    /// A `TargetGroupBinding` of the AWS Load Balancer Controller.
    TargetGroupBinding,
    /// A Service of type `LoadBalancer` or `NodePort`.
    LoadBalancerService,
    /// A port of the node that leads to the pod.
    HostPort,
    /// A `ServiceMonitor` or `PodMonitor`.
    ServiceMonitor,
    /// `prometheus.io/scrape`.
    ScrapeAnnotation,
    /// An admission webhook.
    Webhook,
    /// An `APIService`.
    ApiService,
    /// The conversion webhook of a custom resource definition.
    Conversion,
    /// A stateful set whose members have names of their own.
    HeadlessService,
    /// The role of a service account (IRSA).
    ServiceAccountRole,
    /// EKS Pod Identity.
    PodIdentity,
    /// Use of the Kubernetes API.
    ApiServerAccess,
    /// The command of a probe.
    Probe,
    /// A sidecar of a service mesh.
    Mesh,
    /// Names have to be resolved.
    DnsResolution,
    /// AWS is used with nothing but the role of the node.
    NodeRole,
    /// It was observed.
    Observed {
        /// The kind of log.
        format: &'static str,
        /// How many records tell of it.
        count: u64,
    },
}

impl EvidenceSource {
    /// As reports spell it: one word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Argument => "argument",
            Self::ConfigMap => "configmap",
            Self::InitContainer => "initcontainer",
            Self::SecretKeyName => "secretkey",
            Self::Ingress => "ingress",
            Self::HttpRoute => "httproute",
            Self::TargetGroupBinding => "targetgroupbinding",
            Self::LoadBalancerService => "loadbalancer",
            Self::HostPort => "hostport",
            Self::ServiceMonitor => "servicemonitor",
            Self::ScrapeAnnotation => "annotation",
            Self::Webhook => "webhook",
            Self::ApiService => "apiservice",
            Self::Conversion => "conversion",
            Self::HeadlessService => "statefulset",
            Self::ServiceAccountRole => "irsa",
            Self::PodIdentity => "podidentity",
            Self::ApiServerAccess => "rbac",
            Self::Probe => "probe",
            Self::Mesh => "mesh",
            Self::DnsResolution => "dns",
            Self::NodeRole => "noderole",
            Self::Observed { .. } => "observed",
        }
    }
}

impl fmt::Display for EvidenceSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
