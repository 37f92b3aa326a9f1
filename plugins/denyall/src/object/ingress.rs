//! `Ingress` and `IngressClass` (networking.k8s.io/v1): which Services traffic from outside goes
//! to, and who carries it.

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

/// An ingress.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ingress {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: IngressSpec,
}
plugin_kit::object!(
    Ingress,
    "networking.k8s.io",
    "v1",
    "Ingress",
    "ingresses",
    true
);

/// What an ingress says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressSpec {
    /// Its class; absent means the default one, or what an annotation says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingress_class_name: Option<String>,
    /// Where everything else goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_backend: Option<IngressBackend>,
    /// Where requests go, by host.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub rules: Vec<IngressRule>,
}

/// Where the requests of a host go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressRule {
    /// By path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http: Option<IngressHttp>,
}

/// Where requests go, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressHttp {
    /// The paths.
    #[serde(
        default,
        deserialize_with = "null_as_empty",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub paths: Vec<IngressPath>,
}

/// Where the requests of a path go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressPath {
    /// Where to.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub backend: IngressBackend,
}

/// Where requests go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressBackend {
    /// A Service of the same namespace; absent for other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<IngressServiceBackend>,
}

/// A port of a Service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressServiceBackend {
    /// Name of the Service.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub name: String,
    /// The port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<IngressServicePort>,
}

/// A port by its name or number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressServicePort {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
}

/// A class of ingresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressClass {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: IngressClassSpec,
}
plugin_kit::object!(
    IngressClass,
    "networking.k8s.io",
    "v1",
    "IngressClass",
    "ingressclasses",
    false
);

/// Who carries out the ingresses of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IngressClassSpec {
    /// Name of the controller, such as `ingress.k8s.aws/alb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub controller: Option<String>,
}
