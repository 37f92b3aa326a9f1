//! However many threads search, a visitor sees the same in the same order.

use std::{fs, panic};

use proptest::prelude::*;

use crate::{
    detect::Medium,
    image::{
        ImageIndex, ImageOutline, ImageSource, ImageVisitor, LayerIndex, Limits, Place, Seen,
        Shared, Unread, scan,
        testing::{Compression, ImageBuilder, Recorder, TarBuilder, archive, gzip, scan_on},
    },
    unfold::{Limit, Trail, Visitor},
};

/// Limits that a few KiB reach.
fn limits() -> Limits {
    Limits {
        whole: 4 << 10,
        window: 2 << 10,
        margin: 256,
        allowance: 16 << 10,
        ratio: 4,
        watched: 5,
        ..Limits::default()
    }
}

/// What is seen, and what hides what.
fn seen_by(threads: usize, bytes: &[u8]) -> (Option<String>, Recorder) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let source = ImageSource::File(file.path().to_owned());
    let (result, shown) = scan_on(threads, &source, &limits());
    // Where the recorder has been last does not matter.
    let shown = Recorder {
        place: String::new(),
        finding: false,
        ..shown
    };
    (result.ok().as_ref().map(hidden), shown)
}

fn hidden(outline: &ImageOutline) -> String {
    let layers = 0..outline.layers.len();
    let hidden = layers.flat_map(|layer| (0..FILES).map(move |file| (layer, path(file))));
    let hidden = hidden.map(|(layer, path)| {
        let by = outline.hidden_by(ImageIndex(0), LayerIndex(layer), &path);
        by.map(|used| used.layer.0)
    });
    format!("{:?}", hidden.collect::<Vec<_>>())
}

const FILES: usize = 12;

fn path(file: usize) -> String {
    format!("folder{}/file{file}", file % 3)
}

/// Files of every kind: small, with findings, large, archives, bombs, damaged ones.
fn add(tar: TarBuilder, file: usize, kind: u8, long: usize) -> TarBuilder {
    let name = path(file);
    match kind {
        0 => tar.file(&name, format!("NEEDLE {file}")),
        1 => tar.file(&name, format!("line {file}\n").repeat(long)),
        2 => tar.file(&name, format!("{}NEEDLE", "line\n".repeat(2 * long))),
        3 => tar.file(&name, gzip(&vec![b'x'; 100 * long])),
        4 => tar.file(&name, TarBuilder::new().file("in", "NEEDLE").build()),
        5 => tar.file(&name, b"\x1f\x8b\x08 no gzip at all"),
        6 => tar.whiteout(&name),
        7 => tar.folder(&name),
        _ => tar.file(&name, ""),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_number_of_threads_sees_what_one_sees(
        layers in prop::collection::vec(
            prop::collection::vec((0..FILES, 0_u8..9, 1_usize..2000), 0..40), 1..4),
        packed in prop::sample::select(vec![Compression::Plain, Compression::Gzip, Compression::Zstd]),
        whole in prop::sample::select(vec![Compression::Plain, Compression::Gzip]),
        is_oci in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        cut in prop::option::weighted(0.3, any::<prop::sample::Index>()),
    ) {
        let mut image = ImageBuilder::new();
        for layer in &layers {
            image = image.layer(|tar| {
                layer.iter().fold(tar, |tar, (file, kind, long)| add(tar, *file, *kind, *long))
            });
        }
        let image = image.compressed(packed);
        let members = if is_oci { image.oci() } else { image.docker() };
        let mut bytes = whole.pack(&archive(&members));
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let alone = seen_by(1, &bytes);
        for threads in [2, 4] {
            // Not `assert_eq`, which would print everything.
            prop_assert!(seen_by(threads, &bytes) == alone, "{} threads", threads);
        }
    }
}

#[test]
fn many_batches_are_joined_in_the_order_of_the_files() {
    let image = ImageBuilder::new().layer(|layer| {
        (0..400).fold(layer, |layer, file| {
            let text = format!("NEEDLE {file}\n").repeat(if file % 50 == 7 { 3000 } else { 300 });
            layer.file(&format!("{file}"), text)
        })
    });
    let bytes = archive(&image.compressed(Compression::Gzip).docker());
    let alone = seen_by(1, &bytes);
    assert!(alone.1.shown.len() > 400);
    assert!(seen_by(2, &bytes) == alone);
    assert!(seen_by(4, &bytes) == alone);
}

/// Panics at a word.
struct Panics;

impl Visitor for Panics {
    fn text(&mut self, _at: &Trail, bytes: &[u8], _medium: Medium) {
        assert!(!bytes.starts_with(b"panic"), "as it was told");
    }

    fn value(&mut self, at: &Trail, _keys: &[&str], value: &[u8]) {
        self.text(at, value, Medium::Text);
    }

    fn unread(&mut self, _at: &Trail, _why: Limit) {}
}

impl ImageVisitor for Panics {
    fn enter(&mut self, _place: &Place<'_>) {}

    fn leave(&mut self) -> Seen {
        Seen::Nothing
    }

    fn missed(&mut self, _place: &Place<'_>, _inside: &Trail, _why: Unread) {}
}

impl Shared for Panics {
    fn apart(&self) -> Self {
        Self
    }

    fn join(&mut self, _later: Self) {}
}

#[test]
fn a_panic_in_any_thread_is_one_of_the_scan_and_nobody_waits_for_ever() {
    let image = ImageBuilder::new().layer(|layer| {
        (0..50).fold(layer, |layer, file| {
            let text = if file % 9 == 0 { "panic" } else { "some text" };
            layer.file(&format!("{file}"), text)
        })
    });
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), archive(&image.docker())).unwrap();
    for threads in [1, 2, 4] {
        let source = ImageSource::File(file.path().to_owned());
        let result = panic::catch_unwind(|| {
            scan(&source, &Limits::default(), threads, &mut Panics).map(|_| ())
        });
        assert!(result.is_err(), "{threads} threads");
    }
}
