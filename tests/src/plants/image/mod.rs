//! Images with credentials in their layers and their configuration.

mod archive;
mod binary;
mod compiled;
mod configuration;
mod layered;
mod nested;
mod place;
mod sqlite;

use super::credential::{Credential, Fits};
use super::issue;
use crate::Error;
use crate::random::Random;

pub use archive::{Container, Image, Layer, Packing};
pub use configuration::PlantedConfiguration;

/// One credential in one member of a layer.
pub struct PlantedMember {
    /// The place, in words.
    pub placement: String,
    /// What was planted.
    pub credential: Credential,
    /// A part of the member's path that no other member has.
    pub mark: String,
}

/// Makes a path and a content.
type Member = Box<dyn Fn(&Credential) -> (String, Vec<u8>)>;

/// How a credential lies in a layer.
struct Place {
    name: String,
    fits: Fits,
    fate: Fate,
    /// The path, with `*` for the mark, and the content.
    member: Member,
}

/// What later layers do to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It stays.
    Stays,
    /// A whiteout takes it away.
    Deleted,
    /// Another file takes its place.
    Overwritten,
    /// Its folder is made opaque.
    Hidden,
    /// Its folder is taken away.
    FolderDeleted,
}

/// How large the members of an image may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Below a megabyte.
    Small,
    /// Up to some ten megabytes.
    Large,
}

/// An image with a credential of some kinds in every place, and traps beside them.
///
/// # Errors
///
/// When a trap's fixture is no YAML.
pub fn planted_image(seed: u64, size: Size) -> Result<(Image, Vec<PlantedMember>), Error> {
    /// Of how many kinds a credential is put into each place.
    const KINDS: usize = 5;
    /// Files above this size hold one kind only.
    const LARGE: usize = 1 << 20;
    let mut random = Random::new(seed);
    let mut layers = layered::Layers::default();
    let mut planted = Vec::new();
    for (number, place) in place::all(size).into_iter().enumerate() {
        let fitting: Vec<Credential> = issue::KINDS
            .iter()
            .map(|issue| issue(&mut random))
            .filter(|credential| place.fits.takes(credential))
            .collect();
        // Each place begins with another kind.
        let first = number * KINDS % fitting.len().max(1);
        let (before, after): (Vec<_>, Vec<_>) = fitting
            .into_iter()
            .enumerate()
            .partition(|(index, _)| *index < first);
        let chosen = after.into_iter().chain(before).map(|(_, chosen)| chosen);
        for (kind, credential) in chosen.take(KINDS).enumerate() {
            let mark = format!("m{number:03}-{kind}");
            let (path, content) = (place.member)(&credential);
            if kind > 0 && content.len() > LARGE {
                break;
            }
            layers.add(place.fate, &path.replace('*', &mark), content);
            planted.push(PlantedMember {
                placement: place.name.clone(),
                credential,
                mark,
            });
        }
    }
    layers.add_traps(seed)?;
    Ok((layers.into_image(), planted))
}
