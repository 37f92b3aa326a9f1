//! The discovery documents, in the aggregated form (apidiscovery.k8s.io/v2) and in the older one
//! of a request per group.

use serde_json::{Value, json};

use super::kinds::Kind;
use super::route::Discovery;

/// The content type of the aggregated form.
pub(super) const AGGREGATED: &str =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const VERBS: &[&str] = &[
    "create",
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "update",
    "watch",
];

/// The document in the aggregated form; groups whose own server is down are marked stale.
pub(super) fn aggregated(
    document: &Discovery<'_>,
    kinds: &[Kind],
    stale: &[String],
) -> Option<Value> {
    let core = match document {
        Discovery::Core => true,
        Discovery::Groups => false,
        Discovery::Version { .. } => return None,
    };
    let served = groups(kinds)
        .into_iter()
        .filter(|(group, _)| group.is_empty() == core);
    let mut items: Vec<Value> = served
        .map(|(group, version)| group_item(group, version, kinds))
        .collect();
    if !core {
        items.extend(stale.iter().filter_map(|stale| {
            let (group, version) = stale.split_once('/')?;
            Some(json!({"metadata": {"name": group},
                        "versions": [{"version": version, "freshness": "Stale"}]}))
        }));
    }
    Some(json!({
        "kind": "APIGroupDiscoveryList",
        "apiVersion": "apidiscovery.k8s.io/v2",
        "metadata": {},
        "items": items,
    }))
}

/// The document in the older form; none if the group is not there.
pub(super) fn by_group(
    document: &Discovery<'_>,
    kinds: &[Kind],
    stale: &[String],
) -> Option<Value> {
    match document {
        Discovery::Core => Some(json!({"kind": "APIVersions", "versions": ["v1"]})),
        Discovery::Groups => {
            let served = groups(kinds);
            let stale = stale.iter().filter_map(|stale| stale.split_once('/'));
            let named = served
                .into_iter()
                .chain(stale)
                .filter(|(group, _)| !group.is_empty());
            let groups: Vec<Value> = named
                .map(|(group, version)| legacy_group(group, version))
                .collect();
            Some(json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}))
        }
        Discovery::Version { group, version } => resource_list(group, version, kinds),
    }
}

/// Groups with their only version, in the order of the kinds.
fn groups(kinds: &[Kind]) -> Vec<(&str, &str)> {
    let mut groups: Vec<(&str, &str)> = kinds
        .iter()
        .map(|kind| (kind.group.as_str(), kind.version.as_str()))
        .collect();
    groups.dedup();
    groups
}

fn group_item(group: &str, version: &str, kinds: &[Kind]) -> Value {
    let resources: Vec<Value> = of_group(group, version, kinds)
        .map(aggregated_resource)
        .collect();
    json!({
        "metadata": {"name": group},
        "versions": [{"version": version, "resources": resources, "freshness": "Current"}],
    })
}

fn of_group<'a>(group: &str, version: &str, kinds: &'a [Kind]) -> impl Iterator<Item = &'a Kind> {
    kinds
        .iter()
        .filter(move |kind| kind.group == group && kind.version == version)
}

fn aggregated_resource(kind: &Kind) -> Value {
    let response = json!({"group": kind.group, "version": kind.version, "kind": kind.name});
    let subresources: Vec<Value> = kind
        .subresources
        .iter()
        .map(|name| json!({"subresource": name, "responseKind": response, "verbs": subresource_verbs(name)}))
        .collect();
    json!({
        "resource": kind.plural,
        "responseKind": response,
        "scope": if kind.namespaced { "Namespaced" } else { "Cluster" },
        "singularResource": kind.name.to_lowercase(),
        "verbs": VERBS,
        "subresources": subresources,
    })
}

fn legacy_group(group: &str, version: &str) -> Value {
    let version = json!({"groupVersion": format!("{group}/{version}"), "version": version});
    json!({"name": group, "versions": [version], "preferredVersion": version})
}

fn resource_list(group: &str, version: &str, kinds: &[Kind]) -> Option<Value> {
    let mut resources = Vec::new();
    for kind in of_group(group, version, kinds) {
        let entry = |name: String, verbs: &[&str]| {
            json!({"name": name, "singularName": kind.name.to_lowercase(), "kind": kind.name,
                   "namespaced": kind.namespaced, "verbs": verbs})
        };
        resources.push(entry(kind.plural.clone(), VERBS));
        for name in &kind.subresources {
            resources.push(entry(
                format!("{}/{name}", kind.plural),
                subresource_verbs(name),
            ));
        }
    }
    let group_version = if group.is_empty() {
        version.to_owned()
    } else {
        format!("{group}/{version}")
    };
    (!resources.is_empty()).then(|| {
        json!({"kind": "APIResourceList", "apiVersion": "v1",
               "groupVersion": group_version, "resources": resources})
    })
}

fn subresource_verbs(name: &str) -> &'static [&'static str] {
    match name {
        "log" => &["get"],
        "eviction" | "token" => &["create"],
        "attach" | "exec" | "portforward" => &["create", "get"],
        "finalize" => &["update"],
        "proxy" => &["create", "delete", "get", "patch", "update"],
        _ => &["get", "patch", "update"],
    }
}
