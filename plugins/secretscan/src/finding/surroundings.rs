//! What is known about the objects around a finding.

use plugin_kit::object::ObjectRef;

use whocan::analyze::ItemSubject;

use super::Whereabouts;

/// Answers about objects; pure, from what was read.
pub trait Surroundings {
    /// The owners of an object, from the nearest outwards.
    fn owners(&self, object: &ObjectRef) -> Vec<ObjectRef>;

    /// Who uses an object: workloads by their outermost owners.
    fn used_by(&self, object: &ObjectRef) -> Vec<ObjectRef>;

    /// Who may read an object; `None` where that is not known.
    fn readers(&self, whereabouts: &Whereabouts) -> Option<Vec<ItemSubject>>;
}

/// Of files and images: nobody owns them, and their readers are not known.
#[derive(Debug, Clone, Copy)]
pub struct Alone;

impl Surroundings for Alone {
    fn owners(&self, _: &ObjectRef) -> Vec<ObjectRef> {
        Vec::new()
    }

    fn used_by(&self, _: &ObjectRef) -> Vec<ObjectRef> {
        Vec::new()
    }

    fn readers(&self, _: &Whereabouts) -> Option<Vec<ItemSubject>> {
        None
    }
}
