//! Definitions of the custom kinds that objects are of, which take whatever is in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Groups that an API server serves by itself.
const BUILT_IN: &[&str] = &[
    "",
    "apps",
    "batch",
    "networking.k8s.io",
    "storage.k8s.io",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "admissionregistration.k8s.io",
    "certificates.k8s.io",
    "events.k8s.io",
];

/// One definition a kind, with every version that an object names.
pub fn definitions<'a>(objects: impl Iterator<Item = &'a Value>) -> Vec<Value> {
    let mut versions: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for object in objects {
        let text = |key: &str| object[key].as_str().unwrap_or_default();
        let (group, version) = text("apiVersion")
            .split_once('/')
            .unwrap_or(("", text("apiVersion")));
        if !BUILT_IN.contains(&group) {
            let kind = object["kind"].as_str().unwrap_or_default();
            versions.entry((group, kind)).or_default().insert(version);
        }
    }
    versions
        .into_iter()
        .map(|((group, kind), versions)| definition(group, kind, &versions))
        .collect()
}

fn definition(group: &str, kind: &str, versions: &BTreeSet<&str>) -> Value {
    let singular = kind.to_ascii_lowercase();
    let plural = format!("{singular}s");
    let versions: Vec<Value> = versions
        .iter()
        .enumerate()
        .map(|(number, version)| {
            json!({
                "name": version, "served": true, "storage": number == 0,
                "schema": {"openAPIV3Schema": {
                    "type": "object", "x-kubernetes-preserve-unknown-fields": true,
                }},
            })
        })
        .collect();
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {
            "name": format!("{plural}.{group}"),
            // Asked for in the groups of Kubernetes itself.
            "annotations": {"api-approved.kubernetes.io": "unapproved, for tests"},
        },
        "spec": {
            "group": group, "scope": "Namespaced", "versions": versions,
            "names": {"kind": kind, "singular": singular, "plural": plural},
        },
    })
}
