//! Writes planted credentials into a folder, for scanners to look for: a dump in JSON and in YAML
//! with the lines of each plant, and an image with the mark of each.
//!
//! `secretscan-plants FOLDER [SEED]`

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use e2e::plants::write_material;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else {
        let _ = writeln!(std::io::stderr(), "usage: secretscan-plants FOLDER [SEED]");
        return ExitCode::from(2);
    };
    let seed = arguments.next().and_then(|seed| seed.parse().ok());
    match write_material(seed.unwrap_or(1), &folder) {
        Ok(count) => {
            let _ = writeln!(std::io::stdout(), "{count} objects in {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
