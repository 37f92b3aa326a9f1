//! How a program ends that prints a table.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::Error;

/// Prints a table to standard output: 0 when every target is met, 1 when one is missed, 2 when
/// nothing could be measured.
pub fn exit(table: impl FnOnce(&mut dyn Write) -> Result<bool, Error>) -> ExitCode {
    match table(&mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            // Nobody is left to tell when stderr is gone.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
