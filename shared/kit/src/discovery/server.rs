//! Reads the API server's discovery documents into an [`ApiCatalog`].
//!
//! Decides which version of a resource counts: the group's preferred one, or the first that has
//! the resource. A version that the server marks stale, as it does when an aggregated API server is
//! down, makes its group incomplete; what was known of it is kept.
//! Rules: "apidiscovery.k8s.io/v2 API" (versions are listed by preference); for servers before
//! 1.27 the older `APIGroupList` and `APIResourceList`.

use serde::Deserialize;
use serde_json::Value;

use super::{ApiCatalog, ApiResource, Subresource};
use crate::{
    object::null_as_empty,
    snapshot::{DecodeError, Gap, GapCode},
};

/// Kind of the aggregated discovery documents.
pub(super) const KIND: &str = "APIGroupDiscoveryList";

/// What one discovery request answered.
pub(crate) enum Document {
    /// All groups with all their resources.
    Groups(Vec<GroupResources>),
    /// Groups and their versions by preference; the resources have to be asked for.
    Versions(Vec<(String, Vec<String>)>),
    /// The resources of one version.
    Resources(Vec<ApiResource>),
}

/// A group with its versions by preference.
#[derive(Debug, Clone)]
pub(crate) struct GroupResources {
    pub(crate) group: String,
    pub(crate) versions: Vec<VersionResources>,
}

/// A version of a group.
#[derive(Debug, Clone)]
pub(crate) struct VersionResources {
    pub(crate) resources: Vec<ApiResource>,
    /// Whether resources may be missing.
    pub(crate) incomplete: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AnyDocument {
    kind: String,
    #[serde(default, deserialize_with = "null_as_empty")]
    items: Vec<GroupItem>,
    #[serde(default, deserialize_with = "null_as_empty")]
    versions: Vec<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    groups: Vec<OldGroup>,
    #[serde(default)]
    group_version: String,
    #[serde(default, deserialize_with = "null_as_empty")]
    resources: Vec<OldResource>,
}

#[derive(Deserialize)]
struct GroupItem {
    #[serde(default)]
    metadata: GroupMetadata,
    #[serde(default, deserialize_with = "null_as_empty")]
    versions: Vec<VersionItem>,
}

#[derive(Default, Deserialize)]
struct GroupMetadata {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct VersionItem {
    version: String,
    #[serde(default, deserialize_with = "null_as_empty")]
    resources: Vec<ResourceItem>,
    #[serde(default)]
    freshness: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceItem {
    resource: String,
    response_kind: Option<ResponseKind>,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    singular_resource: String,
    verbs: Option<Vec<String>>,
    #[serde(default, deserialize_with = "null_as_empty")]
    short_names: Vec<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    categories: Vec<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    subresources: Vec<SubresourceItem>,
}

#[derive(Default, Deserialize)]
struct ResponseKind {
    #[serde(default)]
    kind: String,
}

#[derive(Deserialize)]
struct SubresourceItem {
    subresource: String,
    verbs: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OldGroup {
    name: String,
    #[serde(default, deserialize_with = "null_as_empty")]
    versions: Vec<OldVersion>,
    preferred_version: Option<OldVersion>,
}

#[derive(Deserialize)]
struct OldVersion {
    version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OldResource {
    name: String,
    #[serde(default)]
    singular_name: String,
    #[serde(default)]
    namespaced: bool,
    #[serde(default)]
    kind: String,
    verbs: Option<Vec<String>>,
    #[serde(default, deserialize_with = "null_as_empty")]
    short_names: Vec<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    categories: Vec<String>,
}

impl Document {
    /// Reads any discovery document; which one it is, its `kind` says.
    pub(crate) fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        let document: AnyDocument =
            serde_json::from_slice(body).map_err(|error| DecodeError::from_json(KIND, &error))?;
        Self::from_any(document)
    }

