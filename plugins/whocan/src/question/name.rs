//! What to say about a NAME with verbs whose requests do not usually carry one
//! ("Kubernetes: RBAC authorization, referring to resources").

use plugin_kit::{Note, snapshot::NoteCode};

/// Says what a NAME means for lists, creates and deletes of collections.
pub(super) fn remark(verb: &str, name: &str, subresource: Option<&str>, notes: &mut Vec<Note>) {
    if subresource.is_some() {
        return;
    }
    let message = match verb {
        "list" | "watch" => format!(
            "a {verb} carries the name {name} only with --field-selector metadata.name={name}"
        ),
        "create" => format!(
            "a plain create carries no name: rules limited to the name {name} count only where an \
             apply or update creates the object"
        ),
        "deletecollection" => {
            format!("a deletecollection carries no name: rules limited to {name} never count in it")
        }
        _ => return,
    };
    notes.push(Note::new(NoteCode::Reading, message));
}
