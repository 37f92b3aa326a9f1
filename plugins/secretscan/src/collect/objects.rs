//! Shows every object to a watch, and remembers who uses what.

use plugin_kit::source::{ObjectSink, RawObject, live::Container};

use super::{ignore::is_ignored, logs::Containers};
use crate::{
    detect::Medium,
    finding::{Class, Whereabouts},
    objects::{Place as ObjectPlace, Relations, Walker, Witness},
    scan::{Lookout, Place, Seen, Watch},
    unfold::{Limit, Step, Trail},
};

/// Shows every object to a watch.
pub(crate) struct Watched<'l, 'r> {
    walker: Walker,
    watch: Watch<'l, 'r>,
    containers: Option<Containers>,
}

impl<'l, 'r> Watched<'l, 'r> {
    /// Looks for what the lookout looks for; remembers containers if their logs are wanted.
    pub(crate) fn new(lookout: &'l Lookout<'r>, logs: bool) -> Self {
        Self {
            walker: Walker::new(),
            watch: Watch::new(lookout),
            containers: logs.then(Containers::default),
        }
    }

    /// The containers whose logs are wanted.
    pub(crate) fn containers(&mut self) -> Vec<Container> {
        self.containers.take().unwrap_or_default().sorted()
    }

    /// Looks at the log of a container.
    pub(crate) fn log(&mut self, container: &Container, log: &[u8]) {
        let place = Place {
            whereabouts: Whereabouts {
                object: container.pod.clone(),
                group: String::new(),
            },
            class: Class::Leak,
            scope: 0,
            image: None,
        };
        let mut trail = Trail::new();
        trail.push(Step::Member(format!("log of {}", container.name)));
        self.watch.text(&place, &trail, log, Medium::Text);
        self.watch.leave();
    }

    /// What was seen, and who uses what.
    pub(crate) fn finish(self) -> (Seen, Relations) {
        (self.watch.finish(), self.walker.into_relations())
    }
}

impl ObjectSink for Watched<'_, '_> {
    fn object(&mut self, object: &RawObject<'_>) {
        if let Some(containers) = &mut self.containers {
            containers.add(object);
        }
        self.watch.mute(is_ignored(object));
        self.walker.walk(object, &mut Watching(&mut self.watch));
        self.watch.leave();
        self.watch.mute(false);
    }
}

/// A watch that is shown objects.
struct Watching<'w, 'l, 'r>(&'w mut Watch<'l, 'r>);

impl Witness for Watching<'_, '_, '_> {
    fn text(&mut self, place: &ObjectPlace<'_>, at: &Trail, bytes: &[u8], medium: Medium) {
        self.0.text(&here(place), at, bytes, medium);
    }

    fn value(&mut self, place: &ObjectPlace<'_>, at: &Trail, keys: &[&str], value: &[u8]) {
        self.0.value(&here(place), at, keys, value);
    }

    fn unread(&mut self, place: &ObjectPlace<'_>, at: &Trail, why: Limit) {
        self.0.unread(&here(place), at, why);
    }
}

fn here(place: &ObjectPlace<'_>) -> Place {
    let group = place
        .api_version
        .rsplit_once('/')
        .map_or("", |(group, _)| group);
    Place {
        whereabouts: Whereabouts {
            object: place.object.clone(),
            group: group.to_owned(),
        },
        class: place.kept.class(),
        scope: place.scope,
        image: None,
    }
}
