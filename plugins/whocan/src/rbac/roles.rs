//! Finds the role that a binding refers to, and its rules.
//!
//! A role is known by kind, namespace and name together. Where files are read, or a cluster did not
//! let its roles be listed, the built-in roles of Kubernetes that are missing are assumed, because
//! every cluster has them; selectors of aggregated roles see them as well. Files that hold a built-in role are a dump of a cluster,
//! whose API server keeps all of its own, so there an aggregated role without narrowing labels is
//! not given roles of another Kubernetes version.

use std::collections::{BTreeSet, HashMap};

use plugin_kit::object::{ClusterRole, ObjectRef, PolicyRule, Role};

use super::{
    RoleKey,
    aggregation::{Candidate, Rules, aggregate},
    bootstrap::{self, BOOTSTRAPPING_LABEL},
    request::Scope,
};

/// How much of the cluster's roles was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleSource {
    /// All of them: a role that is missing does not exist.
    Complete,
    /// What a cluster let be read: a kind that was not read to its end may lack any role.
    Listed {
        /// Whether all cluster roles were read.
        cluster_roles: bool,
        /// Whether all roles were read.
        roles: bool,
    },
    /// What files hold: built-in roles may be left out.
    Partial {
        /// Whether the files hold any cluster role.
        cluster_roles: bool,
        /// Whether the files hold any role.
        roles: bool,
    },
}

impl RoleSource {
    /// Whether built-in cluster roles that are missing exist all the same.
    fn lacks_cluster_roles(self) -> bool {
        match self {
            Self::Complete => false,
            Self::Listed { cluster_roles, .. } => !cluster_roles,
            Self::Partial { .. } => true,
        }
    }

    /// Whether built-in roles that are missing exist all the same.
    fn lacks_roles(self) -> bool {
        match self {
            Self::Complete => false,
            Self::Listed { roles, .. } => !roles,
            Self::Partial { .. } => true,
        }
    }
}

/// Index of a role in a [`RoleBook`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RoleId(usize);

impl RoleId {
    pub(crate) fn index(self) -> usize {
        self.0
    }
}

#[derive(Debug)]
struct Entry<'a> {
    key: RoleKey<'a>,
    rules: Rules<'a>,
    /// Cluster roles that it joins.
    members: Vec<RoleId>,
    assumed: bool,
}

/// The roles that bindings of a scope can refer to.
#[derive(Debug)]
pub(crate) struct RoleBook<'a> {
    entries: Vec<Entry<'a>>,
    by_key: HashMap<RoleKey<'a>, RoleId>,
}

