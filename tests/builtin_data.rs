//! The data that stands in for an API server where there is none is what the real one has.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::collections::BTreeSet;

use e2e::{control_plane::ControlPlane, run::live_snapshot};
use plugin_kit::{
    Snapshot,
    discovery::{ApiCatalog, ApiResource},
    object::{ClusterRole, ClusterRoleBinding, Object, Role, RoleBinding},
    source::{Scope, Wants},
};
use whocan::rbac::bootstrap::{BOOTSTRAPPING_LABEL, policy};

fn snapshot(wants: &Wants) -> Snapshot {
    live_snapshot(ControlPlane::shared().admin_kubeconfig(), wants).expect("the cluster answers")
}

#[test]
fn the_built_in_kinds_are_those_of_the_real_api_server() {
    let builtin = &ApiCatalog::builtin().resources;
    let groups: BTreeSet<&str> = builtin
        .iter()
        .map(|resource| resource.group.as_str())
        .collect();
    let discovered = snapshot(&Wants::new().discovery()).catalog;
    // Other tests define custom kinds on the same server.
    let served: Vec<ApiResource> = discovered
        .resources
        .into_iter()
        .filter(|resource| groups.contains(resource.group.as_str()))
        .collect();
    assert_eq!(builtin, &served);
    assert!(builtin.len() > 60, "{}", builtin.len());
}

#[test]
fn the_built_in_roles_and_bindings_are_those_of_the_real_api_server() {
    let read = snapshot(
        &Wants::new()
            .object::<ClusterRole>(Scope::Cluster)
            .object::<ClusterRoleBinding>(Scope::Cluster)
            .object::<Role>(Scope::Cluster)
            .object::<RoleBinding>(Scope::Cluster),
    );
    let policy = policy();
    assert!(
        ControlPlane::shared()
            .version()
            .starts_with(&format!("v{}.", policy.minor_version()))
    );
    same(&policy.cluster_roles, &read);
    same(&policy.cluster_role_bindings, &read);
    same(&policy.roles, &read);
    same(&policy.role_bindings, &read);
}

fn same<T: Object + PartialEq + std::fmt::Debug>(builtin: &[T], read: &Snapshot) {
    let served: Vec<&T> = read
        .all::<T>()
        .iter()
        .filter(|object| object.metadata().labels.contains_key(BOOTSTRAPPING_LABEL))
        .collect();
    assert!(!builtin.is_empty());
    assert_eq!(builtin.iter().collect::<Vec<_>>(), served);
}
