//! Streams of gzip, zlib, deflate and zstd.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::unfold::fuzzing;

// A decoder panics on some damage, which is caught: only what is not caught ends the run.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |bytes: &[u8]| fuzzing::streams(bytes));