impl<'a> RoleBook<'a> {
    /// Indexes all cluster roles, and the roles that role bindings of the scope can refer to.
    pub(crate) fn new(
        cluster_roles: &'a [ClusterRole],
        roles: &'a [Role],
        source: RoleSource,
        scope: Scope<'_>,
    ) -> Self {
        let most = match scope {
            Scope::AllNamespaces => cluster_roles.len() + roles.len(),
            Scope::Cluster | Scope::Namespace(_) => cluster_roles.len(),
        };
        let mut book = Self {
            entries: Vec::with_capacity(most),
            by_key: HashMap::with_capacity(most),
        };
        book.add_cluster_roles(cluster_roles, source);
        let in_scope = |role: &&'a Role| match scope {
            Scope::Cluster => false,
            Scope::Namespace(namespace) => role.metadata.namespace_or_empty() == namespace,
            Scope::AllNamespaces => true,
        };
        book.add_roles(roles.iter().filter(in_scope), false);
        if source.lacks_roles() {
            book.add_roles(bootstrap::policy().roles.iter().filter(in_scope), true);
        }
        book
    }

    /// The role with this key.
    pub(crate) fn find(&self, key: RoleKey<'_>) -> Option<RoleId> {
        self.by_key.get(&key).copied()
    }

    /// How many roles there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The rules that the API server evaluates, with their indexes.
    pub(crate) fn rules(&self, role: RoleId) -> impl Iterator<Item = (usize, &'a PolicyRule)> {
        self.entries[role.0].rules.iter().enumerate()
    }

    /// One rule.
    pub(crate) fn rule(&self, role: RoleId, index: usize) -> Option<&'a PolicyRule> {
        self.entries[role.0].rules.get(index)
    }

    /// Names a role in a report.
    pub(crate) fn reference(&self, role: RoleId) -> ObjectRef {
        self.entries[role.0].key.reference()
    }

    /// Built-in roles that were assumed for this role: the role itself, or what it joins.
    pub(crate) fn assumed(&self, role: RoleId) -> Vec<RoleId> {
        if self.entries[role.0].assumed {
            return vec![role];
        }
        let mut seen = BTreeSet::from([role]);
        let mut pending = vec![role];
        while let Some(role) = pending.pop() {
            let members = &self.entries[role.0].members;
            pending.extend(members.iter().filter(|member| seen.insert(**member)));
        }
        seen.retain(|role| self.entries[role.0].assumed);
        seen.into_iter().collect()
    }

    fn add_cluster_roles(&mut self, cluster_roles: &'a [ClusterRole], source: RoleSource) {
        let mut candidates: Vec<(Candidate<'a>, bool)> = cluster_roles
            .iter()
            .map(|role| (selectable(role, true), false))
            .collect();
        candidates.sort_by_key(|(candidate, _)| &candidate.role.metadata.name);
        candidates.dedup_by_key(|(candidate, _)| &candidate.role.metadata.name);
        if source.lacks_cluster_roles() {
            add_built_in(&mut candidates);
        }
        let (candidates, assumed): (Vec<_>, Vec<_>) = candidates.into_iter().unzip();
        for ((candidate, outcome), assumed) in
            candidates.iter().zip(aggregate(&candidates)).zip(assumed)
        {
            // Cluster roles come first, so their indexes are those of their entries.
            self.add(Entry {
                key: RoleKey::ClusterRole(&candidate.role.metadata.name),
                rules: outcome.rules,
                members: outcome.members.into_iter().map(RoleId).collect(),
                assumed,
            });
        }
    }

    fn add_roles(&mut self, roles: impl Iterator<Item = &'a Role>, assumed: bool) {
        for role in roles {
            let key = RoleKey::Role {
                namespace: role.metadata.namespace_or_empty(),
                name: &role.metadata.name,
            };
            if !self.by_key.contains_key(&key) {
                self.add(Entry {
                    key,
                    rules: Rules::Stored(&role.rules),
                    members: Vec::new(),
                    assumed,
                });
            }
        }
    }

    fn add(&mut self, entry: Entry<'a>) {
        self.by_key.insert(entry.key, RoleId(self.entries.len()));
        self.entries.push(entry);
    }
}

fn selectable(role: &ClusterRole, selectable: bool) -> Candidate<'_> {
    Candidate { role, selectable }
}

