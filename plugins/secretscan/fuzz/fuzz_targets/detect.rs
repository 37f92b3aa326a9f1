//! Any bytes as text, as a program and as a value with a name: what is found lies in the bytes.
#![no_main]

use std::{ops::Range, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use secretscan::{
    detect::{Detector, Match, Medium},
    rules::RuleSet,
};

static RULES: LazyLock<RuleSet> = LazyLock::new(RuleSet::built_in);
static DETECTOR: LazyLock<Detector<'static>> = LazyLock::new(|| Detector::new(&RULES));

fn assert_within(found: &Match, bytes: &[u8]) {
    let Range { start, end } = found.range;
    assert!(start < end && end <= bytes.len());
}

fuzz_target!(|bytes: &[u8]| {
    for medium in [Medium::Text, Medium::Binary] {
        DETECTOR.text(bytes, medium, &mut |found| assert_within(&found, bytes));
    }
    let (name, value) = bytes.split_at(bytes.len().min(24));
    let name = String::from_utf8_lossy(name);
    for keys in [&["password"][..], &["datadog", "api_key"], &[&*name]] {
        DETECTOR.value(keys, value, &mut |found| assert_within(&found, value));
    }
});
