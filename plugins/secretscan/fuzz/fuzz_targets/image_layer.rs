//! Layers of images: tar in all its forms, compressed, with archives in files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::image::fuzzing;

// A decoder panics on some damage, which is caught: only what is not caught ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| fuzzing::layer(bytes));
