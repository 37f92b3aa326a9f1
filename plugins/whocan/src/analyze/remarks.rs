//! What an answer has to say besides its items: roles that are missing or assumed, other
//! authorizers, access to named objects, and what could not be read.

use std::collections::BTreeMap;

use aws_kit::aws_auth::{self, Effect};
use plugin_kit::{
    Gap, Note,
    object::{ConfigMap, Object, ObjectRef},
    snapshot::{GapCode, NoteCode},
};

use super::{Inputs, Question, grants::Grants, node_authorizer};
use crate::rbac::{Binding, Request, RoleBook, RoleKey, RoleSource, Target, bootstrap};

/// How many assumed roles get a note each.
const NAMED_ASSUMED: usize = 4;

/// How many dangling bindings are named one by one.
const NAMED_DANGLING: usize = 20;

/// What is worth saying, sorted.
pub(super) fn notes(
    grants: &Grants<'_>,
    bindings: &[Binding<'_>],
    book: &RoleBook<'_>,
    inputs: &Inputs<'_>,
    question: Question<'_>,
    named_only: usize,
) -> Vec<Note> {
    let missing = dangling(grants, bindings)
        .filter(|binding| !is_unread(binding, inputs.role_source))
        .filter(|binding| !is_undecodable(binding, inputs.gaps))
        .collect();
    let mut notes = dangling_notes(missing);
    notes.extend(assumed_notes(grants, book, inputs.role_source));
    notes.extend(
        node_authorizer::remark(question.request).map(|text| Note::new(NoteCode::Authorizer, text)),
    );
    if !question.options.include_named {
        notes.extend(named_only_note(named_only, question.request));
    }
    notes.extend(aws_auth_notes(inputs));
    notes.sort();
    notes
}

/// What was not read and could change the answer, sorted.
pub(super) fn gaps(grants: &Grants<'_>, bindings: &[Binding<'_>], inputs: &Inputs<'_>) -> Vec<Gap> {
    // Of a role that does not decode the source has said so itself.
    let unread = dangling(grants, bindings)
        .filter(|binding| is_unread(binding, inputs.role_source))
        .filter(|binding| !is_undecodable(binding, inputs.gaps));
    let mut gaps = unread_gaps(unread, inputs.role_source);
    gaps.extend(aws_auth_gaps(inputs));
    gaps.sort();
    gaps
}

fn dangling<'b, 'a>(
    grants: &'b Grants<'_>,
    bindings: &'b [Binding<'a>],
) -> impl Iterator<Item = &'b Binding<'a>> {
    grants.dangling.iter().map(|&index| &bindings[index])
}

/// Whether the role that a binding lacks may exist without having been read.
fn is_unread(binding: &Binding<'_>, source: RoleSource) -> bool {
    let (RoleSource::Listed {
        cluster_roles,
        roles,
    }
    | RoleSource::Partial {
        cluster_roles,
        roles,
    }) = source
    else {
        return false;
    };
    match binding.role_key() {
        Some(RoleKey::ClusterRole(_)) => !cluster_roles,
        Some(RoleKey::Role { .. }) => !roles,
        None => false,
    }
}

/// Whether the role that a binding lacks was there and could not be decoded.
fn is_undecodable(binding: &Binding<'_>, gaps: &[Gap]) -> bool {
    let role = binding.role_key().map(|key| key.reference());
    role.is_some()
        && gaps
            .iter()
            .any(|gap| gap.code == GapCode::Undecodable && gap.object == role)
}

fn dangling_notes(mut bindings: Vec<&Binding<'_>>) -> Vec<Note> {
    bindings.sort_by_key(|binding| (binding.place, binding.name));
    let more = bindings.len().saturating_sub(NAMED_DANGLING);
    let mut notes: Vec<Note> = bindings
        .iter()
        .take(NAMED_DANGLING)
        .map(|binding| {
            let reference = binding.reference();
            let message = match binding.role_key() {
                Some(key) => format!(
                    "{reference} refers to {}, which does not exist",
                    key.reference()
                ),
                None => format!(
                    "{reference} refers to {} {}, which it can never grant",
                    binding.role_ref.kind, binding.role_ref.name
                ),
            };
            Note::new(NoteCode::DanglingRole, message).about(reference)
        })
        .collect();
    if more > 0 {
        notes.push(Note::new(
            NoteCode::DanglingRole,
            format!("{more} more bindings refer to roles that do not exist"),
        ));
    }
    notes
}

