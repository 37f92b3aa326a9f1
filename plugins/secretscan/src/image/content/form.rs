//! Recognises what a file is by its first bytes; names and suffixes are not asked.

use crate::image::{decode::Packing, tar::is_header};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// No archive.
    Leaf,
    /// Compressed as a whole.
    Packed(Packing, &'static str),
    /// A tar archive.
    Tar,
    /// A zip archive: jar, war, wheel, office document.
    Zip,
    /// A Debian package: an `ar` archive of tar archives (`deb(5)`).
    Deb,
    /// An archive for which there is no reader here.
    Unsupported,
}

/// 7-Zip, RAR, lzip.
const UNSUPPORTED: [&[u8]; 3] = [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"LZIP\x01"];

impl Form {
    pub(super) fn of(head: &[u8]) -> Self {
        match Packing::of(head) {
            Packing::Plain => {}
            Packing::Unsupported => return Self::Unsupported,
            packing @ Packing::Gzip => return Self::Packed(packing, "gzip"),
            packing @ Packing::Zstd => return Self::Packed(packing, "zstd"),
        }
        match head {
            // With the mark of an archive that was to be split (APPNOTE.TXT section 8.5.4), or not.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..] => Self::Zip,
            _ if UNSUPPORTED.iter().any(|magic| head.starts_with(magic)) => Self::Unsupported,
            _ if head.starts_with(b"!<arch>\ndebian-binary") => Self::Deb,
            _ if is_header(head) => Self::Tar,
            _ => Self::Leaf,
        }
    }
}
