//! One raw object to everything it holds.

use plugin_kit::{object::ObjectRef, source::RawObject};

use super::{Relations, Witness, path::Path, walk::Walk};
use crate::{
    tree::Tree,
    unfold::{Limit, Limits, Trail, Visitor as _},
};

/// Walks objects one by one and remembers who uses what.
///
/// Objects do not depend on each other: several walkers on several threads see what one sees, and
/// their [`Relations`] are joined at the end.
#[derive(Default)]
pub struct Walker {
    limits: Limits,
    relations: Relations,
}

impl Walker {
    /// Walks within the limits of values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a witness everything that an object holds.
    pub fn walk(&mut self, object: &RawObject<'_>, witness: &mut dyn Witness) {
        let reference = &object.reference;
        let mut walk = Walk::new(reference, object.api_version, &self.limits, witness);
        match Tree::from_json(object.json) {
            Ok(tree) => {
                self.relations.object(reference, &tree);
                walk.relations = Some(&mut self.relations);
                let mut trail = Trail::new();
                walk.object_of(
                    &mut Path::new(&mut trail),
                    &tree,
                    (object.api_version, object.kind),
                );
            }
            // Sources hand over JSON only; nesting beyond all reason is what is left.
            Err(_) => walk.unread(&Trail::new(), Limit::Damaged),
        }
    }

    /// Shows a witness everything that an object holds which lies in a file; `false` where the
    /// document is none.
    ///
    /// `file` stands for the object in places; nothing is remembered of who uses what.
    pub fn document(
        &self,
        file: &ObjectRef,
        at: &mut Trail,
        tree: &Tree<'_>,
        witness: &mut dyn Witness,
    ) -> bool {
        Walk::new(file, "", &self.limits, witness).document(at, tree)
    }

    /// Who uses what, of all objects so far.
    #[must_use]
    pub fn into_relations(self) -> Relations {
        self.relations
    }
}
