//! Owns the control plane of a test run; started by the harness, not by hand.

use std::process::ExitCode;

fn main() -> ExitCode {
    e2e::control_plane::supervisor::main(std::env::args().skip(1))
}
