//! Where in an image something lies, and why it was not read.

use super::{Image, Layer};
use crate::unfold::Limit;

/// A place in an image archive. What is folded up there is told by a trail.
#[derive(Debug, Clone, Copy)]
pub enum Place<'p> {
    /// The archive as such.
    Archive,
    /// The manifest of an image: its annotations.
    Manifest(&'p Image),
    /// The configuration of an image, its history included.
    Config(&'p Image),
    /// A layer as such, or a blob in the place of one that is no file system.
    Layer(&'p Layer),
    /// A file of a layer.
    File {
        /// The layer.
        layer: &'p Layer,
        /// The path, without leading `/` and `./`; as it is written where it has `..` parts. It
        /// may hold control characters.
        path: &'p str,
    },
    /// A file that is in no image.
    Loose {
        /// Its name, without folders.
        name: &'p str,
    },
}

/// Why something was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unread {
    /// A limit, or a form that is damaged, encrypted or unknown.
    Limit(Limit),
    /// It is referred to and not in the archive.
    Absent,
    /// It lies at some URL outside of the archive, which is never fetched.
    Foreign,
    /// Its bytes are not those that its digest promises; they were scanned nevertheless.
    Digest,
    /// The file system failed.
    Unreadable,
}

impl From<Limit> for Unread {
    fn from(limit: Limit) -> Self {
        Self::Limit(limit)
    }
}
