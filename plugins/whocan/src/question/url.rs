//! Questions about a URL path ("Kubernetes: Authorization overview, request verbs and URLs").

use plugin_kit::{Error, Note, snapshot::NoteCode};

use super::Words;
use crate::rbac::Target;

/// Reads `/URL`; a query is dropped with a note, for the API server authorizes by the path alone.
pub(super) fn read(words: &Words, notes: &mut Vec<Note>) -> Result<Target, Error> {
    if words.name.is_some() || words.subresource.is_some() {
        return Err(Error::usage(
            format!(
                "a name or subresource does not go with the URL path {}",
                words.target
            ),
            "ask about the path alone, or about a resource: kubectl whocan get pods NAME",
        ));
    }
    let path = match words.target.split_once(['?', '#']) {
        Some((path, _)) => {
            notes.push(Note::new(
                NoteCode::Reading,
                format!(
                    "only the path {path} counts: the API server does not authorize by the query"
                ),
            ));
            path
        }
        None => words.target.as_str(),
    };
    if is_resource_path(path) {
        notes.push(Note::new(
            NoteCode::Reading,
            format!(
                "{path} is the path of a resource: such requests are authorized by resource rules, \
                 ask about the resource; this answer is about URL rules"
            ),
        ));
    }
    Ok(Target::Url(path.to_owned()))
}

/// Whether the API server authorizes requests to the path by resource and not by path
/// ("RequestInfo": `/api/VERSION/…` and `/apis/GROUP/VERSION/…`).
fn is_resource_path(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.first() {
        Some(&"api") => parts.len() >= 3,
        Some(&"apis") => parts.len() >= 4,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_resource_path;

    #[test]
    fn discovery_paths_are_urls_and_resource_paths_are_not() {
        for path in [
            "/api",
            "/api/v1",
            "/apis",
            "/apis/apps",
            "/apis/apps/v1",
            "/healthz",
            "/",
        ] {
            assert!(!is_resource_path(path), "{path}");
        }
        for path in [
            "/api/v1/pods",
            "/apis/apps/v1/deployments",
            "/api/v1/namespaces/a/pods/b",
        ] {
            assert!(is_resource_path(path), "{path}");
        }
    }
}
