//! Which kinds custom resource definitions add to the catalogue.
//!
//! The API server lists a custom kind like any other, in the order of "Kubernetes version
//! priority" and with fixed verbs (apiextensions-apiserver `customresource_discovery_controller`).
//! Custom groups come after the built-in ones, by name; of a group, every kind counts in the first
//! of the group's versions that serves it.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
};

use super::{ApiCatalog, ApiResource, Subresource};
use crate::object::{CustomResourceDefinition, CustomResourceVersion};

const VERBS: [&str; 8] = [
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "create",
    "update",
    "watch",
];
const SUBRESOURCE_VERBS: [&str; 3] = ["get", "patch", "update"];

impl ApiCatalog {
    /// Adds the kinds of custom resource definitions; a kind that is there already stays.
    pub fn define(&mut self, definitions: &[CustomResourceDefinition]) {
        let mut groups: BTreeMap<&str, Vec<ApiResource>> = BTreeMap::new();
        for definition in definitions {
            if let Some(resource) = listed(definition) {
                let group = definition.spec.group.as_str();
                groups.entry(group).or_default().push(resource);
            }
        }
        for mut resources in groups.into_values() {
            resources.sort_by(|left, right| {
                by_priority(&left.version, &right.version)
                    .then_with(|| left.plural.cmp(&right.plural))
            });
            for resource in resources {
                let known = self
                    .resources
                    .iter()
                    .any(|known| known.group == resource.group && known.plural == resource.plural);
                if !known {
                    self.resources.push(resource);
                }
            }
        }
    }
}

/// The kind in its preferred version; none if no version is served.
fn listed(definition: &CustomResourceDefinition) -> Option<ApiResource> {
    let spec = &definition.spec;
    let version = spec
        .versions
        .iter()
        .filter(|version| version.served)
        .min_by(|left, right| by_priority(&left.name, &right.name))?;
    let names = &spec.names;
    Some(ApiResource {
        group: spec.group.clone(),
        version: version.name.clone(),
        kind: names.kind.clone(),
        plural: names.plural.clone(),
        singular: if names.singular.is_empty() {
            names.kind.to_lowercase()
        } else {
            names.singular.clone()
        },
        namespaced: spec.scope == "Namespaced",
        short_names: names.short_names.clone(),
        categories: names.categories.clone(),
        verbs: VERBS.map(str::to_owned).to_vec(),
        subresources: subresources(version),
    })
}

fn subresources(version: &CustomResourceVersion) -> Vec<Subresource> {
    let Some(present) = &version.subresources else {
        return Vec::new();
    };
    [
        ("status", present.status.is_some()),
        ("scale", present.scale.is_some()),
    ]
    .into_iter()
    .filter(|(_, is_present)| *is_present)
    .map(|(name, _)| Subresource {
        name: name.to_owned(),
        verbs: SUBRESOURCE_VERBS.map(str::to_owned).to_vec(),
    })
    .collect()
}

/// Stable before beta before alpha, each newest first, then everything else by name
/// (apimachinery `version.CompareKubeAwareVersionStrings`).
fn by_priority(left: &str, right: &str) -> Ordering {
    match (priority(left), priority(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => left.cmp(right),
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Stable,
    Beta,
    Alpha,
}

/// `v1`, `v2beta3`: the stage, then the numbers, newest first.
fn priority(version: &str) -> Option<(Stage, Reverse<u64>, Reverse<u64>)> {
    let version = version.strip_prefix('v')?;
    let (stage, major, minor) = if let Some((major, minor)) = version.split_once("beta") {
        (Stage::Beta, major, minor)
    } else if let Some((major, minor)) = version.split_once("alpha") {
        (Stage::Alpha, major, minor)
    } else {
        (Stage::Stable, version, "1")
    };
    let number = |text: &str| {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        is_number.then(|| text.parse::<u64>().ok()).flatten()
    };
    Some((stage, Reverse(number(major)?), Reverse(number(minor)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(plural: &str, versions: &[(&str, bool)]) -> CustomResourceDefinition {
        serde_json::from_value(serde_json::json!({
            "metadata": {"name": format!("{plural}.example.com")},
            "spec": {
                "group": "example.com",
                "scope": "Namespaced",
                "names": {"plural": plural, "kind": "Widget", "shortNames": ["wd"]},
                "versions": versions
                    .iter()
                    .map(|(name, served)| {
                        serde_json::json!({
                            "name": name, "served": served, "subresources": {"status": {}},
                        })
                    })
                    .collect::<Vec<_>>(),
            },
        }))
        .unwrap()
    }

    #[test]
    fn the_preferred_version_is_the_most_stable_that_is_served() {
        let mut versions = [
            "foo1", "v2alpha1", "v1", "v1beta1", "v10", "v1beta2", "foo10", "v01",
        ];
        versions.sort_by(|left, right| by_priority(left, right));
        let sorted = [
            "v10", "v1", "v1beta2", "v1beta1", "v2alpha1", "foo1", "foo10", "v01",
        ];
        assert_eq!(versions, sorted);
    }

    #[test]
    fn a_definition_lists_its_kind_as_the_api_server_does() {
        let mut catalog = ApiCatalog::default();
        catalog.define(&[definition("widgets", &[("v1", false), ("v1beta1", true)])]);
        let [widgets] = catalog.resources.as_slice() else {
            panic!("one kind is defined");
        };
        assert_eq!(widgets.version, "v1beta1");
        assert_eq!(widgets.singular, "widget");
        assert_eq!(widgets.verbs, VERBS);
        assert_eq!(
            widgets.subresource("status").unwrap().verbs,
            SUBRESOURCE_VERBS
        );
        assert!(widgets.subresource("scale").is_none());
    }

    #[test]
    fn a_definition_without_a_served_version_lists_nothing() {
        let mut catalog = ApiCatalog::default();
        catalog.define(&[definition("widgets", &[("v1", false)])]);
        assert_eq!(catalog, ApiCatalog::default());
    }

    #[test]
    fn kinds_of_one_group_follow_its_versions() {
        let mut catalog = ApiCatalog::default();
        catalog.define(&[
            definition("apples", &[("v1beta1", true)]),
            definition("pears", &[("v1", true)]),
        ]);
        let plurals: Vec<_> = catalog
            .resources
            .iter()
            .map(|kind| kind.plural.as_str())
            .collect();
        assert_eq!(plurals, ["pears", "apples"]);
        let documents = catalog.to_discovery_documents();
        assert_eq!(
            ApiCatalog::from_discovery_documents(&documents),
            Ok(catalog)
        );
    }
}
