//! Shows a text that is no archive: the one place where files of layers meet the unfold room.

use crate::{detect::Medium, image::ImageVisitor, unfold::Trail};

/// How many bytes tell text from programs and data.
const SNIFFED: usize = 8 << 10;

/// Shows a file or member that is in memory.
pub(super) fn show(visitor: &mut dyn ImageVisitor, at: &mut Trail, bytes: &[u8]) {
    if !bytes.is_empty() {
        visitor.text(at, bytes, medium(bytes));
    }
}

/// What kind of text this is. NUL bytes are in every program and in no text but UTF-16.
pub(super) fn medium(bytes: &[u8]) -> Medium {
    let head = bytes.get(..SNIFFED).unwrap_or(bytes);
    if memchr::memchr(0, head).is_some() {
        Medium::Binary
    } else {
        Medium::Text
    }
}
