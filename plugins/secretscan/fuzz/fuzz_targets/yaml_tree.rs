//! YAML of any kind: no panic, no endless expansion.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::tree::Tree;

fuzz_target!(|text: &str| {
    let _ = Tree::from_yaml(text);
});
