//! Objects of one kind, behind an interface that sources can use without knowing the kind.

use std::{
    any::{Any, TypeId},
    borrow::Cow,
    collections::HashSet,
};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::object::{Metadata, Object, ObjectRef, ResourceType};

/// Why an object could not be decoded.
///
/// The text never quotes a value: a decoder's message may hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind}: {problem} at column {column}")]
pub struct DecodeError {
    /// The kind that was expected.
    pub kind: Cow<'static, str>,
    /// What is wrong, without any value.
    pub problem: &'static str,
    /// Position in the object's JSON text, counted from 1; 0 when unknown.
    pub column: usize,
}

impl DecodeError {
    /// Keeps the category and the position of a decoder's error and drops its text.
    #[must_use]
    pub fn from_json(kind: impl Into<Cow<'static, str>>, error: &serde_json::Error) -> Self {
        let problem = match error.classify() {
            serde_json::error::Category::Io => "it could not be read",
            serde_json::error::Category::Syntax => "it is not JSON",
            serde_json::error::Category::Data => "a field is missing or has the wrong type",
            serde_json::error::Category::Eof => "it ends too early",
        };
        Self {
            kind: kind.into(),
            problem,
            column: error.column(),
        }
    }
}

/// One page of a list.
#[derive(Debug, Default)]
pub struct PageEnd {
    /// Token of the next page; absent on the last one.
    pub continue_token: Option<String>,
    /// Objects that could not be decoded, as far as it can be told which they are.
    pub undecodable: Vec<(Option<ObjectRef>, DecodeError)>,
}

/// Objects of one kind.
pub trait Collection: Send + Sync {
    /// The kind.
    fn resource_type(&self) -> ResourceType;
    /// The Rust type of the objects.
    fn element_type(&self) -> TypeId;
    /// Adds the objects of a list's page, given as its JSON text.
    fn extend_from_page(&mut self, page: &[u8]) -> Result<PageEnd, DecodeError>;
    /// Adds one object, given as its JSON text.
    fn push_json(&mut self, object: &str) -> Result<(), DecodeError>;
    /// The metadata of the object at an index.
    fn metadata(&self, index: usize) -> Option<&Metadata>;
    /// The same, to fill in what a file leaves out.
    fn metadata_mut(&mut self, index: usize) -> Option<&mut Metadata>;
    /// Whether the objects at two indices are equal in everything that is kept of them.
    fn same(&self, left: usize, right: usize) -> bool;
    /// Drops the object at an index; the last one takes its place.
    fn swap_remove(&mut self, index: usize);
    /// How many objects there are.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Drops all objects: a list that has to start again does.
    fn clear(&mut self);
    /// Sorts by namespace and name.
    fn sort(&mut self);
    /// Joins another collection of the same type into this one and sorts.
    fn absorb(&mut self, other: Box<dyn Collection>);
    /// Each object as a manifest with `apiVersion` and `kind`.
    fn manifests(&self) -> Vec<serde_json::Value>;
    /// For [`Snapshot::all`](super::Snapshot::all).
    fn as_any(&self) -> &dyn Any;
    /// For [`Collection::absorb`].
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// Objects of one Rust type.
#[derive(Debug, Clone)]
pub struct TypedCollection<T> {
    objects: Vec<T>,
}

impl<T> Default for TypedCollection<T> {
    fn default() -> Self {
        Self {
            objects: Vec::new(),
        }
    }
}

impl<T> TypedCollection<T> {
    /// The objects, in their present order.
    #[must_use]
    pub fn objects(&self) -> &[T] {
        &self.objects
    }

    /// Adds objects.
    pub fn extend(&mut self, objects: impl IntoIterator<Item = T>) {
        self.objects.extend(objects);
    }
}

#[derive(Deserialize)]
struct Page<T> {
    #[serde(default)]
    metadata: ListMetadata,
    items: Option<Vec<T>>,
}

/// The same page with its objects left as text, for when one of them does not decode.
#[derive(Deserialize)]
struct RawPage<'a> {
    #[serde(default)]
    metadata: ListMetadata,
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
}

/// The part of a list's metadata that says whether there is more.
#[derive(Default, Deserialize)]
pub(crate) struct ListMetadata {
    #[serde(default, rename = "continue")]
    continue_token: Option<String>,
}

