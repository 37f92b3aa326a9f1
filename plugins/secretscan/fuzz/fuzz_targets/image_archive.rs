//! Whole image archives: manifests, indexes, links, layers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::image::fuzzing;

fuzz_target!(|bytes: &[u8]| fuzzing::archive(bytes));
