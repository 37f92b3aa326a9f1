//! Objects in files: whatever they say they are, who has the file has their values.

use super::{Place, Watch};
use crate::{
    detect::Medium,
    objects::{Place as ObjectPlace, Witness},
    unfold::{Limit, Step, Trail},
};

/// A watch that is shown the objects in a file.
pub struct InFile<'w, 'l, 'r> {
    watch: &'w mut Watch<'l, 'r>,
    place: Place,
    start: &'w [Step],
}

impl<'w, 'l, 'r> InFile<'w, 'l, 'r> {
    /// In this file; `start` leads to it.
    #[must_use]
    pub fn new(watch: &'w mut Watch<'l, 'r>, file: &Place, start: &'w [Step]) -> Self {
        Self {
            watch,
            place: file.clone(),
            start,
        }
    }

    /// Takes over what belongs together there.
    fn enter(&mut self, place: &ObjectPlace<'_>) {
        self.place.scope = self.start.len() + place.scope;
    }
}

impl Witness for InFile<'_, '_, '_> {
    fn text(&mut self, place: &ObjectPlace<'_>, at: &Trail, bytes: &[u8], medium: Medium) {
        self.enter(place);
        let trail = at.after(self.start);
        self.watch.text(&self.place, &trail, bytes, medium);
    }

    fn value(&mut self, place: &ObjectPlace<'_>, at: &Trail, keys: &[&str], value: &[u8]) {
        self.enter(place);
        let trail = at.after(self.start);
        self.watch.value(&self.place, &trail, keys, value);
    }

    fn unread(&mut self, place: &ObjectPlace<'_>, at: &Trail, why: Limit) {
        self.enter(place);
        let trail = at.after(self.start);
        self.watch.unread(&self.place, &trail, why);
    }
}
