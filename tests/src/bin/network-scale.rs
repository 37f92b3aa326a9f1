//! `tests/network-scale.sh`: prints the size table. Exit code 1 when a target is missed.

use std::process::ExitCode;

use e2e::scale::{self, networks};

fn main() -> ExitCode {
    scale::exit(|output| {
        let options = networks::Options::parse(std::env::args().skip(1))?;
        networks::run(&options, output)
    })
}
