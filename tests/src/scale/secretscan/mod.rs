//! The speed table: what `kubectl secretscan` costs on 256 MiB of source text, on images with the
//! same bytes, in memory, on a dump of 10,000 objects and at start-up; beside other scanners where
//! they are given, in the same run.

mod corpus;
mod dump;
mod images;
mod inflate;
mod options;
mod rows;
mod search;
mod targets;

use std::io::Write;

pub use inflate::inflate;
pub use options::Options;

use super::{columns, target};
use crate::Error;
use rows::Row;

/// Measures, prints the table and the targets, and says whether every target is met.
///
/// # Errors
///
/// When the material cannot be made or a program does not run.
pub fn run(options: &Options, output: &mut dyn Write) -> Result<bool, Error> {
    let rows = rows::measured(options)?;
    let cells: Vec<Vec<String>> = rows.iter().map(Row::cells).collect();
    let targets = targets::judge(&rows);
    columns::write(output, &rows::HEADER, &cells)
        .and_then(|()| target::write(output, &targets))
        .map_err(Error::io("print the table"))?;
    Ok(targets.iter().all(|target| target.is_met))
}
