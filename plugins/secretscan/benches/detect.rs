//! How fast texts are searched with all built-in rules: `cargo bench --package secretscan`.
//!
//! The texts come from a seeded generator: source code and prose without credentials but with as
//! many credential words as in 256 MiB of real sources (one in 850 bytes), the same with one word in
//! twenty, the latter with a credential every four KiB as well, and random bytes as programs and
//! images have them.

use std::{hint::black_box, time::Duration};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plugin_kit::redact::Secret;
use secretscan::{
    detect::{Detector, Medium},
    known::KnownValues,
    rules::{
        RuleSet,
        samples::{Random, expand},
    },
};

/// Bytes of each text.
const SIZE: usize = 4 << 20;
/// Words to each credential word, of which most have seven bytes with what is behind.
const SPARSE: usize = 120;
const DENSE: usize = 20;

/// Words that names of credentials have, as often as they are in sources.
const CREDENTIAL_WORDS: &[&str] = &[
    "key", "key", "key", "key", "key", "api_key", "token", "token", "secret", "password",
];

/// Words of source code and of prose.
const WORDS: &[&str] = &[
    "the",
    "of",
    "function",
    "return",
    "let",
    "self",
    "value",
    "pub",
    "struct",
    "and",
    "config",
    "error",
    "for",
    "match",
    "string",
    "which",
    "node",
    "index",
    "request",
    "path",
    "type",
    "impl",
    "with",
    "none",
    "byte",
    "length",
    "pattern",
    "if",
    "else",
    "http://example.com/a",
    "result",
    "buffer",
    "println!",
    "assert_eq!",
    "0x7f",
    "1024",
    "vec![]",
    "usize",
    "is",
];

/// A text with a credential word every so many words.
fn text(seed: u64, every: usize, with_credentials: bool) -> Vec<u8> {
    let mut random = Random::new(seed);
    let mut text = String::with_capacity(SIZE + 256);
    let mut next = 4096;
    while text.len() < SIZE {
        let words = match random.below(every) {
            0 => CREDENTIAL_WORDS,
            _ => WORDS,
        };
        text.push_str(words[random.below(words.len())]);
        text.push_str(
            [" ", " ", " ", "(", ") ", ";\n    ", ".", ", ", " = ", "_"][random.below(10)],
        );
        if with_credentials && text.len() > next {
            next += 4096;
            if let Ok(sample) = expand(
                "\nAPI_TOKEN=\"ghp_{alnum:30}{base62-crc32}\"\n",
                next as u64,
            ) {
                text.push_str(&sample.text);
            }
        }
    }
    text.into_bytes()
}

fn bytes(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    (0..SIZE)
        .map(|_| u8::try_from(random.below(256)).unwrap_or(0))
        .collect()
}

fn detect(criterion: &mut Criterion) {
    let rules = RuleSet::built_in();
    let detector = Detector::new(&rules);
    let mut group = criterion.benchmark_group("detect");
    group
        .throughput(Throughput::Bytes(SIZE as u64))
        .measurement_time(Duration::from_secs(3))
        .sample_size(20);
    let texts = [
        ("text", text(1, SPARSE, false), Medium::Text),
        ("text full of words", text(1, DENSE, false), Medium::Text),
        ("text with credentials", text(2, DENSE, true), Medium::Text),
        ("bytes", bytes(3), Medium::Binary),
    ];
    for (name, text, medium) in &texts {
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                let mut count = 0;
                detector.text(black_box(text), *medium, &mut |_| count += 1);
                count
            });
        });
    }
    group.finish();
    criterion.bench_function("prepare", |bencher| {
        bencher.iter(|| Detector::new(black_box(&rules)));
    });
}

fn known(criterion: &mut Criterion) {
    let values = (0..5000)
        .filter_map(|seed| expand("{alnum:24}", seed).ok())
        .map(|sample| Secret::new("value", sample.text.into_bytes()))
        .collect();
    let known = KnownValues::new(values);
    let text = text(4, SPARSE, false);
    let mut group = criterion.benchmark_group("known");
    group
        .throughput(Throughput::Bytes(SIZE as u64))
        .measurement_time(Duration::from_secs(3))
        .sample_size(20);
    group.bench_function("5000 values", |bencher| {
        bencher.iter(|| {
            let mut count = 0;
            known.search(black_box(&text), &mut |_, _| count += 1);
            count
        });
    });
    group.finish();
}

criterion_group!(benches, detect, known);
criterion_main!(benches);
