//! `tests/scale.sh`: prints the scale table. Exit code 1 when a target is missed.

use std::process::ExitCode;

use e2e::scale::{self, whocan};

fn main() -> ExitCode {
    scale::exit(|output| {
        let options = whocan::Options::parse(std::env::args().skip(1))?;
        whocan::run(&options, output)
    })
}
