//! The kubectl plugin `whocan`.

use std::process::ExitCode;

fn main() -> ExitCode {
    plugin_kit::app::main("whocan", whocan::run)
}
