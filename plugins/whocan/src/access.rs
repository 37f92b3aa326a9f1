//! Many questions to one snapshot: for plugins that want to know who may read what they found.
//!
//! Only RBAC is asked; AWS identities are not part of it.

use std::collections::BTreeSet;

use plugin_kit::{
    Snapshot,
    object::{ClusterRole, Role},
    snapshot::Origin,
    source::{Scope, Wants},
};

use crate::{
    analyze::{Answer, Inputs, Options, analyze},
    rbac::{Request, RoleSource},
    wants::{self, Aws},
};

/// Answers questions from the RBAC objects of a snapshot.
#[derive(Clone, Copy)]
pub struct Access<'s> {
    snapshot: &'s Snapshot,
}

impl<'s> Access<'s> {
    /// What has to be read for questions about this scope.
    #[must_use]
    pub fn wants(scope: &Scope) -> Wants {
        wants::rbac(scope, Aws::LeftOut)
    }

    /// Asks this snapshot.
    #[must_use]
    pub fn of(snapshot: &'s Snapshot) -> Self {
        Self { snapshot }
    }

    /// Who may do this; `system:masters` is always one.
    #[must_use]
    pub fn who_can(&self, request: &Request) -> Answer {
        let source = role_source(self.snapshot);
        let inputs = Inputs::of_snapshot(self.snapshot, source, None);
        analyze(&inputs, request, Options::default())
    }

    /// Every name that a rule limits itself to: a question about an object of any other name has the
    /// answer of the question about all of them.
    #[must_use]
    pub fn limited_names(&self) -> BTreeSet<&'s str> {
        let of_cluster = self.snapshot.all::<ClusterRole>().iter();
        let of_namespaces = self.snapshot.all::<Role>().iter();
        of_cluster
            .flat_map(|role| &role.rules)
            .chain(of_namespaces.flat_map(|role| &role.rules))
            .flat_map(|rule| rule.resource_names.iter().map(String::as_str))
            .collect()
    }
}

/// A role that is missing does not exist where every role of its kind was read from a cluster;
/// files may leave out what every cluster has, and a list that failed may lack anything.
pub(crate) fn role_source(snapshot: &Snapshot) -> RoleSource {
    let (cluster_roles, roles) = (snapshot.holds::<ClusterRole>(), snapshot.holds::<Role>());
    match snapshot.origin {
        Origin::Files => RoleSource::Partial {
            cluster_roles,
            roles,
        },
        Origin::Cluster if cluster_roles && roles => RoleSource::Complete,
        Origin::Cluster => RoleSource::Listed {
            cluster_roles,
            roles,
        },
    }
}

#[cfg(test)]
mod tests {
    use plugin_kit::{
        Snapshot,
        object::{ClusterRole, ClusterRoleBinding, Role, RoleBinding},
    };

    use super::Access;
    use crate::{
        rbac::{Request, RequestNamespace, Target},
        testing::{cluster_role, role, role_binding, rule},
    };

    fn secret(name: Option<&str>) -> Request {
        Request {
            verb: "get".to_owned(),
            target: Target::Resource {
                group: String::new(),
                resource: "secrets".to_owned(),
                subresource: None,
                name: name.map(str::to_owned),
                namespace: RequestNamespace::One("pay".to_owned()),
            },
        }
    }

    #[test]
    fn one_snapshot_answers_many_questions() {
        let mut snapshot = Snapshot::default();
        snapshot.insert(Vec::<ClusterRole>::from([cluster_role("all").into()]));
        snapshot.insert(Vec::<ClusterRoleBinding>::new());
        let one = rule("get", "", "secrets").names(["database"]);
        snapshot.insert(Vec::<Role>::from([role("pay", "one").rule(one).into()]));
        let binding = role_binding("pay", "ops").role("one").user("ann");
        snapshot.insert(Vec::<RoleBinding>::from([binding.into()]));
        let access = Access::of(&snapshot);
        let names = |request: &Request| -> Vec<String> {
            let items = access.who_can(request).items;
            items.into_iter().map(|item| item.subject.name).collect()
        };
        assert_eq!(names(&secret(Some("database"))), ["system:masters", "ann"]);
        assert_eq!(names(&secret(Some("other"))), ["system:masters"]);
        assert_eq!(names(&secret(None)), ["system:masters"]);
        assert_eq!(
            access.limited_names().into_iter().collect::<Vec<_>>(),
            ["database"]
        );
    }
}
