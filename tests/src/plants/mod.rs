//! Credentials planted where clusters, files and images leak them, and traps in which there is
//! nothing to find.
//!
//! Everything is made from a seed at run time: no credential is written in this repository. Each
//! plant has an object or a file of its own, so that each is counted by itself.

mod cluster;
mod credential;
mod encode;
mod files;
mod issue;
mod keys;
mod letters;
mod place;
mod syntax;
mod windows;

pub use cluster::{Planted, Plot, Reference, write_objects};
pub use credential::{Credential, Entry};
pub use files::PlantedFile;
pub use windows::Windows;

use crate::random::Random;

/// One credential of each kind, in a fixed order.
#[must_use]
pub fn credentials(random: &mut Random) -> Vec<Credential> {
    issue::KINDS.iter().map(|issue| issue(random)).collect()
}
