//! Credentials planted where clusters, files and images leak them, and traps in which there is
//! nothing to find.
//!
//! Everything is made from a seed at run time: no credential is written in this repository. Each
//! plant has an object or a file of its own, so that each is counted by itself.

mod cluster;
mod credential;
mod definitions;
mod dump;
mod encode;
mod files;
mod image;
mod issue;
mod keys;
mod letters;
mod place;
mod score;
mod secrets;
mod syntax;
mod traps;
mod windows;

pub use cluster::{Planted, Plot, Reference, write_objects};
pub use credential::{Credential, Entry};
pub use definitions::definitions;
pub use dump::write_material;
pub use files::PlantedFile;
pub use image::{
    Container, Image, Layer, Packing, PlantedConfiguration, PlantedMember, Size, planted_image,
};
pub use score::{Score, assert_nothing_amiss, seed};
pub use secrets::Secrets;
pub use traps::{Origin, Trap, traps, write_files as write_trap_files};
pub use windows::Windows;

use crate::random::Random;

/// One credential of each kind, in a fixed order.
#[must_use]
pub fn credentials(random: &mut Random) -> Vec<Credential> {
    issue::KINDS.iter().map(|issue| issue(random)).collect()
}

/// A Helm release without credentials whose chart has a file with this text.
#[must_use]
pub fn helm_release(namespace: &str, name: &str, text: &str) -> serde_json::Value {
    let spot = place::Spot {
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    };
    let mut release = place::empty(&spot);
    place::file(&mut release, "files", "files/settings.properties", text);
    place::append(
        &mut release,
        "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n",
    );
    place::stored(&spot, "deployed", 1, place::payload(&release))
}
