//! The kubectl plugin `secretscan`.

use std::process::ExitCode;

fn main() -> ExitCode {
    secretscan::keep_out_of_core_dumps();
    plugin_kit::app::main("secretscan", secretscan::run)
}
