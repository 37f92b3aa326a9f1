//! Drives `kubectl denyall` in process: arguments in, exit code and both streams out.

use std::ffi::OsString;

use denyall::run;
use plugin_kit::{
    app::{Captured, Streams},
    environment::Environment,
};

/// Runs the plugin with these arguments and standard input.
pub(crate) fn denyall<W: Into<OsString>>(
    words: impl IntoIterator<Item = W>,
    stdin: &str,
) -> Captured {
    let program = OsString::from("kubectl-denyall");
    let argv = std::iter::once(program)
        .chain(words.into_iter().map(Into::into))
        .collect();
    let environment = Environment::default();
    Streams::captured(stdin, |streams| run(argv, &environment, streams))
}
