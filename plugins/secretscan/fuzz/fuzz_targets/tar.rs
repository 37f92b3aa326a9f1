//! A tar archive, whole, broken or hostile.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::unfold::fuzzing;

fuzz_target!(|bytes: &[u8]| fuzzing::tar(bytes));
