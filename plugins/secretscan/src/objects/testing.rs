//! A witness that keeps what it is shown, for tests.

use plugin_kit::source::{FileArgument, Files, ObjectSink, RawObject, StdinText};

use super::{Kept, Place, Relations, Walker, Witness};
use crate::{
    detect::Medium,
    unfold::{Limit, Trail},
};

/// Something that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) object: String,
    pub(super) kept: Kept,
    pub(super) at: String,
    /// Names, joined by slashes; `text` for a text.
    pub(super) keys: String,
    pub(super) value: String,
    pub(super) scope: usize,
}

/// Keeps what it is shown.
#[derive(Default)]
pub(super) struct Recording {
    pub(super) seen: Vec<Seen>,
    pub(super) unread: Vec<(String, Limit)>,
}

impl Recording {
    /// `KEYS = VALUE at TRAIL` of everything shown that holds a text.
    pub(super) fn of(&self, part: &str) -> Vec<String> {
        let holding = self.seen.iter().filter(|seen| seen.value.contains(part));
        holding
            .map(|seen| format!("{} = {} at {}", seen.keys, seen.value, seen.at))
            .collect()
    }

    /// The only thing shown that holds a text.
    pub(super) fn only(&self, part: &str) -> &Seen {
        let mut holding = self.seen.iter().filter(|seen| seen.value.contains(part));
        let first = holding
            .next()
            .unwrap_or_else(|| panic!("{part} was not shown"));
        assert!(holding.next().is_none(), "{:#?}", self.of(part));
        first
    }

    /// Whether anything shown holds a text.
    pub(super) fn holds(&self, part: &str) -> bool {
        self.seen.iter().any(|seen| seen.value.contains(part))
    }

    fn keep(&mut self, place: &Place<'_>, at: &Trail, keys: String, value: &[u8]) {
        self.seen.push(Seen {
            object: place.object.to_string(),
            kept: place.kept,
            at: at.to_string(),
            keys,
            value: String::from_utf8_lossy(value).into_owned(),
            scope: place.scope,
        });
    }
}

impl Witness for Recording {
    fn text(&mut self, place: &Place<'_>, at: &Trail, bytes: &[u8], _: Medium) {
        self.keep(place, at, "text".to_owned(), bytes);
    }

    fn value(&mut self, place: &Place<'_>, at: &Trail, keys: &[&str], value: &[u8]) {
        self.keep(place, at, keys.join("/"), value);
    }

    fn unread(&mut self, _: &Place<'_>, at: &Trail, why: Limit) {
        self.unread.push((at.to_string(), why));
    }
}

#[derive(Default)]
struct Sink {
    walker: Walker,
    recording: Recording,
}

impl ObjectSink for Sink {
    fn object(&mut self, object: &RawObject<'_>) {
        self.walker.walk(object, &mut self.recording);
    }
}

/// What walking manifests shows, and how their objects are related.
pub(super) fn walk_all(yaml: &str) -> (Recording, Relations) {
    let mut sink = Sink::default();
    stream(yaml, &mut sink);
    (sink.recording, sink.walker.into_relations())
}

/// What walking manifests shows.
pub(super) fn walk(yaml: &str) -> Recording {
    walk_all(yaml).0
}

/// Hands the objects of manifests to a sink.
pub(super) fn stream(yaml: &str, sink: &mut dyn ObjectSink) {
    let mut reader = yaml.as_bytes();
    let files = [FileArgument::Stdin];
    let end = Files::new(&files).stream(&mut StdinText::new(&mut reader), sink);
    let end = end.expect("manifests that can be read");
    assert!(end.gaps.is_empty(), "{:?}", end.gaps);
}
