//! What is said about Amazon EKS: its access entries let AWS principals in without any RBAC object.

use plugin_kit::{
    Gap, Note, Snapshot,
    object::{ClusterRole, ConfigMap, Object},
    snapshot::{GapCode, NoteCode},
};

/// What every EKS cluster names its own cluster roles with.
const EKS_ROLE_PREFIX: &str = "eks:";

/// Makes a note of the gap that `aws-auth` could not be read, where the cluster is known not to be
/// Amazon EKS: a user without the right to read it must not get gaps of AWS on other clusters.
pub(crate) fn settle_aws_auth_gap(snapshot: &mut Snapshot) {
    if snapshot.cluster.server_version.is_none() || evidence(snapshot).is_some() {
        return;
    }
    snapshot.note_gaps(NoteCode::Authorizer, |gap| {
        gap.object
            .as_ref()
            .is_some_and(|object| object.kind == ConfigMap::TYPE.kind)
    });
}

/// What is said about access entries; at most one of the two.
#[derive(Debug, Default)]
pub(crate) struct Remark {
    /// Where the cluster is Amazon EKS.
    pub(crate) gap: Option<Gap>,
    /// Where `aws-auth` alone suggests it.
    pub(crate) note: Option<Note>,
}

/// Access entries are a gap of every cluster that is Amazon EKS.
pub(crate) fn remark(snapshot: &Snapshot, has_aws_auth: bool) -> Remark {
    if let Some(evidence) = evidence(snapshot) {
        let mut message = format!(
            "this is an Amazon EKS cluster ({evidence}): access that its access entries and access \
             policies give is not read"
        );
        if !has_aws_auth && !snapshot.holds::<ConfigMap>() {
            message.push_str(", and neither is the config map aws-auth");
        }
        return Remark {
            gap: Some(Gap::new(GapCode::NotRead, message)),
            note: None,
        };
    }
    let note = has_aws_auth.then(|| {
        Note::new(
            NoteCode::Authorizer,
            "the config map aws-auth suggests Amazon EKS, whose access entries are not read",
        )
    });
    Remark { gap: None, note }
}

fn evidence(snapshot: &Snapshot) -> Option<String> {
    snapshot.cluster.eks_evidence.clone().or_else(|| {
        let roles = snapshot.all::<ClusterRole>();
        let role = roles
            .iter()
            .find(|role| role.metadata.name.starts_with(EKS_ROLE_PREFIX))?;
        Some(format!("it has the cluster role {}", role.metadata.name))
    })
}

#[cfg(test)]
mod tests {
    use plugin_kit::object::Metadata;

    use super::*;

    fn with_cluster_role(name: &str) -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.insert([ClusterRole {
            metadata: Metadata {
                name: name.to_owned(),
                ..Metadata::default()
            },
            ..ClusterRole::default()
        }]);
        snapshot
    }

    #[test]
    fn other_clusters_get_no_gap_and_no_note() {
        let remark = remark(&with_cluster_role("view"), false);
        assert_eq!((remark.gap, remark.note), (None, None));
    }

    #[test]
    fn a_cluster_that_says_it_is_eks_gets_one_gap() {
        let mut snapshot = Snapshot::default();
        snapshot.cluster.eks_evidence = Some("version v1.33.1-eks-1234".to_owned());
        let remark = remark(&snapshot, true);
        assert_eq!(remark.gap.unwrap().code, GapCode::NotRead);
        assert_eq!(remark.note, None);
    }

    #[test]
    fn a_dump_of_an_eks_cluster_is_known_by_the_roles_that_eks_makes() {
        let remark = remark(&with_cluster_role("eks:node-bootstrapper"), false);
        assert!(
            remark
                .gap
                .unwrap()
                .message
                .contains("eks:node-bootstrapper")
        );
    }

    #[test]
    fn the_config_map_alone_is_a_note() {
        let remark = remark(&with_cluster_role("view"), true);
        assert!(remark.gap.is_none() && remark.note.is_some());
    }
}
