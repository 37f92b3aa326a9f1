//! `network-scene SIZE FOLDER [SEED]`: writes a cluster with network policies as JSON lists.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use e2e::networks::{Scene, Size, Written};

const DEFAULT_SEED: u64 = 20_260_726;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Nobody is left to tell when an output is gone.
    match write(&arguments) {
        Ok(Written { objects, bytes }) => {
            let _ = writeln!(io::stdout(), "{objects} objects, {bytes} bytes");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            let _ = writeln!(io::stderr(), "error: {reason}");
            ExitCode::from(2)
        }
    }
}

fn write(arguments: &[String]) -> Result<Written, String> {
    let (size, folder, seed) = match arguments {
        [size, folder] => (size, folder, DEFAULT_SEED),
        [size, folder, seed] => {
            let number = seed.parse();
            (
                size,
                folder,
                number.map_err(|error| format!("seed {seed}: {error}"))?,
            )
        }
        _ => return Err(usage()),
    };
    let size: Size = size
        .parse()
        .map_err(|error| format!("{error}\n{}", usage()))?;
    Scene::new(size, seed)
        .write_to(Path::new(folder))
        .map_err(|error| error.to_string())
}

fn usage() -> String {
    let sizes: Vec<&str> = Size::ALL.iter().map(|size| size.name()).collect();
    format!(
        "usage: network-scene SIZE FOLDER [SEED], with SIZE one of {}",
        sizes.join(", ")
    )
}
