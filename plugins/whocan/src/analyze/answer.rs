//! The answer: one item a subject, with everything that gives it access.

use plugin_kit::{Gap, Note, object::ObjectRef};
use schemars::JsonSchema;
use serde::Serialize;

use crate::identity::{
    IamPrincipal, Identity,
    groups::{MASTERS, groups_of},
};

/// Who may do what was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// By subject; `system:masters` is always one.
    pub items: Vec<Item>,
    /// How many subjects may act on some named objects only.
    pub named_only: usize,
    /// What is worth saying, sorted.
    pub notes: Vec<Note>,
    /// What was not read and could change the answer, sorted.
    pub gaps: Vec<Gap>,
}

/// A subject that may do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// Who.
    pub subject: ItemSubject,
    /// Where.
    pub scope: ItemScope,
    /// The namespaces, sorted; empty when the scope is the cluster.
    pub namespaces: Vec<String>,
    /// Through what; none for `system:masters`, which needs nothing.
    pub grants: Vec<Grant>,
    /// AWS principals that authenticate as the subject or are members of it.
    pub iam: Vec<IamPrincipal>,
    /// The only objects that it may act on; empty when it may act on all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// What is worth saying about it.
    pub notes: Vec<Note>,
}

/// Who an item is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ItemSubject {
    /// Kind.
    pub kind: SubjectKind,
    /// Name.
    pub name: String,
    /// Namespace of a service account.
    pub namespace: Option<String>,
}

/// Kind of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub enum SubjectKind {
    /// Everybody in a group.
    Group,
    /// A service account.
    ServiceAccount,
    /// A user.
    User,
}

impl SubjectKind {
    /// The word of the RBAC API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Group => "Group",
            Self::ServiceAccount => "ServiceAccount",
            Self::User => "User",
        }
    }
}

/// Where an item's subject may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ItemScope {
    /// Everywhere, and on the cluster itself.
    Cluster,
    /// In some namespaces.
    Namespace,
}

/// One rule that allows it, and how the rule reaches the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Grant {
    /// The binding.
    pub binding: ObjectRef,
    /// The role that it grants.
    pub role: ObjectRef,
    /// Index of the rule among the role's rules, counted from 0.
    pub rule: usize,
    /// The group, or another spelling of the subject, that the binding names instead.
    pub through: Option<String>,
}

impl ItemSubject {
    pub(crate) fn of(identity: &Identity<'_>) -> Self {
        let (kind, namespace, name) = match identity {
            Identity::Group(name) => (SubjectKind::Group, None, name),
            Identity::ServiceAccount { namespace, name } => {
                (SubjectKind::ServiceAccount, Some(namespace), name)
            }
            Identity::User(name) => (SubjectKind::User, None, name),
        };
        Self {
            kind,
            name: name.to_string(),
            namespace: namespace.map(ToString::to_string),
        }
    }
}

impl Answer {
    /// Whether a user with these groups may do it: in this namespace, or, without one, by a
    /// request that carries none.
    ///
    /// The groups that authentication adds are added here too (see
    /// [`groups_of`](crate::identity::groups::groups_of)); access to some named objects only does
    /// not count.
    #[must_use]
    pub fn covers(&self, username: &str, groups: &[&str], namespace: Option<&str>) -> bool {
        let user = ItemSubject::of(&Identity::of_user(username));
        let groups = groups_of(username, groups);
        groups.contains(MASTERS)
            || self
                .items
                .iter()
                .filter(|item| item.names.is_empty())
                .filter(|item| match item.subject.kind {
                    SubjectKind::Group => groups.contains(&item.subject.name),
                    SubjectKind::ServiceAccount | SubjectKind::User => item.subject == user,
                })
                .any(|item| item.counts_in(namespace))
    }
}

impl Item {
    fn counts_in(&self, namespace: Option<&str>) -> bool {
        match (self.scope, namespace) {
            (ItemScope::Cluster, _) => true,
            (ItemScope::Namespace, None) => false,
            (ItemScope::Namespace, Some(namespace)) => self
                .namespaces
                .binary_search_by(|one| one.as_str().cmp(namespace))
                .is_ok(),
        }
    }
}
