//! Decides where a binding counts and which role it grants.
//!
//! Cluster role bindings count everywhere, role bindings for requests inside their namespace. A
//! role binding grants a role of its own namespace, or a cluster role inside its namespace; a
//! cluster role binding cannot grant a role. Another kind of role grants nothing.
//!
//! Rules: Kubernetes "RBAC: `RoleBinding` and `ClusterRoleBinding`".

use plugin_kit::object::{ClusterRoleBinding, ObjectRef, RoleBinding, RoleRef, Subject};

use super::request::Scope;

/// Where a grant counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place<'a> {
    /// Everywhere.
    Cluster,
    /// In one namespace.
    Namespace(&'a str),
}

/// What a role is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RoleKey<'a> {
    /// A cluster role.
    ClusterRole(&'a str),
    /// A role.
    Role {
        /// Its namespace.
        namespace: &'a str,
        /// Its name.
        name: &'a str,
    },
}

impl RoleKey<'_> {
    pub(crate) fn reference(&self) -> ObjectRef {
        match *self {
            Self::ClusterRole(name) => ObjectRef::cluster("ClusterRole", name),
            Self::Role { namespace, name } => ObjectRef::namespaced("Role", namespace, name),
        }
    }
}

/// A binding of either kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binding<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) name: &'a str,
    pub(crate) subjects: &'a [Subject],
    pub(crate) role_ref: &'a RoleRef,
}

impl<'a> Binding<'a> {
    /// Names the binding in a report.
    pub(crate) fn reference(&self) -> ObjectRef {
        match self.place {
            Place::Cluster => ObjectRef::cluster("ClusterRoleBinding", self.name),
            Place::Namespace(namespace) => {
                ObjectRef::namespaced("RoleBinding", namespace, self.name)
            }
        }
    }

    /// The role that it grants; absent when it can never grant one.
    pub(crate) fn role_key(&self) -> Option<RoleKey<'a>> {
        match (self.role_ref.kind.as_str(), self.place) {
            ("ClusterRole", _) => Some(RoleKey::ClusterRole(&self.role_ref.name)),
            ("Role", Place::Namespace(namespace)) => Some(RoleKey::Role {
                namespace,
                name: &self.role_ref.name,
            }),
            _ => None,
        }
    }

    /// The namespace of service accounts whose subject names none.
    pub(crate) fn default_namespace(&self) -> &'a str {
        match self.place {
            Place::Cluster => "",
            Place::Namespace(namespace) => namespace,
        }
    }
}

/// The bindings that count for a scope: of the cluster first, each kind in the order given.
pub(crate) fn in_scope<'a>(
    cluster_role_bindings: &'a [ClusterRoleBinding],
    role_bindings: &'a [RoleBinding],
    scope: Scope<'_>,
) -> Vec<Binding<'a>> {
    let everywhere = cluster_role_bindings.iter().map(|binding| Binding {
        place: Place::Cluster,
        name: &binding.metadata.name,
        subjects: &binding.subjects,
        role_ref: &binding.role_ref,
    });
    // No request carries the empty namespace of a binding that lost its own.
    let counts = |namespace: &str| match scope {
        Scope::Cluster => false,
        Scope::Namespace(wanted) => namespace == wanted && !namespace.is_empty(),
        Scope::AllNamespaces => !namespace.is_empty(),
    };
    let in_namespaces = role_bindings
        .iter()
        .filter(|binding| counts(binding.metadata.namespace_or_empty()))
        .map(|binding| Binding {
            place: Place::Namespace(binding.metadata.namespace_or_empty()),
            name: &binding.metadata.name,
            subjects: &binding.subjects,
            role_ref: &binding.role_ref,
        });
    everywhere.chain(in_namespaces).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cluster_role_binding, role_binding};

    fn names(scope: Scope<'_>) -> Vec<String> {
        let cluster_role_bindings = [cluster_role_binding("everywhere").into()];
        let role_bindings = [
            role_binding("one", "a").into(),
            role_binding("two", "b").into(),
            role_binding("", "lost").into(),
        ];
        in_scope(&cluster_role_bindings, &role_bindings, scope)
            .iter()
            .map(|binding| binding.name.to_owned())
            .collect()
    }

    #[test]
    fn role_bindings_count_in_their_own_namespace_only() {
        assert_eq!(names(Scope::Namespace("one")), ["everywhere", "a"]);
        assert_eq!(names(Scope::Namespace("three")), ["everywhere"]);
        assert_eq!(names(Scope::AllNamespaces), ["everywhere", "a", "b"]);
    }

    #[test]
    fn role_bindings_never_count_without_a_namespace() {
        assert_eq!(names(Scope::Cluster), ["everywhere"]);
        assert_eq!(names(Scope::Namespace("")), ["everywhere"]);
    }

    #[test]
    fn a_role_binding_grants_a_role_of_its_own_namespace() {
        let binding = [role_binding("one", "b").role("r").into()];
        let bindings = in_scope(&[], &binding, Scope::AllNamespaces);
        assert_eq!(
            bindings[0].role_key(),
            Some(RoleKey::Role {
                namespace: "one",
                name: "r"
            })
        );
    }

    #[test]
    fn a_role_binding_grants_a_cluster_role() {
        let binding = [role_binding("one", "b").cluster_role("r").into()];
        let bindings = in_scope(&[], &binding, Scope::AllNamespaces);
        assert_eq!(bindings[0].role_key(), Some(RoleKey::ClusterRole("r")));
    }

    #[test]
    fn a_cluster_role_binding_cannot_grant_a_role() {
        let binding = [cluster_role_binding("b").role("r").into()];
        let bindings = in_scope(&binding, &[], Scope::Cluster);
        assert_eq!(bindings[0].role_key(), None);
    }

    #[test]
    fn an_unknown_kind_of_role_grants_nothing() {
        let mut binding: RoleBinding = role_binding("one", "b").role("r").into();
        binding.role_ref.kind = "clusterrole".to_owned();
        let binding = [binding];
        let bindings = in_scope(&[], &binding, Scope::AllNamespaces);
        assert_eq!(bindings[0].role_key(), None);
    }
}