    fn from_any(document: AnyDocument) -> Result<Self, DecodeError> {
        match document.kind.as_str() {
            KIND => Ok(Self::Groups(
                document.items.into_iter().map(GroupItem::read).collect(),
            )),
            "APIVersions" => Ok(Self::Versions(vec![(String::new(), document.versions)])),
            "APIGroupList" => Ok(Self::Versions(
                document.groups.into_iter().map(OldGroup::read).collect(),
            )),
            "APIResourceList" => Ok(Self::Resources(old_resources(
                &document.group_version,
                document.resources,
            ))),
            _ => Err(DecodeError {
                kind: KIND.into(),
                problem: "it is of another kind",
                column: 0,
            }),
        }
    }
}

impl GroupItem {
    fn read(self) -> GroupResources {
        let group = self.metadata.name;
        let versions = self
            .versions
            .into_iter()
            .map(|version| VersionResources {
                incomplete: version.freshness == "Stale",
                resources: version
                    .resources
                    .into_iter()
                    .map(|resource| resource.read(&group, &version.version))
                    .collect(),
            })
            .collect();
        GroupResources { group, versions }
    }
}

impl ResourceItem {
    fn read(self, group: &str, version: &str) -> ApiResource {
        ApiResource {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: self.response_kind.unwrap_or_default().kind,
            plural: self.resource,
            singular: self.singular_resource,
            namespaced: self.scope == "Namespaced",
            short_names: self.short_names,
            categories: self.categories,
            verbs: self.verbs.unwrap_or_default(),
            subresources: self
                .subresources
                .into_iter()
                .map(|subresource| Subresource {
                    name: subresource.subresource,
                    verbs: subresource.verbs.unwrap_or_default(),
                })
                .collect(),
        }
    }
}

impl OldGroup {
    /// The preferred version goes first; the others follow as listed.
    fn read(self) -> (String, Vec<String>) {
        let preferred = self.preferred_version.map(|preferred| preferred.version);
        let mut versions: Vec<String> = preferred
            .into_iter()
            .filter(|version| !version.is_empty())
            .collect();
        for OldVersion { version } in self.versions {
            if !versions.contains(&version) {
                versions.push(version);
            }
        }
        (self.name, versions)
    }
}

/// Puts `pods/log` under `pods`.
fn old_resources(group_version: &str, listed: Vec<OldResource>) -> Vec<ApiResource> {
    let (group, version) = group_version.split_once('/').unwrap_or(("", group_version));
    let (parents, children): (Vec<_>, Vec<_>) = listed
        .into_iter()
        .partition(|resource| !resource.name.contains('/'));
    let mut resources: Vec<ApiResource> = parents
        .into_iter()
        .map(|resource| ApiResource {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: resource.kind,
            plural: resource.name,
            singular: resource.singular_name,
            namespaced: resource.namespaced,
            short_names: resource.short_names,
            categories: resource.categories,
            verbs: resource.verbs.unwrap_or_default(),
            subresources: Vec::new(),
        })
        .collect();
    for child in children {
        let Some((parent, name)) = child.name.split_once('/') else {
            continue;
        };
        let subresource = Subresource {
            name: name.to_owned(),
            verbs: child.verbs.unwrap_or_default(),
        };
        match resources
            .iter_mut()
            .find(|resource| resource.plural == parent)
        {
            Some(resource) => resource.subresources.push(subresource),
            // Some aggregated APIs list a subresource without its parent.
            None => resources.push(ApiResource {
                group: group.to_owned(),
                version: version.to_owned(),
                plural: parent.to_owned(),
                namespaced: child.namespaced,
                subresources: vec![subresource],
                ..ApiResource::default()
            }),
        }
    }
    resources
}

impl ApiCatalog {
    /// Stands in [`ApiCatalog::incomplete_groups`] for groups whose very names are unknown.
    pub const ANY_GROUP: &'static str = "*";

    /// Reads `APIGroupDiscoveryList` documents, as the API server sends and `--record` writes them.
    pub fn from_discovery_documents(documents: &[Value]) -> Result<Self, DecodeError> {
        let mut groups = Vec::new();
        for document in documents {
            let document = AnyDocument::deserialize(document)
                .map_err(|error| DecodeError::from_json(KIND, &error))?;
            match Document::from_any(document)? {
                Document::Groups(read) => groups.extend(read),
                Document::Versions(_) | Document::Resources(_) => {
                    return Err(DecodeError {
                        kind: KIND.into(),
                        problem: "it is of another kind",
                        column: 0,
                    });
                }
            }
        }
        // The core group is a document of its own, and files come in the order of their names.
        groups.sort_by_key(|group| !group.group.is_empty());
        Ok(Self::from_groups(groups))
    }

    /// Takes each resource once, in the first version that has it.
    pub(crate) fn from_groups(groups: Vec<GroupResources>) -> Self {
        let mut catalog = Self::default();
        for group in groups {
            let start = catalog.resources.len();
            for version in group.versions {
                if version.incomplete {
                    catalog.mark_incomplete(&group.group);
                }
                for resource in version.resources {
                    let mut present = catalog.resources.iter().skip(start);
                    if !present.any(|present| present.plural == resource.plural) {
                        catalog.resources.push(resource);
                    }
                }
            }
        }
        catalog
    }

    pub(crate) fn mark_incomplete(&mut self, group: &str) {
        if !self
            .incomplete_groups
            .iter()
            .any(|present| present == group)
        {
            self.incomplete_groups.push(group.to_owned());
            self.incomplete_groups.sort();
        }
    }

    /// Whether a resource that this group lacks here does not exist.
    #[must_use]
    pub fn is_complete_for(&self, group: &str) -> bool {
        !self.incomplete_groups.iter().any(|incomplete| {
            incomplete == group || (incomplete == Self::ANY_GROUP && !group.is_empty())
        })
    }

    /// One gap for each group that may lack resources here.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        self.incomplete_groups
            .iter()
            .map(|group| Gap::new(GapCode::Discovery, incomplete_message(group)))
            .collect()
    }
}

fn incomplete_message(group: &str) -> String {
    match group {
        "" => "the core API group could not be discovered".to_owned(),
        ApiCatalog::ANY_GROUP => "the list of API groups could not be read".to_owned(),
        group => format!("the API group {group} could not be discovered: it may have more kinds"),
    }
}

#[cfg(test)]
mod tests;
