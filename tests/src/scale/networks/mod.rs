//! The size table: what `kubectl denyall` costs on clusters of growing size, and on clusters made
//! to hurt.
//!
//! The seeded scenes of [`crate::networks`] are written as JSON files, the release build of the
//! plugin is asked for the whole map and for one connection, and the time of each step, the wall
//! time and the memory are printed with the targets that hold for them.

mod options;
mod questions;
mod table;
mod targets;

use std::io::Write;

pub use options::Options;

use super::measure::Bench;
use super::target;
use crate::Error;

/// Measures, prints the table and the targets, and says whether every target is met.
pub fn run(options: &Options, output: &mut dyn Write) -> Result<bool, Error> {
    let bench = Bench::new("kubectl-denyall", options.plugin.as_deref(), options.runs)?;
    let mut rows = Vec::new();
    for scene in &options.scenes {
        rows.extend(questions::of_scene(&bench, *scene)?);
    }
    let targets = targets::judge(&rows);
    table::write(output, &rows)
        .and_then(|()| target::write(output, &targets))
        .map_err(Error::io("print the table"))?;
    Ok(targets.iter().all(|target| target.is_met))
}
