//! From arguments to exit code.

use std::ffi::OsString;

use plugin_kit::{Exit, app::Streams, environment::Environment};

/// Runs the plugin: arguments with the program's name first, environment, streams.
pub fn run(_argv: Vec<OsString>, _environment: &Environment, _streams: &mut Streams<'_>) -> Exit {
    Exit::Done
}
