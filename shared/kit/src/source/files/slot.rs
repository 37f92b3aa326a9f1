//! The objects of one wanted kind: which of them are kept, and which were given twice.

use std::collections::HashMap;

use crate::{
    object::{Metadata, ResourceType},
    snapshot::{Collection, DecodeError},
    source::Scope,
};

/// One wanted kind.
pub(super) struct Slot {
    pub(super) resource: ResourceType,
    pub(super) collection: Box<dyn Collection>,
    /// Whether the files hold the kind at all, in whatever scope.
    pub(super) present: bool,
    /// How many objects stated no namespace although their kind has one.
    pub(super) without_namespace: usize,
    scopes: Vec<Scope>,
    seen: HashMap<(String, String), Seen>,
}

struct Seen {
    index: usize,
    place: Place,
}

/// A line of one of the files, by number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) line: usize,
}

/// What became of an object.
pub(super) enum Placed {
    /// It is the first of its name, or not in scope.
    Taken,
    /// It does not have the shape of its kind.
    Undecodable(DecodeError),
    /// It has no name.
    Unnamed,
    /// It was given before, and now replaces what was given then.
    Again { earlier: Place, same: bool },
}

impl Slot {
    pub(super) fn new(collection: Box<dyn Collection>, scope: Scope) -> Self {
        Self {
            resource: collection.resource_type(),
            collection,
            present: false,
            without_namespace: 0,
            scopes: vec![scope],
            seen: HashMap::new(),
        }
    }

    /// Also keeps what is in another scope.
    pub(super) fn widen(&mut self, scope: Scope) {
        self.scopes.push(scope);
    }

    /// Decodes an object and keeps it if it is in scope.
    pub(super) fn add(&mut self, json: &str, place: Place, default_namespace: &str) -> Placed {
        if let Err(error) = self.collection.push_json(json) {
            return Placed::Undecodable(error);
        }
        let index = self.collection.len() - 1;
        let namespaced = self.resource.namespaced;
        let Some(metadata) = self.collection.metadata_mut(index) else {
            return Placed::Unnamed;
        };
        if fill_in_namespace(metadata, namespaced, default_namespace) {
            self.without_namespace += 1;
        }
        if metadata.name.is_empty() {
            self.collection.swap_remove(index);
            return Placed::Unnamed;
        }
        let metadata = &*metadata;
        if !self.scopes.iter().any(|scope| holds(scope, metadata)) {
            self.collection.swap_remove(index);
            return Placed::Taken;
        }
        let key = (
            metadata.namespace_or_empty().to_owned(),
            metadata.name.clone(),
        );
        self.settle(key, Seen { index, place })
    }

    /// Makes the newest object the only one of its name.
    fn settle(&mut self, key: (String, String), newest: Seen) -> Placed {
        let Some(earlier) = self.seen.get_mut(&key) else {
            self.seen.insert(key, newest);
            return Placed::Taken;
        };
        let same = self.collection.same(earlier.index, newest.index);
        // The newest is the last in the collection, so it takes the earlier one's index.
        self.collection.swap_remove(earlier.index);
        let earlier = std::mem::replace(&mut earlier.place, newest.place);
        Placed::Again { earlier, same }
    }
}

/// What the API server does with a namespace that is missing or has no meaning for the kind;
/// whether one had to be made up.
pub(super) fn fill_in_namespace(
    metadata: &mut Metadata,
    namespaced: bool,
    default_namespace: &str,
) -> bool {
    if !namespaced {
        metadata.namespace = None;
        return false;
    }
    let missing = metadata.namespace_or_empty().is_empty();
    if missing {
        metadata.namespace = Some(default_namespace.to_owned());
    }
    missing
}

fn holds(scope: &Scope, metadata: &Metadata) -> bool {
    match scope {
        Scope::Cluster => true,
        Scope::Namespace(namespace) => metadata.namespace_or_empty() == namespace,
        Scope::Object { namespace, name } => {
            metadata.name == *name && metadata.namespace == *namespace
        }
    }
}
