//! Answers a question: who may do this, where, through what, and which AWS principal is behind it.
//!
//! The answer is what the API server would decide for each subject that a binding names. Groups
//! stay groups, because nobody but an identity source knows their members; what Kubernetes itself
//! implies (the groups of service accounts, `system:authenticated`) is followed.
//!
//! An item lists the grants of its own and, so that nobody mistakes one of them for the only one,
//! the grants of the implied groups of its subject wherever its own grants count. Where only an
//! implied group is granted, the group's item says so.
//!
//! Rules: Kubernetes "RBAC authorization".

mod answer;
mod grants;
mod items;
mod node_authorizer;
mod remarks;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use aws_kit::AwsAuth;
use plugin_kit::{
    Gap, Snapshot,
    object::{ClusterRole, ClusterRoleBinding, Role, RoleBinding},
};

pub use answer::{Answer, Grant, Item, ItemScope, ItemSubject, SubjectKind};

use crate::{
    identity::aws::Principals,
    rbac::{Request, RoleBook, RoleSource, Scope, bindings_in_scope},
};
use grants::Grants;

/// What a question is answered from.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// Roles.
    pub roles: &'a [Role],
    /// Cluster roles.
    pub cluster_roles: &'a [ClusterRole],
    /// Role bindings.
    pub role_bindings: &'a [RoleBinding],
    /// Cluster role bindings.
    pub cluster_role_bindings: &'a [ClusterRoleBinding],
    /// How much of the cluster's roles these are.
    pub role_source: RoleSource,
    /// What the source could not read.
    pub gaps: &'a [Gap],
    /// The config map `aws-auth`, when there is one and AWS is part of the question.
    pub aws_auth: Option<&'a AwsAuth>,
}

impl<'a> Inputs<'a> {
    /// The RBAC objects of a snapshot.
    #[must_use]
    pub fn of_snapshot(
        snapshot: &'a Snapshot,
        role_source: RoleSource,
        aws_auth: Option<&'a AwsAuth>,
    ) -> Self {
        Self {
            roles: snapshot.all(),
            cluster_roles: snapshot.all(),
            role_bindings: snapshot.all(),
            cluster_role_bindings: snapshot.all(),
            role_source,
            gaps: &snapshot.gaps,
            aws_auth,
        }
    }
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Also list who may act on some named objects only; a note counts them otherwise.
    pub include_named: bool,
}

/// A question in the form in which the parts of the analysis take it.
#[derive(Debug, Clone, Copy)]
struct Question<'a> {
    request: &'a Request,
    scope: Scope<'a>,
    options: Options,
}

/// Answers a question.
#[must_use]
pub fn analyze(inputs: &Inputs<'_>, request: &Request, options: Options) -> Answer {
    let question = Question {
        request,
        scope: request.scope(),
        options,
    };
    let bindings = bindings_in_scope(
        inputs.cluster_role_bindings,
        inputs.role_bindings,
        question.scope,
    );
    let book = RoleBook::new(
        inputs.cluster_roles,
        inputs.roles,
        inputs.role_source,
        question.scope,
    );
    let grants = Grants::collect(&bindings, &book, request);
    let principals = inputs.aws_auth.map(Principals::new);
    let (items, named_only) =
        items::build(&grants, &bindings, &book, principals.as_ref(), question);
    let notes = remarks::notes(&grants, &bindings, &book, inputs, question, named_only);
    let gaps = remarks::gaps(&grants, &bindings, inputs);
    Answer {
        items,
        named_only,
        notes,
        gaps,
    }
}
