//! The scale table: what `kubectl whocan` costs on a large cluster and on large dumps.
//!
//! A seeded scene is created in the real control plane, the release build of the plugin is asked
//! some questions, and requests, bytes, time and memory are printed with the targets that hold for
//! them.

mod dump;
mod options;
mod populate;
mod questions;
mod scene;
mod server;
mod table;
mod targets;

use std::io::Write;

pub use options::Options;

use super::measure::Bench;
use super::target;
use crate::Error;

/// Measures, prints the table and the targets, and says whether every target is met.
pub fn run(options: &Options, output: &mut dyn Write) -> Result<bool, Error> {
    let bench = Bench::new("kubectl-whocan", options.plugin.as_deref(), options.runs)?;
    let print = Error::io("print the table");
    if let Some(megabytes) = options.dump_megabytes {
        let rows = questions::of_dumps(&bench, options.size, megabytes)?;
        return table::write(output, &rows).map(|()| true).map_err(print);
    }
    let (rows, server) = questions::of_cluster(&bench, options.size)?;
    let targets = targets::judge(&rows, &server);
    table::write(output, &rows)
        .and_then(|()| target::write(output, &targets))
        .map_err(print)?;
    Ok(targets.iter().all(|target| target.is_met))
}
