//! What a shell writes into a file whose name says what it holds: `echo VALUE > /run/secrets/token`,
//! `printf '%s' VALUE >> password`.

use std::ops::Range;

use super::super::{builtin::piped, search::Search, value::Origin};

/// Longest part of a line that is read.
const LINE: usize = 400;

/// How far from the name the arrow is at most.
const ARROW: usize = 4;

/// Looks whether a name is that of a file that something is written into.
pub(super) fn look(search: &mut Search<'_, '_, '_>, name: &Range<usize>) -> bool {
    let bytes = search.bytes;
    let near = bytes.get(name.start.saturating_sub(ARROW)..name.start);
    if !near.is_some_and(|near| near.contains(&b'>')) {
        return false;
    }
    let file = without(bytes, without(bytes, name.start, b"~"), b"\"'");
    let arrow = without(bytes, file, b" ");
    let end = without(bytes, without(bytes, arrow, b">"), b">");
    if end == arrow {
        return false;
    }
    let from = end.saturating_sub(LINE);
    let before = bytes.get(from..end).unwrap_or_default();
    let line = memchr::memrchr3(b'\n', b';', b'&', before).map_or(0, |at| at + 1);
    let Some(written) = before.get(line..).and_then(piped::written) else {
        return false;
    };
    let range = from + line + written.start..from + line + written.end;
    let name = bytes.get(name.clone()).unwrap_or_default();
    let file = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let is_literal = |value: &[u8]| !value.iter().any(|byte| b"$`()".contains(byte));
    if bytes.get(range.clone()).is_some_and(is_literal) {
        search.assigned(&[], file, range, Origin::Line);
    }
    true
}

/// Where the byte before a place begins, if it is one of these; else the place.
fn without(bytes: &[u8], at: usize, set: &[u8]) -> usize {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    at - usize::from(before.is_some_and(|byte| set.contains(byte)))
}
