//! What to say about the verb: it is always taken as typed, and a note says when it looks wrong.

use plugin_kit::{Note, snapshot::NoteCode};

use super::{Words, resource::ResourceWords};
use crate::rbac::request::is_verb_of_one_object;

/// Verbs that are authorized beyond what discovery lists, and what they are checked on
/// ("Kubernetes: RBAC authorization, privilege escalation prevention", "User impersonation",
/// "Certificate signing requests: authorization").
const AUTHORIZATION_VERBS: &[(&str, &[&str])] = &[
    ("bind", &["roles", "clusterroles"]),
    ("escalate", &["roles", "clusterroles"]),
    (
        "impersonate",
        &["users", "groups", "serviceaccounts", "uids", "userextras"],
    ),
    ("approve", &["signers"]),
    ("sign", &["signers"]),
    ("attest", &["signers"]),
    ("use", &["podsecuritypolicies"]),
];

/// The verbs that kubectl users type most, to see when verb and TYPE are swapped.
const COMMON_VERBS: &[&str] = &[
    "get", "list", "watch", "create", "update", "patch", "delete",
];

/// HTTP methods as URL rules spell them.
const URL_VERBS: &[&str] = &["get", "head", "post", "put", "patch", "delete", "options"];

/// Notes about a verb on a resource.
pub(super) fn remark(words: &Words, resource: &ResourceWords, notes: &mut Vec<Note>) {
    let verb = words.verb.as_str();
    if resource.literal && COMMON_VERBS.contains(&resource.plural.as_str()) {
        let message = format!("did you mean {} {verb}?", resource.plural);
        notes.push(Note::new(NoteCode::Reading, message));
        return;
    }
    if remark_star_or_case(verb, notes) || resource.literal {
        return;
    }
    let checked_on = AUTHORIZATION_VERBS.iter().find(|(name, _)| *name == verb);
    if let Some((_, resources)) = checked_on {
        if !resources.contains(&resource.plural.as_str()) {
            notes.push(Note::new(
                NoteCode::Unknown,
                format!(
                    "the API server checks {verb} on {}, not on {}: answered as asked",
                    resources.join(", "),
                    resource.described()
                ),
            ));
        }
        return;
    }
    let known = resource.verbs.is_empty() || resource.verbs.iter().any(|known| known == verb);
    if !known && !verb.starts_with("impersonate") {
        notes.push(Note::new(
            NoteCode::Unknown,
            format!(
                "discovery does not list the verb {verb} for {}: answered as asked",
                resource.described()
            ),
        ));
    }
}

/// Rights that are checked beside or instead of the one that was asked for.
pub(super) fn remark_other_checks(words: &Words, resource: &ResourceWords, notes: &mut Vec<Note>) {
    let message = match (resource.group.as_str(), resource.plural.as_str()) {
        ("", "groups") | ("authentication.k8s.io", _) if words.verb == "impersonate" => {
            "impersonation needs a user or service account to impersonate as well: ask about \
             impersonate users too"
                .to_owned()
        }
        ("certificates.k8s.io", "signers") => {
            match resource.name.as_ref().and_then(|name| name.split_once('/')) {
                Some((domain, path)) if path != "*" => format!(
                    "the right on the signer name {domain}/* is as good: ask about {domain}/* too"
                ),
                _ => return,
            }
        }
        ("", "namespaces") if resource.name.is_none() && is_verb_of_one_object(&words.verb) => {
            "a role binding inside a namespace can allow this on that one namespace as well: ask \
             with its NAME"
                .to_owned()
        }
        _ => return,
    };
    notes.push(Note::new(NoteCode::Reading, message));
}

/// Notes about a verb on a URL path.
pub(super) fn remark_url(verb: &str, notes: &mut Vec<Note>) {
    if !remark_star_or_case(verb, notes) && !URL_VERBS.contains(&verb) {
        notes.push(Note::new(
            NoteCode::Unknown,
            format!(
                "{verb} is no HTTP method in lower case, which is what the API server asks about \
                 URL paths: answered as asked"
            ),
        ));
    }
}

fn remark_star_or_case(verb: &str, notes: &mut Vec<Note>) -> bool {
    if verb == "*" {
        notes.push(Note::new(
            NoteCode::Reading,
            "the verb * is the literal star: only rules that say * match",
        ));
        return true;
    }
    let lower = verb.to_lowercase();
    if lower != verb {
        notes.push(Note::new(
            NoteCode::Reading,
            format!("verbs are case-sensitive: {verb} is not {lower}"),
        ));
        return true;
    }
    false
}
