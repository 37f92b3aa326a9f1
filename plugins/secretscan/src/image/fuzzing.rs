//! Doors for the fuzz targets, which are compiled into nothing else.

use std::{fs, process};

use super::{
    ImageSource, ImageVisitor, Layer, LayerIndex, Limits, Place, Seen, Shared, Unread,
    crew::Crew,
    hidden::Hidden,
    layer::Reading,
    pipeline::{Source, through},
    scan,
};
use crate::{
    detect::Medium,
    unfold::{Limit, Trail, Visitor},
};

/// A whole archive, which has to be a file.
pub fn archive(bytes: &[u8]) {
    let path = std::env::temp_dir().join(format!("image-archive-{}", process::id()));
    if fs::write(&path, bytes).is_ok() {
        let _ = scan(&ImageSource::File(path), &limits(), 2, &mut Nobody);
    }
}

/// A layer, compressed or not.
pub fn layer(bytes: &[u8]) {
    let layer = Layer {
        index: LayerIndex(0),
        digest: None,
        diff_id: None,
        media_type: None,
        name: String::new(),
        created_by: None,
    };
    let limits = limits();
    let crew = Crew::new(1, &limits);
    let mut hidden = Hidden::default();
    let mut reading = Reading::new(&layer, &limits, &crew, &Nobody, &mut hidden);
    let mut bytes = bytes;
    let source = Source::Part(&mut bytes);
    let _ = through(
        source,
        |_| None,
        limits.zstd_window,
        |stream| reading.read(stream),
    );
    reading.finish();
}

/// Small enough that inputs of a few KiB reach them.
fn limits() -> Limits {
    Limits {
        whole: 4 << 10,
        window: 2 << 10,
        margin: 256,
        allowance: 4 << 20,
        members: 1000,
        zstd_window: 1 << 20,
        ..Limits::default()
    }
}

struct Nobody;

impl Visitor for Nobody {
    fn text(&mut self, _at: &Trail, _bytes: &[u8], _medium: Medium) {}

    fn value(&mut self, _at: &Trail, _keys: &[&str], _value: &[u8]) {}

    fn unread(&mut self, _at: &Trail, _why: Limit) {}
}

impl ImageVisitor for Nobody {
    fn enter(&mut self, _place: &Place<'_>) {}

    fn leave(&mut self) -> Seen {
        Seen::Finding
    }

    fn missed(&mut self, _place: &Place<'_>, _inside: &Trail, _why: Unread) {}
}

impl Shared for Nobody {
    fn apart(&self) -> Self {
        Self
    }

    fn join(&mut self, _later: Self) {}
}
