//! What an object belongs to.
//!
//! Rules: "Owners and dependents": an owner is in the namespace of what it owns, or in none; one
//! owner at most is the controller.

use plugin_kit::object::ObjectRef;

use super::Relations;
use crate::tree::Tree;

/// Owners of owners of owners; more would be a circle.
const LONGEST: usize = 16;

/// An owner as an object names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    kind: String,
    name: String,
}

impl Relations {
    /// What an object belongs to, from the nearest owner outwards; empty for what stands for
    /// itself.
    #[must_use]
    pub fn owner_of(&self, object: &ObjectRef) -> Vec<ObjectRef> {
        let mut chain: Vec<ObjectRef> = Vec::new();
        let mut present = object;
        while let Some(owner) = self.owners.get(present) {
            let is_cluster_wide = owner.kind == "Node" || self.cluster_kinds.contains(&owner.kind);
            let owner = ObjectRef {
                kind: owner.kind.clone(),
                namespace: present.namespace.clone().filter(|_| !is_cluster_wide),
                name: owner.name.clone(),
            };
            if owner == *object || chain.contains(&owner) || chain.len() == LONGEST {
                break;
            }
            chain.push(owner);
            let Some(last) = chain.last() else { break };
            present = last;
        }
        chain
    }

    /// Takes note of what an object belongs to.
    pub(super) fn owned(&mut self, object: &ObjectRef, tree: &Tree<'_>) {
        let references = tree
            .get("metadata")
            .and_then(|metadata| metadata.get("ownerReferences"))
            .map(Tree::elements)
            .unwrap_or_default();
        let is_controller = |owner: &&Tree<'_>| matches!(owner.get("controller"), Some(Tree::Scalar(it)) if it == "true");
        let owner = references.iter().find(is_controller).or(references.first());
        let text = |owner: &Tree<'_>, key: &str| Some(owner.get(key)?.text()?.to_owned());
        if let Some(owner) = owner
            && let (Some(kind), Some(name)) = (text(owner, "kind"), text(owner, "name"))
        {
            self.owners.insert(object.clone(), Owner { kind, name });
        }
    }
}
