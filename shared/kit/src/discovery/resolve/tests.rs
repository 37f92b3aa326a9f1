//! The words and answers were taken from kubectl 1.37.1 on a 1.37.2 API server that had these
//! custom resource definitions.

use super::*;
use crate::object::CustomResourceDefinition;

/// Plural, group, kind, singular, short names, versions.
type Definition = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

const DEFINED: [Definition; 7] = [
    (
        "groups",
        "files1.example.com",
        "Grp",
        "grp",
        &[],
        &["v1", "v10", "v1beta1"],
    ),
    (
        "widgets",
        "files1.example.com",
        "Widget",
        "widget",
        &["pods", "ev", "zz"],
        &["v1beta1"],
    ),
    (
        "deployments",
        "files1.example.com",
        "Deployment",
        "deployment",
        &["deploy"],
        &["v1"],
    ),
    ("po", "files2.example.com", "Poo", "poo", &[], &["v1"]),
    ("things", "files2.example.com", "Thing", "zz", &[], &["v1"]),
    (
        "apples",
        "files3.example.com",
        "BigApple",
        "smallapple",
        &["svcx"],
        &["v1"],
    ),
    ("abcs", "files3.example.com", "Abc", "abc", &[], &["v1"]),
];

fn catalog() -> ApiCatalog {
    let definitions: Vec<CustomResourceDefinition> = DEFINED
        .iter()
        .map(|(plural, group, kind, singular, short_names, versions)| {
            let versions: Vec<_> = versions
                .iter()
                .map(|name| serde_json::json!({"name": name, "served": true}))
                .collect();
            serde_json::from_value(serde_json::json!({
                "metadata": {"name": format!("{plural}.{group}")},
                "spec": {
                    "group": group,
                    "scope": "Namespaced",
                    "names": {
                        "plural": plural, "kind": kind, "singular": singular,
                        "shortNames": short_names,
                    },
                    "versions": versions,
                },
            }))
            .unwrap()
        })
        .collect();
    let mut catalog = ApiCatalog::builtin().clone();
    catalog.define(&definitions);
    catalog
}

fn picked(word: &str) -> String {
    catalog()
        .resolve(word)
        .picked
        .map_or_else(|| "none".to_owned(), |resource| resource.qualified_plural())
}

#[test]
fn words_mean_what_kubectl_takes_them_for() {
    for (word, resource) in [
        ("pods", "pods"),
        ("Pods", "pods"),
        ("Pod", "pods"),
        ("pod.", "pods"),
        ("pods.v1.", "pods"),
        ("ns", "namespaces"),
        ("ns.", "namespaces"),
        ("endpoints", "endpoints"),
        ("deploy", "deployments.apps"),
        ("deployments", "deployments.apps"),
        ("deployments.", "deployments.apps"),
        ("deploy.apps", "deployments.apps"),
        ("deploy.app", "deployments.apps"),
        ("deployments.ap", "deployments.apps"),
        ("deployments.v1.apps", "deployments.apps"),
        ("deployments.files1", "deployments.files1.example.com"),
        ("deploy.files", "deployments.files1.example.com"),
        (
            "deploy.files1.example.com",
            "deployments.files1.example.com",
        ),
        ("ing.networking", "ingresses.networking.k8s.io"),
        ("events", "events"),
        ("event.events", "events.events.k8s.io"),
        ("hpa.autoscaling", "horizontalpodautoscalers.autoscaling"),
        (
            "horizontalpodautoscalers.v1.autoscaling",
            "horizontalpodautoscalers.autoscaling",
        ),
        ("RoleBinding.rbac", "rolebindings.rbac.authorization.k8s.io"),
        ("pods.core", "none"),
        ("nonsense", "none"),
    ] {
        assert_eq!(picked(word), resource, "{word}");
    }
}

#[test]
fn a_name_of_any_group_beats_every_short_name() {
    assert_eq!(picked("po"), "po.files2.example.com");
    assert_eq!(picked("zz"), "things.files2.example.com");
    assert_eq!(picked("zz.files1"), "widgets.files1.example.com");
    assert_eq!(picked("ev"), "events");
    assert_eq!(picked("ev.files1"), "widgets.files1.example.com");
}

#[test]
fn a_kind_that_is_not_its_singular_needs_its_group() {
    assert_eq!(picked("BigApple"), "none");
    assert_eq!(picked("BigApple.files3"), "none");
    assert_eq!(
        picked("BigApple.files3.example.com"),
        "apples.files3.example.com"
    );
    assert_eq!(
        picked("BigApple.v1.files3.example.com"),
        "apples.files3.example.com"
    );
    let others = catalog().resolve("BigApple").others;
    assert_eq!(others[0].qualified_plural(), "apples.files3.example.com");
}

#[test]
fn a_custom_kind_hides_what_exists_for_authorization_only() {
    let resolution = catalog().resolve("groups");
    assert_eq!(
        resolution.picked.unwrap().qualified_plural(),
        "groups.files1.example.com"
    );
    let others: Vec<_> = resolution
        .others
        .iter()
        .map(ApiResource::qualified_plural)
        .collect();
    assert_eq!(others, ["groups"]);
    let resolution = ApiCatalog::builtin().resolve("groups");
    assert_eq!(resolution.picked.unwrap(), authorization_only()[1]);
    assert!(resolution.others.is_empty());
}

#[test]
fn resources_of_authorization_only_are_found_by_group_too() {
    for (word, resource) in [
        ("users", "users"),
        (
            "userextras.authentication.k8s.io",
            "userextras.authentication.k8s.io",
        ),
        ("uids", "uids.authentication.k8s.io"),
        ("signers.certificates", "signers.certificates.k8s.io"),
        ("podsecuritypolicies.policy", "podsecuritypolicies.policy"),
        ("users.authentication.k8s.io", "none"),
    ] {
        assert_eq!(picked(word), resource, "{word}");
    }
}

#[test]
fn other_resources_of_the_same_name_are_told() {
    let others = catalog().resolve("events").others;
    assert_eq!(others.len(), 1);
    assert_eq!(others[0].qualified_plural(), "events.events.k8s.io");
    let others = catalog().resolve("deployments").others;
    assert_eq!(
        others[0].qualified_plural(),
        "deployments.files1.example.com"
    );
}

#[test]
fn a_category_is_told_with_its_resources() {
    let resolution = ApiCatalog::builtin().resolve("all");
    assert_eq!(resolution.picked, None);
    let all: Vec<_> = resolution
        .category
        .unwrap()
        .iter()
        .map(ApiResource::qualified_plural)
        .collect();
    assert!(all.contains(&"pods".to_owned()) && all.contains(&"cronjobs.batch".to_owned()));
    assert_eq!(ApiCatalog::builtin().resolve("pods").category, None);
}

#[test]
fn no_word_is_too_odd() {
    for word in [
        "", ".", "..", "...", "*", "v1", ".v1.", "pods..", "é.é", "pods/log",
    ] {
        assert_eq!(picked(word), "none", "{word}");
    }
}
