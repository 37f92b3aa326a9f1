//! How fast a gzip layer is scanned, against inflating the same bytes and doing nothing with them.
//!
//! The layer is made of this package's own sources, 256 MiB of them.
#![expect(clippy::unwrap_used, reason = "a benchmark may fail")]

use std::{
    fs,
    hint::black_box,
    io::{Read, Write},
    path::Path,
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use secretscan::{
    detect::{Detector, Medium},
    image::{ImageSource, ImageVisitor, Limits, Place, Seen, Shared, Unread, scan},
    rules::RuleSet,
    unfold::{Limit, Trail, Visitor},
};

const SIZE: usize = 256 << 20;

/// What is done with what is shown.
#[derive(Clone, Copy)]
struct Looking<'d, 'r>(Option<&'d Detector<'r>>, usize);

impl Visitor for Looking<'_, '_> {
    fn text(&mut self, _at: &Trail, bytes: &[u8], medium: Medium) {
        let found = &mut self.1;
        match self.0 {
            Some(detector) => detector.text(bytes, medium, &mut |_| *found += 1),
            None => *found += bytes.len(),
        }
    }

    fn value(&mut self, _at: &Trail, keys: &[&str], value: &[u8]) {
        let found = &mut self.1;
        if let Some(detector) = self.0 {
            detector.value(keys, value, &mut |_| *found += 1);
        }
    }

    fn unread(&mut self, _at: &Trail, _why: Limit) {}
}

impl ImageVisitor for Looking<'_, '_> {
    fn enter(&mut self, _place: &Place<'_>) {}

    fn leave(&mut self) -> Seen {
        Seen::Nothing
    }

    fn missed(&mut self, _place: &Place<'_>, _inside: &Trail, _why: Unread) {}
}

impl Shared for Looking<'_, '_> {
    fn apart(&self) -> Self {
        Self(self.0, 0)
    }

    fn join(&mut self, later: Self) {
        self.1 += later.1;
    }
}

/// Sources as files of a layer, over and over under other names.
fn layer() -> Vec<u8> {
    let mut sources = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut sources,
    );
    sources.sort();
    let mut builder = tar::Builder::new(Vec::with_capacity(SIZE + (1 << 20)));
    let mut number = 0;
    while builder.get_ref().len() < SIZE {
        // Pieces of several files, so that a window of 32 KiB does not hold the same text again.
        let source = &sources[number % sources.len()];
        let mut header = tar::Header::new_gnu();
        header.set_size(source.len() as u64);
        header.set_mode(0o644);
        let name = format!("src/{number}");
        builder
            .append_data(&mut header, name, source.as_slice())
            .unwrap();
        number += 1;
    }
    builder.into_inner().unwrap()
}

fn collect(folder: &Path, sources: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else {
            sources.push(fs::read(path).unwrap());
        }
    }
}

/// An unpacked `docker save` with one gzip layer.
fn image(folder: &Path, packed: &[u8]) {
    fs::write(folder.join("layer.tar.gz"), packed).unwrap();
    fs::write(folder.join("config.json"), "{}").unwrap();
    let manifest = r#"[{"Config": "config.json", "Layers": ["layer.tar.gz"]}]"#;
    fs::write(folder.join("manifest.json"), manifest).unwrap();
}

fn compare(criterion: &mut Criterion) {
    let layer = layer();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&layer).unwrap();
    let packed = encoder.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    image(folder.path(), &packed);
    let source = ImageSource::at(folder.path()).unwrap();
    let rules = RuleSet::built_in();
    let mut group = criterion.benchmark_group("gzip layer");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(layer.len() as u64));
    group.bench_function("inflate", |bencher| {
        let mut buffer = vec![0; 256 << 10];
        bencher.iter(|| {
            let mut decoder = MultiGzDecoder::new(packed.as_slice());
            while decoder.read(black_box(&mut buffer)).unwrap() > 0 {}
        });
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| scan(&source, &Limits::default(), 2, &mut Looking(None, 0)).unwrap());
    });
    group.bench_function("scan", |bencher| {
        bencher.iter(|| {
            let detector = Detector::new(&rules);
            let mut looking = Looking(Some(&detector), 0);
            scan(&source, &Limits::default(), 2, &mut looking).unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