impl ListMetadata {
    /// The token of the next page.
    pub(crate) fn next(self) -> Option<String> {
        self.continue_token.filter(|token| !token.is_empty())
    }
}

/// Names an object that may not decode, from its JSON text.
///
/// No more than kind, namespace and name are read: labels that do not decode must not hide it.
pub(crate) fn reference_of(kind: &str, object: &str) -> Option<ObjectRef> {
    #[derive(Deserialize)]
    struct Named {
        metadata: NameAndNamespace,
    }
    #[derive(Deserialize)]
    struct NameAndNamespace {
        name: String,
        namespace: Option<String>,
    }
    let Named { metadata } = serde_json::from_str(object).ok()?;
    Some(ObjectRef {
        kind: kind.to_owned(),
        namespace: metadata.namespace,
        name: metadata.name,
    })
}

impl<T: Object> Collection for TypedCollection<T> {
    fn resource_type(&self) -> ResourceType {
        T::TYPE
    }

    fn element_type(&self) -> TypeId {
        TypeId::of::<T>()
    }

    fn extend_from_page(&mut self, page: &[u8]) -> Result<PageEnd, DecodeError> {
        if let Ok(page) = serde_json::from_slice::<Page<T>>(page) {
            self.objects.extend(page.items.unwrap_or_default());
            return Ok(PageEnd {
                continue_token: page.metadata.next(),
                undecodable: Vec::new(),
            });
        }
        // One bad object must not hide the others.
        let page: RawPage = serde_json::from_slice(page)
            .map_err(|error| DecodeError::from_json(T::TYPE.kind, &error))?;
        let mut undecodable = Vec::new();
        for object in page.items.unwrap_or_default() {
            if let Err(error) = self.push_json(object.get()) {
                undecodable.push((reference_of(T::TYPE.kind, object.get()), error));
            }
        }
        Ok(PageEnd {
            continue_token: page.metadata.next(),
            undecodable,
        })
    }

    fn push_json(&mut self, object: &str) -> Result<(), DecodeError> {
        let object: T = serde_json::from_str(object)
            .map_err(|error| DecodeError::from_json(T::TYPE.kind, &error))?;
        self.objects.push(object);
        Ok(())
    }

    fn metadata(&self, index: usize) -> Option<&Metadata> {
        self.objects.get(index).map(T::metadata)
    }

    fn metadata_mut(&mut self, index: usize) -> Option<&mut Metadata> {
        self.objects.get_mut(index).map(T::metadata_mut)
    }

    fn same(&self, left: usize, right: usize) -> bool {
        // The serialized form is everything that is kept, and spares `Object` a `PartialEq`.
        let content = |index: usize| {
            self.objects
                .get(index)
                .and_then(|object| serde_json::to_vec(object).ok())
        };
        content(left) == content(right)
    }

    fn swap_remove(&mut self, index: usize) {
        if index < self.objects.len() {
            self.objects.swap_remove(index);
        }
    }

    fn len(&self) -> usize {
        self.objects.len()
    }

    fn clear(&mut self) {
        self.objects.clear();
    }

    fn sort(&mut self) {
        self.objects.sort_by(|left, right| {
            let (left, right) = (left.metadata(), right.metadata());
            (left.namespace_or_empty(), &left.name).cmp(&(right.namespace_or_empty(), &right.name))
        });
    }

    fn absorb(&mut self, other: Box<dyn Collection>) {
        if let Ok(other) = other.into_any().downcast::<Self>() {
            let present: HashSet<(String, String)> = self.objects.iter().map(key).collect();
            self.objects.extend(
                other
                    .objects
                    .into_iter()
                    .filter(|object| !present.contains(&key(object))),
            );
            self.sort();
        }
    }

    fn manifests(&self) -> Vec<serde_json::Value> {
        self.objects
            .iter()
            .filter_map(|object| {
                let mut manifest = serde_json::to_value(object).ok()?;
                let fields = manifest.as_object_mut()?;
                fields.insert("apiVersion".to_owned(), T::TYPE.api_version().into());
                fields.insert("kind".to_owned(), T::TYPE.kind.into());
                Some(manifest)
            })
            .collect()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

fn key<T: Object>(object: &T) -> (String, String) {
    let metadata = object.metadata();
    (
        metadata.namespace_or_empty().to_owned(),
        metadata.name.clone(),
    )
}
