//! Environment files, properties, INI, netrc, XML, queries, command lines, escapes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secretscan::unfold::fuzzing;

fuzz_target!(|text: &str| fuzzing::syntaxes(text));
