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

impl Form {
    pub(super) fn of(head: &[u8]) -> Self {
        match Packing::of(head) {
            Packing::Plain => {}
            Packing::Unsupported => return Self::Unsupported,
            packing @ Packing::Gzip => return Self::Packed(packing, "gzip"),
            packing @ Packing::Zstd => return Self::Packed(packing, "zstd"),
        }
        match head {
            [b'P', b'K', 3, 4, ..] => Self::Zip,
            // 7-Zip, RAR.
            [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] | [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => {
                Self::Unsupported
            }
            _ if head.starts_with(b"!<arch>\ndebian-binary") => Self::Deb,
            _ if is_header(head) => Self::Tar,
            _ => Self::Leaf,
        }
    }
}
