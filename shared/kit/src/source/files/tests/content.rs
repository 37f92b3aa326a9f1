//! Which objects are kept, and what is said about the others.

use super::*;
use crate::{discovery::ApiCatalog, object::Namespace, snapshot::NoteCode};

fn config_map(namespace: &str, name: &str, value: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{namespace: {namespace}, name: {name}}}\n\
         data: {{k: {value}}}\n"
    )
}

#[test]
fn only_what_is_wanted_is_kept() {
    let text = [
        config_map("kube-system", "aws-auth", "x"),
        config_map("kube-system", "other", "x"),
        config_map("pay", "aws-auth", "x"),
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: [not a string]}\n"
            .to_owned(),
    ]
    .join("---\n");
    let wants = Wants::new().object::<ConfigMap>(Scope::Object {
        namespace: Some("kube-system".to_owned()),
        name: "aws-auth".to_owned(),
    });
    let snapshot = stdin_wanting(&text, &wants).unwrap();
    assert_eq!(names::<ConfigMap>(&snapshot), ["kube-system/aws-auth"]);
    assert!(snapshot.gaps.is_empty());

    let wants = Wants::new()
        .object::<ConfigMap>(Scope::Namespace("pay".to_owned()))
        .object::<ConfigMap>(Scope::Namespace("none".to_owned()));
    let snapshot = stdin_wanting(&text, &wants).unwrap();
    assert_eq!(names::<ConfigMap>(&snapshot), ["pay/aws-auth"]);
}

#[test]
fn a_kind_is_held_even_if_no_object_of_it_is_in_scope() {
    let wants = Wants::new()
        .object::<ConfigMap>(Scope::Namespace("pay".to_owned()))
        .object::<Namespace>(Scope::Cluster);
    let snapshot = stdin_wanting(config_map("shop", "a", "x"), &wants).unwrap();
    assert!(snapshot.all::<ConfigMap>().is_empty());
    assert!(snapshot.holds::<ConfigMap>() && !snapshot.holds::<Namespace>());
}

#[test]
fn namespaces_are_filled_in_and_dropped_as_the_api_server_does() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ''}\n---\n\
                apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\n\
                metadata: {name: c, namespace: pay}\n";
    let files = Files {
        default_namespace: "shop",
        ..Files::new(&[FileArgument::Stdin])
    };
    let snapshot = files.collect(&mut text.as_bytes(), &wants()).unwrap();
    assert_eq!(names::<ConfigMap>(&snapshot), ["shop/a"]);
    assert_eq!(names::<ClusterRole>(&snapshot), ["c"]);
}

#[test]
fn the_same_object_twice_is_a_note() {
    let text = config_map("pay", "a", "x");
    let snapshot = folder(&[("1.yaml", &text), ("2.yaml", &text)]).unwrap();
    assert!(snapshot.gaps.is_empty());
    let [note] = snapshot.notes.as_slice() else {
        panic!("one note is expected");
    };
    assert_eq!(note.code, NoteCode::Files);
    assert!(note.message.contains("ConfigMap pay/a is also at"));
    assert!(note.message.contains("1.yaml:1, with the same content"));
    assert_eq!(names::<ConfigMap>(&snapshot), ["pay/a"]);
}

#[test]
fn two_objects_of_one_name_are_a_gap_and_the_later_is_taken() {
    let snapshot = folder(&[
        ("1.yaml", &config_map("pay", "a", "old")),
        ("2.yaml", &format!("\n{}", config_map("pay", "a", "new"))),
    ])
    .unwrap();
    let [gap] = snapshot.gaps.as_slice() else {
        panic!("one gap is expected");
    };
    assert_eq!(gap.code, GapCode::Duplicate);
    assert!(gap.message.contains("1.yaml:1, with other content"));
    assert!(
        gap.location
            .as_ref()
            .unwrap()
            .to_string()
            .ends_with("2.yaml:2")
    );
    assert_eq!(snapshot.all::<ConfigMap>()[0].data["k"], "new");
}

#[test]
fn another_version_of_a_wanted_kind_is_a_gap() {
    let text = "apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: Role\nmetadata: {name: a}\n";
    assert_eq!(
        gaps(&stdin(text).unwrap()),
        [
            "Undecodable -:1 Role default/a is in version rbac.authorization.k8s.io/v1beta1 and was \
          not read; only rbac.authorization.k8s.io/v1 is"
        ]
    );
    let other_group = text.replace("rbac.authorization.k8s.io/v1beta1", "example.com/v1");
    assert!(stdin(other_group).unwrap().gaps.is_empty());
}

#[test]
fn an_object_without_a_name_is_a_gap() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n";
    assert_eq!(only_gap(&stdin(text).unwrap()).0, GapCode::Undecodable);
}

#[test]
fn without_a_recorded_discovery_the_catalogue_is_built_in_and_custom() {
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\
                      metadata: {name: widgets.example.com}\nspec:\n  group: example.com\n  \
                      scope: Namespaced\n  names: {plural: widgets, kind: Widget}\n  versions:\n  \
                      - {name: v1, served: true, storage: true}\n";
    let snapshot = stdin_wanting(definition, &wants().discovery()).unwrap();
    let builtin = ApiCatalog::builtin().resources.len();
    assert_eq!(snapshot.catalog.resources.len(), builtin + 1);
    let widgets = snapshot.catalog.resolve("Widget").picked.unwrap();
    assert_eq!(widgets.qualified_plural(), "widgets.example.com");
    assert!(
        snapshot
            .collections()
            .iter()
            .all(|kind| kind.resource_type().kind != "CustomResourceDefinition")
    );
    assert!(
        stdin(definition).unwrap().catalog.resources.is_empty(),
        "it was not wanted"
    );

    let old = definition.replace("apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1");
    let snapshot = stdin_wanting(old, &wants().discovery()).unwrap();
    assert_eq!(only_gap(&snapshot).0, GapCode::Undecodable);
}

#[test]
fn a_recorded_discovery_wins_over_the_built_in_table() {
    let discovery = "apiVersion: apidiscovery.k8s.io/v2\nitems:\n- versions:\n  - version: v1\n    \
                     resources:\n    - {resource: pods, scope: Namespaced, verbs: [get], \
                     responseKind: {kind: Pod}}\nkind: APIGroupDiscoveryList\n";
    let json = r#"{"items":[{"versions":[{"version":"v1","resources":[{"resource":"pods","scope":
        "Namespaced","verbs":["get"],"responseKind":{"kind":"Pod"}}]}]}],
        "kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2"}"#;
    for text in [discovery, json] {
        let snapshot = stdin_wanting(text, &wants().discovery()).unwrap();
        let plurals: Vec<_> = snapshot
            .catalog
            .resources
            .iter()
            .map(|kind| &kind.plural)
            .collect();
        assert_eq!(plurals, ["pods"], "{text}");
        assert!(stdin(text).unwrap().gaps.is_empty());
    }
}

#[test]
fn objects_without_a_namespace_are_counted_in_a_note() {
    let snapshot = stdin(
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\n---\n\
         apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: b, namespace: pay}\n---\n\
         apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: c}\n",
    )
    .unwrap();
    assert_eq!(
        snapshot.notes[0].message,
        "objects that state no namespace were taken to be in default: 1"
    );
    assert_eq!(snapshot.notes.len(), 1);
}
