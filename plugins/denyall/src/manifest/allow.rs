//! Policies that allow one thing.

use plugin_kit::object::{LabelSelector, Metadata};

use crate::{
    model::NAMESPACE_NAME_LABEL,
    object::{
        NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
        NetworkPolicyPort, NetworkPolicySpec, PolicyType,
    },
};

/// An empty policy of this name.
#[must_use]
pub fn named(namespace: &str, name: &str) -> NetworkPolicy {
    NetworkPolicy {
        metadata: Metadata {
            name: name.to_owned(),
            namespace: Some(namespace.to_owned()),
            ..Metadata::default()
        },
        spec: NetworkPolicySpec::default(),
    }
}

/// Selects a namespace by the label that every namespace has ("Kubernetes: well-known labels").
#[must_use]
pub fn in_namespace(name: &str) -> LabelSelector {
    LabelSelector {
        match_labels: [(NAMESPACE_NAME_LABEL.to_owned(), name.to_owned())].into(),
        ..LabelSelector::default()
    }
}

/// A policy that lets peers reach pods on ports.
#[must_use]
pub fn allow_ingress(
    policy: NetworkPolicy,
    pods: LabelSelector,
    from: Vec<NetworkPolicyPeer>,
    ports: Vec<NetworkPolicyPort>,
) -> NetworkPolicy {
    NetworkPolicy {
        spec: NetworkPolicySpec {
            pod_selector: pods,
            ingress: vec![NetworkPolicyIngressRule { from, ports }],
            egress: Vec::new(),
            policy_types: vec![PolicyType::Ingress],
        },
        ..policy
    }
}

/// A policy that lets pods reach peers on ports.
#[must_use]
pub fn allow_egress(
    policy: NetworkPolicy,
    pods: LabelSelector,
    to: Vec<NetworkPolicyPeer>,
    ports: Vec<NetworkPolicyPort>,
) -> NetworkPolicy {
    NetworkPolicy {
        spec: NetworkPolicySpec {
            pod_selector: pods,
            ingress: Vec::new(),
            egress: vec![NetworkPolicyEgressRule { to, ports }],
            policy_types: vec![PolicyType::Egress],
        },
        ..policy
    }
}
