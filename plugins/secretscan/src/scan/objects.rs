//! Shows what is in objects to a watch.

use std::borrow::Cow;

use plugin_kit::object::ObjectRef;

use super::{Place, Watch};
use crate::{
    detect::Medium,
    objects::{Place as ObjectPlace, Witness},
    unfold::{Limit, Step, Trail},
};

/// A watch that is shown objects.
pub struct Objects<'w, 'l, 'r> {
    watch: &'w mut Watch<'l, 'r>,
    place: Place,
    /// The steps to the file that the objects are in: who has it has their values, whatever they
    /// say they are. Absent for objects of a cluster.
    file: Option<&'w [Step]>,
}

impl<'w, 'l, 'r> Objects<'w, 'l, 'r> {
    /// Objects of a cluster.
    #[must_use]
    pub fn of_cluster(watch: &'w mut Watch<'l, 'r>) -> Self {
        Self {
            watch,
            place: Place::leak(ObjectRef::cluster("", "")),
            file: None,
        }
    }

    /// Objects in this file; `start` leads to it.
    #[must_use]
    pub fn in_file(watch: &'w mut Watch<'l, 'r>, file: &Place, start: &'w [Step]) -> Self {
        Self {
            watch,
            place: file.clone(),
            file: Some(start),
        }
    }

    /// Takes over what is known of the place. Names are copied once an object, not once a value.
    fn enter(&mut self, place: &ObjectPlace<'_>) {
        if let Some(start) = self.file {
            self.place.scope = start.len() + place.scope;
            return;
        }
        let (group, _) = place.api_version.rsplit_once('/').unwrap_or_default();
        let known = &mut self.place.whereabouts;
        if known.object != *place.object || known.group != group {
            known.object = place.object.clone();
            group.clone_into(&mut known.group);
        }
        self.place.class = place.kept.class();
        self.place.scope = place.scope;
    }

    fn trail<'t>(&self, at: &'t Trail) -> Cow<'t, Trail> {
        match self.file {
            None | Some([]) => Cow::Borrowed(at),
            Some(start) => Cow::Owned(at.after(start)),
        }
    }
}

impl Witness for Objects<'_, '_, '_> {
    fn text(&mut self, place: &ObjectPlace<'_>, at: &Trail, bytes: &[u8], medium: Medium) {
        self.enter(place);
        let trail = self.trail(at);
        self.watch.text(&self.place, &trail, bytes, medium);
    }

    fn value(&mut self, place: &ObjectPlace<'_>, at: &Trail, keys: &[&str], value: &[u8]) {
        self.enter(place);
        let trail = self.trail(at);
        self.watch.value(&self.place, &trail, keys, value);
    }

    fn unread(&mut self, place: &ObjectPlace<'_>, at: &Trail, why: Limit) {
        self.enter(place);
        let trail = self.trail(at);
        self.watch.unread(&self.place, &trail, why);
    }
}
