//! Compiled code, and keys without armour.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::unfold::fuzzing;

fuzz_target!(|bytes: &[u8]| fuzzing::compiled(bytes));
