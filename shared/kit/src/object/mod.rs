//! The kinds that are listed, hand-shaped: each struct holds only the fields an analysis reads.
//!
//! A hand-shaped struct decodes several times faster than the full API type and keeps a fraction
//! of its memory, and a recording of it holds nothing the analysis did not see. To list another
//! kind, write its struct, implement [`Object`] for it, and name it in the plugin's
//! [`Wants`](crate::source::Wants).

mod core;
mod extensions;
mod metadata;
mod rbac;
mod selector;

pub use self::core::{ConfigMap, Namespace, ServiceAccount};
pub use extensions::{
    CustomResourceDefinition, CustomResourceDefinitionSpec, CustomResourceNames,
    CustomResourceSubresources, CustomResourceVersion, Present,
};
pub use metadata::{Metadata, ObjectRef, OwnerReference, is_dns_label, kept_annotations};
pub use rbac::{
    AggregationRule, ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef,
    Subject,
};
pub use selector::{LabelSelector, LabelSelectorOperator, LabelSelectorRequirement};

use serde::{Serialize, de::DeserializeOwned};

/// Which API resource a Rust type stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceType {
    /// API group; empty for the core group.
    pub group: &'static str,
    /// API version, such as `v1`.
    pub version: &'static str,
    /// Kind, such as `RoleBinding`.
    pub kind: &'static str,
    /// Plural resource name, such as `rolebindings`.
    pub plural: &'static str,
    /// Whether objects of the kind live in a namespace.
    pub namespaced: bool,
}

impl ResourceType {
    /// `v1` or `GROUP/VERSION`, as objects spell it.
    #[must_use]
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `PLURAL` or `PLURAL.GROUP`, as kubectl spells it in messages.
    #[must_use]
    pub fn qualified_plural(&self) -> String {
        if self.group.is_empty() {
            self.plural.to_owned()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }
}

/// A kind that can be listed into a [`Snapshot`](crate::Snapshot).
///
/// Unknown fields are dropped and missing optional fields take their zero value, as the API
/// server itself treats them; a missing name is an error.
pub trait Object: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// The API resource.
    const TYPE: ResourceType;

    /// Name, namespace and labels.
    fn metadata(&self) -> &Metadata;

    /// The same, to fill in what a file leaves out (its namespace).
    fn metadata_mut(&mut self) -> &mut Metadata;

    /// Kind, namespace and name, for messages and evidence.
    fn reference(&self) -> ObjectRef {
        let metadata = self.metadata();
        ObjectRef {
            kind: Self::TYPE.kind.to_owned(),
            namespace: metadata.namespace.clone(),
            name: metadata.name.clone(),
        }
    }
}

/// Implements [`Object`](crate::object::Object) for a struct with a `metadata` field: type, API
/// group, version, kind, plural, and whether the kind lives in a namespace.
#[macro_export]
macro_rules! object {
    ($type:ty, $group:literal, $version:literal, $kind:literal, $plural:literal, $namespaced:literal) => {
        impl $crate::object::Object for $type {
            const TYPE: $crate::object::ResourceType = $crate::object::ResourceType {
                group: $group,
                version: $version,
                kind: $kind,
                plural: $plural,
                namespaced: $namespaced,
            };
            fn metadata(&self) -> &$crate::object::Metadata {
                &self.metadata
            }
            fn metadata_mut(&mut self) -> &mut $crate::object::Metadata {
                &mut self.metadata
            }
        }
    };
}
use crate::object;

/// Reads a list that the API prints as `null` when it is empty.
pub fn null_as_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::Deserialize<'de>,
{
    use serde::Deserialize;
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}
