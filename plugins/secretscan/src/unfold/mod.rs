//! Everything that is folded up in some bytes: encodings, compression, archives and formats,
//! within limits, without knowing what anybody looks for.
//!
//! | step | room |
//! |---|---|
//! | what bytes are, by how they begin | `magic`, `wide` |
//! | compressed streams and archives | `inflate`, `zip`, `tar` |
//! | databases and compiled code | `records` |
//! | encoded parts of texts | `base64`, `escapes` |
//! | notations, and the names and values they hold | `syntax`, [`crate::tree`] |
//! | the way through all of them | `packed`, `text`, `leaf`, `walk` |
//!
//! Nothing is passed over in silence: what a limit cuts off, what is damaged, encrypted or packed
//! in an unknown way is reported to the [`Visitor`]. Only two things are no gap: a large blob that
//! was unfolded already in the same call, and the compressed samples of pictures, sounds and fonts,
//! which are searched as they are but in which nothing is decoded.

mod base64;
mod budget;
mod escapes;
#[cfg(fuzzing)]
pub mod fuzzing;
mod inflate;
mod leaf;
mod limits;
mod magic;
mod packed;
mod records;
mod syntax;
mod tar;
mod terraform;
mod text;
mod trail;
mod traits;
mod unfolding;
mod visitor;
mod walk;
mod wide;
mod zip;

#[cfg(test)]
mod tests;

use crate::{detect::Medium, tree::Tree};
use unfolding::{Place, Unfolding};

pub use limits::{Effort, Limits};
pub use trail::{Step, Trail};
pub use visitor::{Limit, Visitor};

/// Bytes, and what is known of them.
#[derive(Clone, Copy)]
pub struct Blob<'b> {
    /// The bytes.
    pub bytes: &'b [u8],
    /// The names that lead here, from the outermost to the innermost; none for a file.
    pub keys: &'b [&'b str],
    /// The name of the file that this is.
    pub name: Option<&'b str>,
}

impl<'b> Blob<'b> {
    /// The value of a key.
    #[must_use]
    pub fn value(keys: &'b [&'b str], bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            keys,
            name: keys.last().copied(),
        }
    }

    /// A file.
    #[must_use]
    pub fn file(name: &'b str, bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            keys: &[],
            name: Some(name),
        }
    }
}

/// Shows everything that a blob holds, the blob itself included. The steps that are in the trail
/// already count towards the limit of depth, so that a visitor may call this from within.
pub fn unfold(blob: Blob<'_>, limits: &Limits, trail: &mut Trail, visitor: &mut dyn Visitor) {
    let place = Place {
        keys: blob.keys,
        name: blob.name,
    };
    Unfolding::new(limits, trail, visitor).bytes(place, blob.bytes);
}

/// Shows what is encoded in a part of some text or data, but not the part itself: for files that
/// are too large to be unfolded as a whole.
pub fn unfold_part(
    bytes: &[u8],
    medium: Medium,
    limits: &Limits,
    trail: &mut Trail,
    visitor: &mut dyn Visitor,
) {
    let place = Place {
        keys: &[],
        name: None,
    };
    let mut unfolding = Unfolding::new(limits, trail, visitor);
    match medium {
        Medium::Text => unfolding.spans(place, bytes),
        Medium::Binary => unfolding.in_data(place, bytes),
    }
}

/// Shows everything that the values of a document hold. The document itself is not offered to the
/// visitor.
pub fn unfold_tree(
    tree: &Tree<'_>,
    keys: &[&str],
    limits: &Limits,
    trail: &mut Trail,
    visitor: &mut dyn Visitor,
) {
    Unfolding::new(limits, trail, visitor).walk(&mut keys.to_vec(), tree);
}
