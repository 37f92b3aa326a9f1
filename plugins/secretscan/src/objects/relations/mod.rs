//! Who uses an object, and what an object belongs to: plain data, gathered while objects are
//! walked and asked when all have been.

mod owners;
mod references;

use std::collections::{BTreeMap, BTreeSet};

use plugin_kit::object::ObjectRef;

use crate::tree::Tree;

/// Who uses what and what belongs to what.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Relations {
    /// By object: the objects that use it.
    users: BTreeMap<ObjectRef, BTreeSet<ObjectRef>>,
    /// By object: what it belongs to, its controller first.
    owners: BTreeMap<ObjectRef, owners::Owner>,
    /// Kinds that were seen without a namespace.
    cluster_kinds: BTreeSet<String>,
}

impl Relations {
    /// Adds what another walker gathered.
    pub fn merge(&mut self, other: Self) {
        for (target, users) in other.users {
            self.users.entry(target).or_default().extend(users);
        }
        self.owners.extend(other.owners);
        self.cluster_kinds.extend(other.cluster_kinds);
    }

    /// The outermost owners of everything that uses an object, sorted.
    #[must_use]
    pub fn used_by(&self, object: &ObjectRef) -> Vec<ObjectRef> {
        let users = self.users.get(object).into_iter().flatten();
        let outermost: BTreeSet<ObjectRef> = users
            .map(|user| self.owner_of(user).pop().unwrap_or_else(|| user.clone()))
            .collect();
        outermost.into_iter().collect()
    }

    /// Takes note of an object that is about to be walked.
    pub(super) fn object(&mut self, object: &ObjectRef, tree: &Tree<'_>) {
        if object.namespace.is_none() && !self.cluster_kinds.contains(&object.kind) {
            self.cluster_kinds.insert(object.kind.clone());
        }
        self.owned(object, tree);
        self.top_level(object, tree);
    }

    /// Takes note that one object uses another.
    fn uses(&mut self, user: &ObjectRef, target: ObjectRef) {
        self.users.entry(target).or_default().insert(user.clone());
    }
}
