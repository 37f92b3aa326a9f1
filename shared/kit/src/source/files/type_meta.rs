//! What an object says it is.

use crate::object::ResourceType;

/// `apiVersion` and `kind` of an object (`TypeMeta` API).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypeMeta {
    pub(super) api_version: String,
    pub(super) kind: String,
}

impl TypeMeta {
    /// Whether both fields are there; an object without them is none.
    pub(super) fn is_complete(&self) -> bool {
        !self.api_version.is_empty() && !self.kind.is_empty()
    }

    /// The API group; empty for the core group.
    pub(super) fn group(&self) -> &str {
        self.api_version
            .split_once('/')
            .map_or("", |(group, _)| group)
    }

    /// The version without the group.
    pub(super) fn version(&self) -> &str {
        self.api_version
            .split_once('/')
            .map_or(self.api_version.as_str(), |(_, version)| version)
    }

    /// Whether it is the kind, in whatever version.
    pub(super) fn is_kind(&self, resource: &ResourceType) -> bool {
        self.kind == resource.kind && self.group() == resource.group
    }

    /// What the items of this list are that do not say it themselves: the API server lists
    /// `RoleList` with bare items (apimachinery `UnstructuredJSONScheme.decodeToList`).
    pub(super) fn of_items(&self) -> Self {
        match self.kind.strip_suffix("List") {
            Some(kind) if !kind.is_empty() => Self {
                api_version: self.api_version.clone(),
                kind: kind.to_owned(),
            },
            _ => Self::default(),
        }
    }

    /// Whether the kind is that of a list, with or without items.
    pub(super) fn is_list(&self) -> bool {
        self.kind.ends_with("List")
    }

    /// Fills in what is missing from what the list says.
    pub(super) fn or(self, inherited: &Self) -> Self {
        if self.kind.is_empty() {
            inherited.clone()
        } else {
            self
        }
    }

    /// Whether it is a discovery document, which has `items` but is not a list of objects.
    pub(super) fn is_discovery(&self) -> bool {
        self.group() == "apidiscovery.k8s.io"
    }
}
