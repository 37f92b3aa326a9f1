//! A recording that is read back gives an equal snapshot.

use super::*;
use crate::{
    Note,
    discovery::ApiCatalog,
    object::Object,
    snapshot::{ClusterFacts, Location, NoteCode, Origin},
    source::record,
};

fn manifests(snapshot: &Snapshot) -> Vec<serde_json::Value> {
    snapshot
        .collections()
        .iter()
        .flat_map(|collection| collection.manifests())
        .collect()
}

fn live() -> Snapshot {
    let mut snapshot = stdin(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aws-auth, namespace: kube-system, labels: \
         {on: 'yes'}}\ndata: {mapRoles: \"- a: |\\n   b \\u2028 \\\"c\\\"\\n\"}\n---\n\
         apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: \
         pay}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: \
         [{kind: User, name: ann}]\n",
    )
    .unwrap();
    // A cluster holds every kind, if only an empty list of it.
    let mut with_all = Snapshot::default();
    with_all.insert(snapshot.all::<ConfigMap>().to_vec());
    with_all.insert(snapshot.all::<RoleBinding>().to_vec());
    with_all.insert::<Role>([]);
    with_all.insert::<ClusterRole>([]);
    snapshot = with_all;
    snapshot.catalog = ApiCatalog {
        resources: ApiCatalog::builtin().resources[..40].to_vec(),
        ..ApiCatalog::default()
    };
    snapshot.cluster = ClusterFacts {
        server_version: Some("v1.37.2-eks-abc".to_owned()),
        eks_evidence: Some("/version says -eks-".to_owned()),
    };
    snapshot.gaps = vec![
        Gap::new(GapCode::Forbidden, "cannot list roles").at(Location {
            file: "x".to_owned(),
            line: 3,
        }),
    ];
    snapshot.notes = vec![Note::new(NoteCode::Authorizer, "a note")];
    snapshot
}

#[test]
fn a_recording_is_read_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("deep/er");
    let recorded = live();
    record(&recorded, &target).unwrap();
    let replayed = path(&target, &wants().discovery()).unwrap();
    assert_eq!(manifests(&replayed), manifests(&recorded));
    assert_eq!(replayed.catalog, recorded.catalog);
    assert_eq!(replayed.cluster, recorded.cluster);
    assert_eq!(replayed.gaps, recorded.gaps);
    assert_eq!(replayed.notes, recorded.notes);
    assert!(replayed.holds::<Role>() && replayed.holds::<ClusterRole>());
    assert_eq!(replayed.origin, Origin::Cluster);
}

#[test]
fn what_was_read_of_a_kind_before_it_failed_is_recorded_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut recorded = live();
    recorded.mark_absent(RoleBinding::TYPE);
    recorded.mark_absent(Role::TYPE);
    record(&recorded, folder.path()).unwrap();
    let replayed = path(folder.path(), &wants()).unwrap();
    assert_eq!(manifests(&replayed), manifests(&recorded));
    assert_eq!(replayed.all::<RoleBinding>().len(), 1);
    assert!(!replayed.holds::<RoleBinding>() && !replayed.holds::<Role>());
    assert!(replayed.holds::<ClusterRole>());
}

#[test]
fn a_recording_of_files_keeps_what_they_do_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    let role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\n";
    record(&stdin(role).unwrap(), folder.path()).unwrap();
    let replayed = path(folder.path(), &wants()).unwrap();
    assert!(replayed.holds::<Role>() && !replayed.holds::<ClusterRole>());
}

#[cfg(unix)]
#[test]
fn a_recording_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("recording");
    record(&live(), &target).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&target), 0o700);
    for entry in fs::read_dir(&target).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
}

#[test]
fn an_earlier_recording_is_replaced_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    record(&live(), folder.path()).unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    record(&Snapshot::default(), folder.path()).unwrap();
    assert!(
        !folder.path().join("configmaps.json").exists(),
        "it is of the earlier recording"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("mine.txt")).unwrap(),
        "mine"
    );

    fs::write(folder.path().join("configmaps.json"), "mine").unwrap();
    let error = record(&live(), folder.path()).err().unwrap();
    assert!(error.to_string().contains("configmaps.json"), "{error}");
    assert_eq!(
        fs::read_to_string(folder.path().join("configmaps.json")).unwrap(),
        "mine"
    );
}

#[test]
fn a_folder_that_holds_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let error = record(&live(), folder.path()).err().unwrap();
    assert!(error.to_string().contains("it is not empty"), "{error}");
    assert!(error.hint().is_some());
    fs::write(
        folder.path().join(".ekshardening-recording"),
        "../mine.txt\nmine.txt\n",
    )
    .unwrap();
    record(&live(), folder.path()).unwrap();
    assert!(
        folder.path().join("mine.txt").exists(),
        "a marker cannot name foreign files"
    );
}

#[test]
fn recordings_of_two_clusters_do_not_mix() {
    let facts = |version: &str| {
        format!(
            r#"{{"apiVersion":"ekshardening/v1","kind":"ClusterFacts","serverVersion":"{version}"}}"#
        )
    };
    let snapshot = stdin(format!("{}{}", facts("v1"), facts("v2"))).unwrap();
    assert_eq!(only_gap(&snapshot).0, GapCode::Duplicate);
    let snapshot = stdin(format!("{}{}", facts("v1"), facts("v1"))).unwrap();
    assert!(snapshot.gaps.is_empty());
}
