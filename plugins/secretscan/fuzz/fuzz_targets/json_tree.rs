//! JSON of any kind: no panic, no endless nesting.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::tree::Tree;

fuzz_target!(|text: &str| {
    let _ = Tree::from_json(text);
});
