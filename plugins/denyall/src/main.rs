//! The kubectl plugin `denyall`.

use std::process::ExitCode;

fn main() -> ExitCode {
    plugin_kit::app::main("denyall", denyall::run)
}
