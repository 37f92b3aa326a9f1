//! The kubectl plugin `secretscan`.

use std::process::ExitCode;

fn main() -> ExitCode {
    plugin_kit::app::main("secretscan", secretscan::run)
}
