//! `tests/secretscan-scale.sh`: prints the speed table. Exit code 1 when a target is missed.
//!
//! `--inflate THREADS IMAGE` only inflates the layers of an image, to be measured itself.

use std::process::ExitCode;

use e2e::scale::{self, secretscan};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    scale::exit(|output| {
        if let [flag, threads, image] = arguments.as_slice()
            && flag == "--inflate"
        {
            let threads = threads.parse().unwrap_or(1);
            return Ok(secretscan::inflate(image.as_ref(), threads)? > 0);
        }
        let options = secretscan::Options::parse(arguments.iter().cloned())?;
        secretscan::run(&options, output)
    })
}
