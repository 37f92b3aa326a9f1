use serde_json::{Value, json};

use super::{ApiCatalog, Document};
use crate::discovery::ApiResource;

/// What kube-apiserver 1.37.2 answered.
const CORE: &str = include_str!("core.json");
const APIS: &str = include_str!("apis.json");

fn real() -> ApiCatalog {
    let documents: Vec<Value> = [CORE, APIS]
        .map(|text| serde_json::from_str(text).unwrap())
        .into();
    ApiCatalog::from_discovery_documents(&documents).unwrap()
}

fn find<'a>(catalog: &'a ApiCatalog, group: &str, plural: &str) -> &'a ApiResource {
    catalog
        .resources
        .iter()
        .find(|resource| resource.group == group && resource.plural == plural)
        .unwrap()
}

fn group(name: &str, versions: &Value) -> Value {
    json!({
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "items": [{ "metadata": { "name": name }, "versions": versions }],
    })
}

fn resource(plural: &str) -> Value {
    json!({ "resource": plural, "responseKind": { "kind": plural }, "scope": "Cluster", "verbs": ["get"] })
}

#[test]
fn a_real_servers_documents_are_read() {
    let catalog = real();
    let pods = find(&catalog, "", "pods");
    assert_eq!(pods.kind, "Pod");
    assert_eq!(pods.singular, "pod");
    assert_eq!(pods.short_names, ["po"]);
    assert_eq!(pods.categories, ["all"]);
    assert!(pods.namespaced);
    assert!(pods.verbs.contains(&"deletecollection".to_owned()));
    assert_eq!(pods.subresource("exec").unwrap().verbs, ["create", "get"]);
    assert!(!find(&catalog, "", "nodes").namespaced);
    assert_eq!(find(&catalog, "apps", "deployments").version, "v1");
    assert_eq!(catalog.resources[0].group, "");
    assert!(catalog.incomplete_groups.is_empty());
}

#[test]
fn each_resource_is_there_once_in_its_preferred_version() {
    let versions = json!([
        { "version": "v2", "resources": [resource("widgets")], "freshness": "Current" },
        { "version": "v1", "resources": [resource("widgets"), resource("relics")] },
    ]);
    let catalog = ApiCatalog::from_discovery_documents(&[group("x.io", &versions)]).unwrap();
    let versions: Vec<(&str, &str)> = catalog
        .resources
        .iter()
        .map(|resource| (resource.plural.as_str(), resource.version.as_str()))
        .collect();
    assert_eq!(versions, [("widgets", "v2"), ("relics", "v1")]);
}

#[test]
fn a_stale_version_makes_its_group_incomplete_and_keeps_what_is_known() {
    let versions = json!([
        { "version": "v1", "resources": [resource("widgets")], "freshness": "Stale" },
    ]);
    let catalog = ApiCatalog::from_discovery_documents(&[group("x.io", &versions)]).unwrap();
    assert_eq!(catalog.incomplete_groups, ["x.io"]);
    assert!(!catalog.is_complete_for("x.io"));
    assert!(catalog.is_complete_for("apps"));
    assert_eq!(catalog.resources.len(), 1);
    assert!(catalog.gaps()[0].message.contains("x.io"));
}

#[test]
fn when_the_list_of_groups_is_unknown_only_the_core_group_is_complete() {
    let mut catalog = ApiCatalog::default();
    catalog.mark_incomplete(ApiCatalog::ANY_GROUP);
    assert!(catalog.is_complete_for(""));
    assert!(!catalog.is_complete_for("apps"));
}

#[test]
fn what_is_written_reads_back_the_same() {
    let mut catalog = real();
    let documents = catalog.to_discovery_documents();
    assert_eq!(
        ApiCatalog::from_discovery_documents(&documents).unwrap(),
        catalog
    );
    catalog.mark_incomplete("apps");
    catalog.mark_incomplete("metrics.k8s.io");
    catalog.mark_incomplete(ApiCatalog::ANY_GROUP);
    let mut documents = catalog.to_discovery_documents();
    documents.reverse();
    assert_eq!(
        ApiCatalog::from_discovery_documents(&documents).unwrap(),
        catalog
    );
}

#[test]
fn old_lists_put_subresources_under_their_parent() {
    let body = json!({
        "kind": "APIResourceList",
        "groupVersion": "v1",
        "resources": [
            { "name": "pods/log", "namespaced": true, "kind": "Pod", "verbs": ["get"] },
            { "name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod",
              "verbs": ["list"], "shortNames": ["po"] },
            { "name": "orphans/scale", "namespaced": true, "kind": "Scale", "verbs": ["get"] },
        ],
    });
    let Ok(Document::Resources(resources)) = Document::decode(body.to_string().as_bytes()) else {
        panic!("a list of resources");
    };
    assert_eq!(resources.len(), 2);
    assert_eq!(resources[0].plural, "pods");
    assert_eq!(resources[0].subresource("log").unwrap().verbs, ["get"]);
    assert_eq!(resources[1].plural, "orphans");
    assert!(resources[1].subresource("scale").is_some());
}

#[test]
fn old_groups_put_the_preferred_version_first() {
    let body = json!({
        "kind": "APIGroupList",
        "groups": [{
            "name": "x.io",
            "versions": [{ "groupVersion": "x.io/v1", "version": "v1" },
                         { "groupVersion": "x.io/v2", "version": "v2" }],
            "preferredVersion": { "groupVersion": "x.io/v2", "version": "v2" },
        }],
    });
    let Ok(Document::Versions(groups)) = Document::decode(body.to_string().as_bytes()) else {
        panic!("a list of versions");
    };
    assert_eq!(groups[0].1, ["v2", "v1"]);
}

#[test]
fn something_else_is_an_error_and_not_an_empty_catalogue() {
    for body in [
        "{}",
        "<html>",
        r#"{"kind":"Status"}"#,
        r#"{"kind":"PodList","items":[]}"#,
    ] {
        assert!(Document::decode(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn lists_that_are_null_are_empty() {
    for body in [
        r#"{"kind":"APIResourceList","groupVersion":"x.io/v1","resources":null}"#,
        r#"{"kind":"APIGroupList","groups":null}"#,
        r#"{"kind":"APIGroupDiscoveryList","items":null}"#,
        r#"{"kind":"APIGroupDiscoveryList","items":[{"versions":[{"version":"v1","resources":null}]}]}"#,
    ] {
        assert!(Document::decode(body.as_bytes()).is_ok(), "{body}");
    }
}
