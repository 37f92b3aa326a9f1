//! Writes an [`ApiCatalog`] as the documents that the API server would send; recordings keep them.
//!
//! Format: "Aggregated discovery" (`apidiscovery.k8s.io/v2` `APIGroupDiscoveryList`), the core group
//! in a document of its own.

use serde_json::{Value, json};

use super::{ApiCatalog, ApiResource, server::KIND};

impl ApiCatalog {
    /// The catalogue as the API server would send it: the core group, then the others.
    #[must_use]
    pub fn to_discovery_documents(&self) -> Vec<Value> {
        let mut groups: Vec<&str> = Vec::new();
        let named = self
            .resources
            .iter()
            .map(|resource| resource.group.as_str());
        for group in named.chain(self.incomplete_groups.iter().map(String::as_str)) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let (core, others): (Vec<&str>, Vec<&str>) =
            groups.into_iter().partition(|group| group.is_empty());
        [core, others]
            .into_iter()
            .map(|groups| {
                let items: Vec<Value> = groups
                    .into_iter()
                    .map(|group| self.group_item(group))
                    .collect();
                json!({
                    "kind": KIND,
                    "apiVersion": "apidiscovery.k8s.io/v2",
                    "metadata": {},
                    "items": items,
                })
            })
            .collect()
    }

    fn group_item(&self, group: &str) -> Value {
        let resources = || {
            self.resources
                .iter()
                .filter(|resource| resource.group == group)
        };
        let mut versions: Vec<&str> = Vec::new();
        for resource in resources() {
            if !versions.contains(&resource.version.as_str()) {
                versions.push(&resource.version);
            }
        }
        let stale = self
            .incomplete_groups
            .iter()
            .any(|incomplete| incomplete == group);
        if versions.is_empty() {
            // A group of which nothing is known still has to be marked.
            versions.push("unknown");
        }
        let versions: Vec<Value> = versions
            .into_iter()
            .map(|version| {
                let resources: Vec<Value> = resources()
                    .filter(|resource| resource.version == version)
                    .map(resource_item)
                    .collect();
                let freshness = if stale { "Stale" } else { "Current" };
                json!({ "version": version, "resources": resources, "freshness": freshness })
            })
            .collect();
        let metadata = if group.is_empty() {
            json!({})
        } else {
            json!({ "name": group })
        };
        json!({ "metadata": metadata, "versions": versions })
    }
}

fn resource_item(resource: &ApiResource) -> Value {
    let mut item = json!({
        "resource": resource.plural,
        "responseKind": { "group": "", "version": "", "kind": resource.kind },
        "scope": if resource.namespaced { "Namespaced" } else { "Cluster" },
        "singularResource": resource.singular,
        "verbs": resource.verbs,
    });
    let lists = [
        ("shortNames", json!(resource.short_names)),
        ("categories", json!(resource.categories)),
        ("subresources", subresource_items(resource)),
    ];
    if let Some(fields) = item.as_object_mut() {
        for (name, list) in lists {
            if list.as_array().is_some_and(|list| !list.is_empty()) {
                fields.insert(name.to_owned(), list);
            }
        }
    }
    item
}

fn subresource_items(resource: &ApiResource) -> Value {
    resource
        .subresources
        .iter()
        .map(|subresource| json!({ "subresource": subresource.name, "verbs": subresource.verbs }))
        .collect()
}
