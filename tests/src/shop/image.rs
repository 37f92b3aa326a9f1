//! The image of the payment worker: its keys were copied in, and deleted in the next step.
//!
//! The archive is made at run time, the same bytes every time; the keys have the right form and open
//! nothing.

use std::path::Path;

use serde_json::json;

use crate::Error;
use crate::plants::{Container, Image, Layer, Packing, credentials};
use crate::random::Random;

/// The name of the archive that [`write_image`] is meant to make.
pub const IMAGE_ARCHIVE: &str = "payment-worker.tar";

const SEED: u64 = 2_024;

/// Writes the archive as `docker save` would.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_image(path: &Path) -> Result<(), Error> {
    image().write(Container::DockerTar, Packing::Plain, path)
}

fn image() -> Image {
    let step = |created_by: &str, members: &[(&str, &str)]| Layer {
        created_by: created_by.to_owned(),
        members: members
            .iter()
            .map(|&(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .collect(),
    };
    Image {
        name: "shop/payment-worker:1.9.3",
        config: json!({
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "PAYMENT_REGION=eu-west-1"],
            "Cmd": ["/app/payment-worker"],
            "WorkingDir": "/app",
        }),
        history: Vec::new(),
        layers: vec![
            step(
                "ADD rootfs.tar.xz / # buildkit",
                &[("etc/os-release", "ID=shop\n")],
            ),
            step(
                "COPY . /app # buildkit",
                &[
                    ("app/payment-worker", "#!/bin/sh\nexec sleep infinity\n"),
                    ("app/.aws/credentials", &keys("aws-pair", "[default]\n")),
                    ("app/.env", &keys("stripe", "PAYMENT_MODE=live\n")),
                ],
            ),
            step(
                "RUN /bin/sh -c rm -r /app/.aws /app/.env # buildkit",
                &[("app/.wh..aws", ""), ("app/.wh..env", "")],
            ),
        ],
    }
}

/// A file with the credential of a kind.
fn keys(kind: &str, head: &str) -> String {
    let credentials = credentials(&mut Random::new(SEED));
    let found = credentials
        .iter()
        .find(|credential| credential.kind == kind);
    let entries = found.into_iter().flat_map(|credential| &credential.entries);
    entries.fold(head.to_owned(), |text, entry| {
        let name = match kind {
            "aws-pair" => entry.name.to_ascii_lowercase(),
            _ => entry.name.to_owned(),
        };
        format!("{text}{name}={}\n", entry.value)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::write_image;

    #[test]
    fn the_archive_is_the_same_every_time_and_its_keys_are_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let [one, other] = ["one.tar", "other.tar"].map(|name| {
            let path = folder.path().join(name);
            write_image(&path).expect("it is written");
            fs::read(path).expect("it is there")
        });
        assert!(one == other);
        let text = String::from_utf8_lossy(&one);
        assert!(text.contains("aws_secret_access_key=") && text.contains("STRIPE_SECRET_KEY="));
    }
}
