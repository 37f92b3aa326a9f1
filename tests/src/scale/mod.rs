//! The scale table: what `kubectl whocan` costs on a large cluster and on large dumps.
//!
//! A seeded scene is created in the real control plane, the release build of the plugin is asked
//! some questions, and requests, bytes, time and memory are printed with the targets that hold for
//! them. Nothing here is a test: a busy machine must not fail `cargo test`.

mod dump;
mod measure;
mod options;
mod populate;
mod questions;
mod scene;
mod server;
mod table;
mod targets;

use std::io::Write;

pub use options::Options;

use crate::Error;
use crate::binaries;

/// Measures, prints the table and the targets, and says whether every target is met.
pub fn run(options: &Options, output: &mut dyn Write) -> Result<bool, Error> {
    let plugin = match &options.plugin {
        Some(path) => path.clone(),
        None => binaries::try_plugin("kubectl-whocan")?,
    };
    let folder = tempfile::tempdir().map_err(Error::io("make a temporary folder"))?;
    let bench = measure::Bench {
        plugin,
        folder: folder.path().to_owned(),
        runs: options.runs,
    };
    let print = Error::io("print the table");
    if let Some(megabytes) = options.dump_megabytes {
        let rows = questions::of_dumps(&bench, options.size, megabytes)?;
        return table::write(output, &rows).map(|()| true).map_err(print);
    }
    let (rows, server) = questions::of_cluster(&bench, options.size)?;
    let targets = targets::judge(&rows, &server);
    table::write(output, &rows)
        .and_then(|()| targets::write(output, &targets))
        .map_err(print)?;
    Ok(targets.iter().all(|target| target.is_met))
}
