//! What was read, sorted, together with what was not.
//!
//! A snapshot from a live cluster and one from a dump of the same cluster are equal, so every
//! analysis gives the same answer for both.

mod collection;
mod gap;

pub use collection::{Collection, DecodeError, PageEnd, TypedCollection};
pub(crate) use collection::{ListMetadata, reference_of};
pub use gap::{Gap, GapCode, Location, Note, NoteCode};

use std::{
    any::TypeId,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use serde::{Deserialize, Serialize};

use crate::{
    discovery::ApiCatalog,
    object::{Object, ResourceType},
    source::{Scope, Want},
};

/// Objects by type, the catalogue of kinds, and the gaps.
///
/// Objects are sorted by namespace and name.
#[derive(Default)]
pub struct Snapshot {
    collections: HashMap<TypeId, Box<dyn Collection>>,
    absent: BTreeSet<ResourceType>,
    scopes: BTreeMap<ResourceType, Vec<Scope>>,
    /// Where the objects come from.
    pub origin: Origin,
    /// Which kinds exist; empty when the plugin did not want it.
    pub catalog: ApiCatalog,
    /// Facts about the cluster that are not objects.
    pub cluster: ClusterFacts,
    /// What could not be read and could change the answer.
    pub gaps: Vec<Gap>,
    /// What is worth saying and changes nothing.
    pub notes: Vec<Note>,
}

/// Where objects come from: what a missing object means depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A cluster, or a recording of one: what is not there does not exist.
    #[default]
    Cluster,
    /// Manifests and dumps, which leave out what their author did not care for.
    Files,
}

/// Facts about the cluster that no object holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterFacts {
    /// `gitVersion` of the API server, when it was read.
    pub server_version: Option<String>,
    /// Why the cluster is taken for Amazon EKS; absent when nothing says so.
    pub eks_evidence: Option<String>,
}

impl Snapshot {
    /// Every object of a type that was read, sorted by namespace and name.
    #[must_use]
    pub fn all<T: Object>(&self) -> &[T] {
        self.collections
            .get(&TypeId::of::<T>())
            .and_then(|collection| collection.as_any().downcast_ref::<TypedCollection<T>>())
            .map_or(&[], TypedCollection::objects)
    }

    /// Whether the source knows the kind at all.
    ///
    /// A cluster does unless the kind could not be listed to its end: no object then means that
    /// there is none. Files do when they hold an object or a list of the kind, in whatever
    /// namespace; otherwise the kind was never dumped, and that no object was found says nothing.
    #[must_use]
    pub fn holds<T: Object>(&self) -> bool {
        !self.absent.contains(&T::TYPE)
    }

    /// Says that the source does not know the kind; see [`Snapshot::holds`].
    pub fn mark_absent(&mut self, resource: ResourceType) {
        self.absent.insert(resource);
    }

    /// Whether the source was found not to know the kind; see [`Snapshot::holds`].
    #[must_use]
    pub fn is_absent(&self, resource: ResourceType) -> bool {
        self.absent.contains(&resource)
    }

    /// Whether what is wanted was asked for: a recording holds what its own question needed.
    #[must_use]
    pub fn covers(&self, want: &Want) -> bool {
        self.origin == Origin::Files
            || self
                .scopes
                .get(&want.resource)
                .is_some_and(|scopes| scopes.iter().any(|scope| scope.includes(&want.scope)))
    }

    /// Says how much of a kind was asked for.
    pub(crate) fn add_scopes(
        &mut self,
        resource: ResourceType,
        scopes: impl IntoIterator<Item = Scope>,
    ) {
        self.scopes.entry(resource).or_default().extend(scopes);
    }

    /// How much of each kind was asked for.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = (&ResourceType, &[Scope])> {
        self.scopes
            .iter()
            .map(|(resource, scopes)| (resource, scopes.as_slice()))
    }

    /// Puts objects in; for builders of snapshots in tests and for sources.
    pub fn insert<T: Object>(&mut self, objects: impl IntoIterator<Item = T>) {
        let mut collection = TypedCollection::<T>::default();
        collection.extend(objects);
        self.insert_collection(Box::new(collection));
    }

    /// Adds a collection; objects of a type that is already there are joined.
    pub fn insert_collection(&mut self, collection: Box<dyn Collection>) {
        match self.collections.entry(collection.element_type()) {
            std::collections::hash_map::Entry::Occupied(mut present) => {
                present.get_mut().absorb(collection);
            }
            std::collections::hash_map::Entry::Vacant(empty) => {
                empty.insert(collection).sort();
            }
        }
    }

    /// Adds what another reading of the same source found; of the catalogue and the facts about
    /// the cluster, those that are there already stay.
    pub fn join(&mut self, other: Self) {
        for collection in other.collections.into_values() {
            self.insert_collection(collection);
        }
        self.absent.extend(other.absent);
        for (resource, scopes) in other.scopes {
            self.add_scopes(resource, scopes);
        }
        if other.origin == Origin::Files {
            self.origin = Origin::Files;
        }
        if self.catalog == ApiCatalog::default() {
            self.catalog = other.catalog;
        }
        if self.cluster == ClusterFacts::default() {
            self.cluster = other.cluster;
        }
        self.gaps.extend(other.gaps);
        self.notes.extend(other.notes);
        self.sort_remarks();
    }

    /// All collections, by kind; what a recording writes.
    #[must_use]
    pub fn collections(&self) -> Vec<&dyn Collection> {
        let mut collections: Vec<&dyn Collection> =
            self.collections.values().map(Box::as_ref).collect();
        collections.sort_by_key(|collection| collection.resource_type());
        collections
    }

    /// How many objects were read, of all kinds.
    #[must_use]
    pub fn objects(&self) -> usize {
        self.collections
            .values()
            .map(|collection| collection.len())
            .sum()
    }

    /// Makes notes of the gaps that turn out to change nothing.
    pub fn note_gaps(&mut self, code: NoteCode, harmless: impl Fn(&Gap) -> bool) {
        let (harmless, gaps): (Vec<Gap>, Vec<Gap>) = std::mem::take(&mut self.gaps)
            .into_iter()
            .partition(harmless);
        self.gaps = gaps;
        self.notes.extend(harmless.into_iter().map(|gap| Note {
            code,
            message: gap.message,
            object: gap.object,
            location: gap.location,
        }));
    }

    /// Brings gaps and notes into the order in which reports print them.
    pub fn sort_remarks(&mut self) {
        self.gaps.sort();
        self.gaps.dedup();
        self.notes.sort();
        self.notes.dedup();
    }
}
