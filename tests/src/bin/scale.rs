//! `tests/scale.sh`: prints the scale table. Exit code 1 when a target is missed.

use std::io::Write;
use std::process::ExitCode;

use e2e::scale;

fn main() -> ExitCode {
    let outcome = scale::Options::parse(std::env::args().skip(1))
        .and_then(|options| scale::run(&options, &mut std::io::stdout().lock()));
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            // Nobody is left to tell when stderr is gone.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
