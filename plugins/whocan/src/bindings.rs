//! What is said about bindings that files do not hold.
//!
//! A cluster that lacks a binding has none; files may just not have been given it. A dump of a
//! cluster is known by a role that the API server made itself: it must hold bindings too, so that
//! their absence is a gap. So it is where files hold no binding that could count. Manifests of an
//! application often hold bindings of one kind only, which is worth a note.

use plugin_kit::{
    Gap, Note, Snapshot,
    object::{ClusterRole, ClusterRoleBinding, Object, RoleBinding},
    snapshot::{GapCode, NoteCode, Origin},
};

use crate::rbac::{Request, bootstrap::BOOTSTRAPPING_LABEL, request::Scope};

/// What is said about bindings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Remarks {
    pub(crate) gaps: Vec<Gap>,
    pub(crate) notes: Vec<Note>,
}

/// Looks for the kinds of bindings that could answer the request.
pub(crate) fn remark(snapshot: &Snapshot, request: &Request) -> Remarks {
    let mut remarks = Remarks::default();
    if snapshot.origin == Origin::Cluster {
        return remarks;
    }
    let cluster = snapshot.holds::<ClusterRoleBinding>();
    let only_cluster_counts = request.scope() == Scope::Cluster;
    let namespaced = only_cluster_counts || snapshot.holds::<RoleBinding>();
    let nothing = !cluster && (only_cluster_counts || !namespaced);
    let incomplete = nothing || is_dump(snapshot);
    for (held, kind) in [
        (cluster, ClusterRoleBinding::TYPE.kind),
        (namespaced, RoleBinding::TYPE.kind),
    ] {
        let message =
            || format!("the files hold no {kind}: access through one is not in the answer");
        match (held, incomplete) {
            (true, _) => {}
            (false, true) => remarks.gaps.push(Gap::new(GapCode::Missing, message())),
            (false, false) => remarks.notes.push(Note::new(NoteCode::Files, message())),
        }
    }
    remarks
}

fn is_dump(snapshot: &Snapshot) -> bool {
    snapshot
        .all::<ClusterRole>()
        .iter()
        .any(|role| role.metadata.labels.contains_key(BOOTSTRAPPING_LABEL))
}

#[cfg(test)]
mod tests {
    use plugin_kit::object::Metadata;

    use super::*;
    use crate::rbac::{RequestNamespace, Target};

    fn files() -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.origin = Origin::Files;
        snapshot
    }

    fn request(namespace: RequestNamespace) -> Request {
        Request {
            verb: "get".to_owned(),
            target: Target::Resource {
                group: String::new(),
                resource: "pods".to_owned(),
                subresource: None,
                name: None,
                namespace,
            },
        }
    }

    fn counted(snapshot: &Snapshot, namespace: RequestNamespace) -> (usize, usize) {
        let remarks = remark(snapshot, &request(namespace));
        (remarks.gaps.len(), remarks.notes.len())
    }

    #[test]
    fn a_cluster_without_bindings_has_none() {
        assert_eq!(counted(&Snapshot::default(), RequestNamespace::All), (0, 0));
    }

    #[test]
    fn files_without_any_binding_cannot_say_nobody() {
        let mut snapshot = files();
        snapshot.mark_absent(ClusterRoleBinding::TYPE);
        snapshot.mark_absent(RoleBinding::TYPE);
        assert_eq!(counted(&snapshot, RequestNamespace::All), (2, 0));
        assert_eq!(counted(&snapshot, RequestNamespace::Cluster), (1, 0));
    }

    #[test]
    fn manifests_with_bindings_of_one_kind_get_a_note() {
        let mut snapshot = files();
        snapshot.mark_absent(ClusterRoleBinding::TYPE);
        assert_eq!(counted(&snapshot, RequestNamespace::All), (0, 1));
        // Of what is cluster-scoped they say nothing at all.
        assert_eq!(counted(&snapshot, RequestNamespace::Cluster), (1, 0));
    }

    #[test]
    fn a_dump_that_lacks_a_kind_of_binding_is_incomplete() {
        let mut snapshot = files();
        snapshot.mark_absent(RoleBinding::TYPE);
        snapshot.insert([ClusterRole {
            metadata: Metadata {
                name: "view".to_owned(),
                labels: [(BOOTSTRAPPING_LABEL.to_owned(), "rbac-defaults".to_owned())].into(),
                ..Metadata::default()
            },
            ..ClusterRole::default()
        }]);
        assert_eq!(counted(&snapshot, RequestNamespace::All), (1, 0));
        assert_eq!(counted(&snapshot, RequestNamespace::Cluster), (0, 0));
    }
}
