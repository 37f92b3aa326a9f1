//! What the API server calls: admission webhooks, aggregated APIs, conversion of custom kinds.

use plugin_kit::object::{Metadata, null_as_empty};
use serde::{Deserialize, Serialize};

/// A Service that the API server calls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceReference {
    /// Namespace.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub namespace: String,
    /// Name.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub name: String,
    /// Its port; absent means 443.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
}

/// How a webhook is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookClientConfig {
    /// Through a Service; absent means through a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceReference>,
}

/// A webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Name.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub name: String,
    /// How it is called.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub client_config: WebhookClientConfig,
}

/// Webhooks that requests pass through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidatingWebhookConfiguration {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// The webhooks.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub webhooks: Vec<Webhook>,
}
plugin_kit::object!(
    ValidatingWebhookConfiguration,
    "admissionregistration.k8s.io",
    "v1",
    "ValidatingWebhookConfiguration",
    "validatingwebhookconfigurations",
    false
);

/// Webhooks that requests pass through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MutatingWebhookConfiguration {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// The webhooks.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub webhooks: Vec<Webhook>,
}
plugin_kit::object!(
    MutatingWebhookConfiguration,
    "admissionregistration.k8s.io",
    "v1",
    "MutatingWebhookConfiguration",
    "mutatingwebhookconfigurations",
    false
);

/// An API, served by the API server itself or by a Service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiService {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: ApiServiceSpec,
}
plugin_kit::object!(
    ApiService,
    "apiregistration.k8s.io",
    "v1",
    "APIService",
    "apiservices",
    false
);

/// Who serves an API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiServiceSpec {
    /// The Service; absent means the API server itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceReference>,
}

/// The definition of a custom kind, as far as its conversion goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomKind {
    /// Name, namespace and annotations.
    pub metadata: Metadata,
    /// What it says.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub spec: CustomKindSpec,
}
plugin_kit::object!(
    CustomKind,
    "apiextensions.k8s.io",
    "v1",
    "CustomResourceDefinition",
    "customresourcedefinitions",
    false
);

/// How objects of a custom kind are treated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomKindSpec {
    /// Between its versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<Conversion>,
}

/// Who converts objects between versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversion {
    /// A webhook; absent means that nobody has to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<ConversionWebhook>,
}

/// A webhook that converts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversionWebhook {
    /// How it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_config: Option<WebhookClientConfig>,
}
