//! Small files of a layer, held together until another thread has time for them.

use std::io::{self, BufRead, Read as _};

use super::{
    Layer, Limits, Place, Seen, Shared,
    content::{Contents, is_archive},
};
use crate::unfold::{Limit, Trail};

/// A batch of this size is large enough to be worth another thread's while.
const FULL: usize = 256 << 10;
/// Larger files are not copied.
const LARGEST: u64 = 1 << 20;
/// First bytes that tell an archive.
const HEAD: u64 = 512;

/// Whether the file that begins here may come into a batch: it is small, and no archive, which may
/// need much memory to be unfolded.
pub(super) fn may_be_taken(body: &mut dyn BufRead, size: u64) -> bool {
    size <= LARGEST
        && body
            .fill_buf()
            .is_ok_and(|head| head.len() as u64 >= size.min(HEAD) && !is_archive(head))
}

/// Whether a file could be read.
pub(super) enum Taken {
    /// It is in the batch.
    Whole,
    /// It is not; these are its bytes before reading failed.
    Broken(Vec<u8>, io::Error),
}

/// Files of a layer and their bytes.
pub(super) struct Batch<'p> {
    layer: &'p Layer,
    bytes: Vec<u8>,
    files: Vec<File>,
}

struct File {
    path: String,
    size: usize,
    /// The path may be another.
    is_cut: bool,
}

/// What was seen of some files of a layer.
pub(super) struct Part<V> {
    pub(super) visitor: V,
    /// The paths that held findings.
    pub(super) found: Vec<String>,
}

impl<V> Part<V> {
    pub(super) const fn new(visitor: V) -> Self {
        Self {
            visitor,
            found: Vec::new(),
        }
    }
}

impl<'p> Batch<'p> {
    /// Without files yet; the buffer is used again.
    pub(super) fn new(layer: &'p Layer, mut buffer: Vec<u8>) -> Self {
        buffer.clear();
        Self {
            layer,
            bytes: buffer,
            files: Vec::new(),
        }
    }

    pub(super) const fn is_full(&self) -> bool {
        self.bytes.len() >= FULL
    }

    /// Adds a file.
    pub(super) fn take(
        &mut self,
        path: &str,
        is_cut: bool,
        body: &mut dyn BufRead,
        size: u64,
    ) -> Taken {
        let start = self.bytes.len();
        if let Err(error) = body.take(size).read_to_end(&mut self.bytes) {
            return Taken::Broken(self.bytes.split_off(start), error);
        }
        self.files.push(File {
            path: path.to_owned(),
            size: self.bytes.len() - start,
            is_cut,
        });
        Taken::Whole
    }

    /// Shows every file, and gives the buffer back.
    pub(super) fn show<V: Shared>(self, visitor: V, limits: &Limits) -> (Part<V>, Vec<u8>) {
        let mut part = Part::new(visitor);
        let mut contents = Contents::new(&mut part.visitor, limits);
        let mut rest = self.bytes.as_slice();
        for file in self.files {
            let place = Place::File {
                layer: self.layer,
                path: &file.path,
            };
            if file.is_cut {
                contents.missed(&place, &Trail::new(), Limit::Bytes);
            }
            let Some((mut bytes, after)) = rest.split_at_checked(file.size) else {
                break;
            };
            rest = after;
            let size = Some(file.size as u64);
            if contents.file(&place, &mut bytes, size) == Seen::Finding {
                part.found.push(file.path);
            }
        }
        (part, self.bytes)
    }
}
