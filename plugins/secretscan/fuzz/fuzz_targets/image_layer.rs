//! Layers of images: tar in all its forms, compressed, with archives in files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::image::fuzzing;

fuzz_target!(|bytes: &[u8]| fuzzing::layer(bytes));
