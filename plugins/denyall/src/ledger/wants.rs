//! What the ledger reads beside the network itself.

use plugin_kit::{
    object::{ClusterRoleBinding, RoleBinding, ServiceAccount},
    source::{Scope, Wants},
};

use crate::object::{
    ApiService, ConfigMap, CustomKind, Gateway, GatewayClass, GrpcRoute, HttpRoute, Ingress,
    IngressClass, MutatingWebhookConfiguration, PodMonitor, ServiceMonitor, TargetGroupBinding,
    ValidatingWebhookConfiguration,
};

/// Adds what tells of flows, in these scopes; what the API server calls and who may call it is
/// read of the whole cluster. Secrets are never among it.
pub(crate) fn wants(wants: Wants, scopes: &[Scope]) -> Wants {
    let wants = wants
        .object::<IngressClass>(Scope::Cluster)
        .object::<GatewayClass>(Scope::Cluster)
        .object::<ValidatingWebhookConfiguration>(Scope::Cluster)
        .object::<MutatingWebhookConfiguration>(Scope::Cluster)
        .object::<ApiService>(Scope::Cluster)
        .object::<CustomKind>(Scope::Cluster)
        .object::<ClusterRoleBinding>(Scope::Cluster);
    scopes.iter().fold(wants, |wants, scope| {
        wants
            .object::<ConfigMap>(scope.clone())
            .object::<ServiceAccount>(scope.clone())
            .object::<RoleBinding>(scope.clone())
            .object::<Ingress>(scope.clone())
            .object::<HttpRoute>(scope.clone())
            .object::<GrpcRoute>(scope.clone())
            .object::<Gateway>(scope.clone())
            .object::<TargetGroupBinding>(scope.clone())
            .object::<ServiceMonitor>(scope.clone())
            .object::<PodMonitor>(scope.clone())
    })
}