/// Adds the built-in cluster roles that are not there.
fn add_built_in(candidates: &mut Vec<(Candidate<'_>, bool)>) {
    let is_dump = candidates.iter().any(|(candidate, _)| {
        candidate
            .role
            .metadata
            .labels
            .contains_key(BOOTSTRAPPING_LABEL)
    });
    let given = candidates.len();
    for role in &bootstrap::policy().cluster_roles {
        let name = &role.metadata.name;
        let present = candidates[..given]
            .binary_search_by_key(&name, |(candidate, _)| &candidate.role.metadata.name);
        if present.is_err() {
            let is_meant_to_be_joined = role.metadata.labels.len() > 1;
            candidates.push((selectable(role, !is_dump || is_meant_to_be_joined), true));
        }
    }
    candidates.sort_by_key(|(candidate, _)| &candidate.role.metadata.name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cluster_role, role, rule};

    const PARTIAL: RoleSource = RoleSource::Partial {
        cluster_roles: true,
        roles: true,
    };

    fn book<'a>(
        cluster_roles: &'a [ClusterRole],
        roles: &'a [Role],
        source: RoleSource,
    ) -> RoleBook<'a> {
        RoleBook::new(cluster_roles, roles, source, Scope::AllNamespaces)
    }

    fn names(book: &RoleBook<'_>, roles: Vec<RoleId>) -> Vec<String> {
        roles
            .into_iter()
            .map(|role| book.reference(role).name)
            .collect()
    }

    #[test]
    fn roles_are_known_by_kind_namespace_and_name() {
        let cluster_roles = [cluster_role("same").rule(rule("get", "", "a")).into()];
        let roles = [
            role("one", "same").rule(rule("get", "", "b")).into(),
            role("two", "same").rule(rule("get", "", "c")).into(),
        ];
        let book = book(&cluster_roles, &roles, RoleSource::Complete);
        let resource = |key| {
            let role = book.find(key)?;
            Some(book.rule(role, 0)?.resources[0].clone())
        };
        let in_namespace = |namespace| RoleKey::Role {
            namespace,
            name: "same",
        };
        assert_eq!(resource(RoleKey::ClusterRole("same")).as_deref(), Some("a"));
        assert_eq!(resource(in_namespace("one")).as_deref(), Some("b"));
        assert_eq!(resource(in_namespace("two")).as_deref(), Some("c"));
        assert_eq!(resource(in_namespace("three")), None);
    }

    #[test]
    fn a_live_cluster_without_view_has_no_view() {
        let book = book(&[], &[], RoleSource::Complete);
        assert_eq!(book.find(RoleKey::ClusterRole("view")), None);
    }

    #[test]
    fn a_live_cluster_is_given_built_in_roles_of_the_kind_that_was_not_listed() {
        let has_view = |cluster_roles| {
            let source = RoleSource::Listed {
                cluster_roles,
                roles: false,
            };
            let book = book(&[], &[], source);
            book.find(RoleKey::ClusterRole("view")).is_some()
        };
        assert!(has_view(false));
        assert!(!has_view(true));
    }

    #[test]
    fn files_without_built_in_roles_are_given_them() {
        let book = book(&[], &[], PARTIAL);
        let view = book.find(RoleKey::ClusterRole("view")).unwrap();
        assert_eq!(names(&book, book.assumed(view)), ["view"]);
        let reader = RoleKey::Role {
            namespace: "kube-system",
            name: "extension-apiserver-authentication-reader",
        };
        assert!(book.find(reader).is_some());
    }

    #[test]
    fn a_role_in_the_files_is_taken_from_the_files() {
        let cluster_roles = [cluster_role("view").rule(rule("get", "", "own")).into()];
        let book = book(&cluster_roles, &[], PARTIAL);
        let view = book.find(RoleKey::ClusterRole("view")).unwrap();
        assert_eq!(book.rules(view).count(), 1);
        assert!(book.assumed(view).is_empty());
    }

    #[test]
    fn a_role_of_the_files_extends_an_assumed_one() {
        let cluster_roles = [cluster_role("crd-view")
            .label("rbac.authorization.k8s.io/aggregate-to-view", "true")
            .rule(rule("get", "shop.example", "orders"))
            .into()];
        let book = book(&cluster_roles, &[], PARTIAL);
        for name in ["view", "edit", "admin"] {
            let role = book.find(RoleKey::ClusterRole(name)).unwrap();
            let mut resources = book.rules(role).map(|(_, rule)| &rule.resources);
            assert!(
                resources.any(|resources| resources == &["orders"]),
                "{name}"
            );
        }
    }

    #[test]
    fn an_aggregated_role_of_the_files_joins_assumed_ones_and_says_so() {
        let cluster_roles = [cluster_role("my-view")
            .joins("rbac.authorization.k8s.io/aggregate-to-view", "true")
            .into()];
        let book = book(&cluster_roles, &[], PARTIAL);
        let role = book.find(RoleKey::ClusterRole("my-view")).unwrap();
        assert!(book.rules(role).count() > 5);
        assert_eq!(
            names(&book, book.assumed(role)),
            ["system:aggregate-to-view"]
        );
    }

    #[test]
    fn an_empty_selector_sees_assumed_roles_only_in_files_without_any() {
        let everything = || cluster_role("everything").joins_everything();
        let of = |roles: &[ClusterRole]| {
            let book = book(roles, &[], PARTIAL);
            let role = book.find(RoleKey::ClusterRole("everything")).unwrap();
            names(&book, book.assumed(role)).contains(&"cluster-admin".to_owned())
        };
        assert!(of(&[everything().into()]));
        let dumped = cluster_role("view").label(BOOTSTRAPPING_LABEL, "rbac-defaults");
        assert!(!of(&[everything().into(), dumped.into()]));
    }
}