fn assumed_notes(grants: &Grants<'_>, book: &RoleBook<'_>, source: RoleSource) -> Vec<Note> {
    let missing = match source {
        RoleSource::Partial { .. } => "is not in the files",
        RoleSource::Listed { .. } | RoleSource::Complete => "was not read",
    };
    let mut part_of: BTreeMap<ObjectRef, Option<ObjectRef>> = BTreeMap::new();
    for &role in &grants.referred {
        for assumed in book.assumed(role) {
            let whole = (assumed != role).then(|| book.reference(role));
            let entry = part_of
                .entry(book.reference(assumed))
                .or_insert_with(|| whole.clone());
            if whole.is_none() {
                *entry = None;
            }
        }
    }
    let version = bootstrap::policy().minor_version();
    if part_of.len() > NAMED_ASSUMED {
        let names: Vec<String> = part_of.keys().map(ToString::to_string).collect();
        let message = format!(
            "{} roles {}: the built-in ones of Kubernetes {version} are assumed ({})",
            names.len(),
            missing.replacen("is", "are", 1).replacen("was", "were", 1),
            names.join(", ")
        );
        return vec![Note::new(NoteCode::AssumedRole, message)];
    }
    part_of
        .into_iter()
        .map(|(role, whole)| {
            let part = whole.map_or_else(String::new, |whole| format!(", as part of {whole}"));
            let message = format!(
                "{role} {missing}: the built-in one of Kubernetes {version} is assumed{part}"
            );
            Note::new(NoteCode::AssumedRole, message).about(role)
        })
        .collect()
}

fn named_only_note(subjects: usize, request: &Request) -> Option<Note> {
    let Target::Resource { resource, .. } = &request.target else {
        return None;
    };
    let subjects = match subjects {
        0 => return None,
        1 => "1 subject".to_owned(),
        more => format!("{more} subjects"),
    };
    Some(Note::new(
        NoteCode::NamedOnly,
        format!(
            "{subjects} may {} some {resource} by name only; --include-named lists them",
            request.verb
        ),
    ))
}

fn unread_gaps<'b, 'a: 'b>(
    bindings: impl Iterator<Item = &'b Binding<'a>>,
    source: RoleSource,
) -> Vec<Gap> {
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for binding in bindings {
        *by_kind.entry(&binding.role_ref.kind).or_default() += 1;
    }
    by_kind
        .into_iter()
        .map(|(kind, count)| {
            let bindings = match count {
                1 => "1 binding refers".to_owned(),
                more => format!("{more} bindings refer"),
            };
            match source {
                RoleSource::Partial { .. } => Gap::new(
                    GapCode::Missing,
                    format!("the files hold no {kind}, and {bindings} to one that is not built in"),
                ),
                RoleSource::Listed { .. } | RoleSource::Complete => Gap::new(
                    GapCode::Unreadable,
                    format!("{bindings} to a {kind} that was not read and is not built in"),
                ),
            }
        })
        .collect()
}

/// Entries that let nobody in and of which not even the intention can be told; of the others, the
/// items say so whom they would have let in.
fn aws_auth_notes(inputs: &Inputs<'_>) -> Vec<Note> {
    inputs
        .aws_auth
        .into_iter()
        .flat_map(|aws_auth| &aws_auth.problems)
        .filter(|problem| problem.effect() == Effect::Dead && problem.mapping.is_none())
        .map(|problem| Note::new(NoteCode::Identity, problem.to_string()).about(aws_auth_map()))
        .collect()
}

fn aws_auth_map() -> ObjectRef {
    ObjectRef::namespaced(ConfigMap::TYPE.kind, aws_auth::NAMESPACE, aws_auth::NAME)
}

fn aws_auth_gaps(inputs: &Inputs<'_>) -> Vec<Gap> {
    inputs
        .aws_auth
        .into_iter()
        .flat_map(|aws_auth| &aws_auth.problems)
        .filter(|problem| problem.effect() == Effect::Unreadable)
        .map(|problem| Gap::new(GapCode::Undecodable, problem.to_string()).about(aws_auth_map()))
        .collect()
}
