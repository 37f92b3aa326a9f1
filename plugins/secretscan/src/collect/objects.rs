//! Shows every object to a watch, and remembers who uses what.

use plugin_kit::source::{ObjectSink, RawObject, live::Container};

use super::{ignore::is_ignored, logs::Containers};
use crate::{
    detect::Medium,
    objects::{Relations, Walker},
    scan::{Lookout, Objects, Place, Seen, Watch},
    unfold::{Step, Trail},
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
        let place = Place::leak(container.pod.clone());
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
        self.walker
            .walk(object, &mut Objects::of_cluster(&mut self.watch));
        self.watch.leave();
        self.watch.mute(false);
    }
}
