//! Doors for the fuzz targets, which are compiled into nothing else.

use std::{fs, process};

use super::{
    ImageSource, ImageVisitor, Layer, LayerIndex, Limits, Place, Seen, Unread,
    content::Contents,
    hidden::Hidden,
    layer::{self, Purpose},
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
        let _ = scan(&ImageSource::File(path), &limits(), &mut Nobody);
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
    let mut nobody = Nobody;
    let mut contents = Contents::new(&mut nobody, &limits);
    let mut hidden = Hidden::default();
    let mut bytes = bytes;
    let source = Source::Part(&mut bytes);
    let _ = through(
        source,
        |_| None,
        limits.zstd_window,
        |stream| {
            let purpose = Purpose::Show { step: 0 };
            layer::read(stream, &layer, purpose, &mut contents, &mut hidden);
        },
    );
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
