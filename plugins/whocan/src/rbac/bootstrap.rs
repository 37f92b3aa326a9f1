//! The roles and bindings that every API server creates for itself ("RBAC: default roles and role
//! bindings"), as Kubernetes 1.37 does.
//!
//! Files rarely hold them, and a binding to `view` in a repository of manifests is no mistake: the
//! role is there on every cluster.

use std::sync::OnceLock;

use plugin_kit::object::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use serde::Deserialize;

/// The label of objects that the API server creates for itself.
pub const BOOTSTRAPPING_LABEL: &str = "kubernetes.io/bootstrapping";

/// What an API server creates for itself; each list is sorted by namespace and name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BootstrapPolicy {
    /// The version of the API server that they were taken from.
    pub kubernetes_version: String,
    /// Cluster roles; aggregated ones with the rules that are stored on a new cluster.
    pub cluster_roles: Vec<ClusterRole>,
    /// Bindings of cluster roles.
    pub cluster_role_bindings: Vec<ClusterRoleBinding>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Bindings in namespaces.
    pub role_bindings: Vec<RoleBinding>,
}

impl BootstrapPolicy {
    /// `1.37`.
    #[must_use]
    pub fn minor_version(&self) -> &str {
        let version = self.kubernetes_version.trim_start_matches('v');
        version.rsplit_once('.').map_or(version, |(minor, _)| minor)
    }
}

/// What an API server creates for itself.
///
/// # Panics
///
/// Never: a test reads the embedded data.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "the data is part of the program and a test reads it"
)]
pub fn policy() -> &'static BootstrapPolicy {
    static POLICY: OnceLock<BootstrapPolicy> = OnceLock::new();
    POLICY.get_or_init(|| {
        serde_json::from_str(include_str!("../../data/bootstrap-rbac.json"))
            .expect("invariant: the embedded roles are valid JSON")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rbac::aggregation::{Candidate, aggregate};

    #[test]
    fn the_embedded_objects_are_read_and_sorted() {
        let policy = policy();
        assert_eq!(policy.minor_version(), "1.37");
        assert!(
            policy
                .cluster_roles
                .is_sorted_by_key(|role| &role.metadata.name)
        );
        assert!(
            policy
                .roles
                .is_sorted_by_key(|role| (role.metadata.namespace_or_empty(), &role.metadata.name))
        );
        assert!(!policy.cluster_role_bindings.is_empty());
        assert!(!policy.role_bindings.is_empty());
    }

    #[test]
    fn what_is_computed_for_aggregated_roles_is_what_the_api_server_stored() {
        let roles: Vec<Candidate<'_>> = policy()
            .cluster_roles
            .iter()
            .map(|role| Candidate {
                role,
                selectable: true,
            })
            .collect();
        // From empty rules, so that a stored result cannot pass for a computed one.
        let emptied: Vec<ClusterRole> = policy()
            .cluster_roles
            .iter()
            .cloned()
            .map(|mut role| {
                if role.aggregation_rule.is_some() {
                    role.rules.clear();
                }
                role
            })
            .collect();
        let emptied: Vec<Candidate<'_>> = emptied
            .iter()
            .map(|role| Candidate {
                role,
                selectable: true,
            })
            .collect();
        for (stored, computed) in roles.iter().zip(aggregate(&emptied)) {
            assert!(
                stored.role.rules.iter().eq(computed.rules.iter()),
                "{}",
                stored.role.metadata.name
            );
        }
    }
}
