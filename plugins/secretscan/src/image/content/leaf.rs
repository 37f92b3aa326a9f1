//! Shows what is no archive: the one place where an image meets the unfold room.

use super::Here;
use crate::{
    detect::Medium,
    image::{ImageVisitor, Limits, Window},
    unfold::{Blob, Trail, unfold, unfold_part},
};

/// How many bytes tell text from programs and data.
const SNIFFED: usize = 8 << 10;

/// Shows a file or member that is in memory.
pub(super) fn show(
    visitor: &mut dyn ImageVisitor,
    limits: &Limits,
    here: Here<'_>,
    at: &mut Trail,
    bytes: &[u8],
) {
    if !bytes.is_empty() {
        unfold(Blob::file(here.name, bytes), &limits.unfold, at, visitor);
    }
}

/// Shows a part of a file that is larger than memory is given.
pub(super) fn show_part(
    visitor: &mut dyn ImageVisitor,
    limits: &Limits,
    at: &mut Trail,
    bytes: &[u8],
    medium: Medium,
    window: &Window,
) {
    visitor.window(window);
    visitor.text(at, bytes, medium);
    let part = owned(bytes, window);
    unfold_part(part, medium, &limits.unfold, at, visitor);
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

/// The part of a window in which what is encoded begins in this window and in no other.
fn owned<'b>(bytes: &'b [u8], window: &Window) -> &'b [u8] {
    let start = if window.own.start == 0 {
        0
    } else {
        end_of_run(bytes, window.own.start)
    };
    let end = if window.own.end == bytes.len() {
        bytes.len()
    } else {
        end_of_run(bytes, window.own.end)
    };
    bytes.get(start..end).unwrap_or_default()
}

/// Where the encoded run that goes over a position ends.
fn end_of_run(bytes: &[u8], position: usize) -> usize {
    let is_encoded = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_=\\%".contains(byte);
    let goes_over = position
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_some_and(is_encoded);
    if !goes_over {
        return position;
    }
    let rest = bytes.get(position..).unwrap_or_default();
    let run = rest.iter().take_while(|byte| is_encoded(byte)).count();
    position + run
}
