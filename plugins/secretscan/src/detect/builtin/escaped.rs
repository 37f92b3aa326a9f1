//! What stands in escapes that credentials are not read through: percent-encoding (RFC 3986 section
//! 2.1) of a URL in a URL, and the escapes of JSON (RFC 8259 section 7) that some writers use for `/`
//! and `=`. The word round the escape is read without them, once, and what is found in it is where it
//! was.

use std::ops::Range;

use super::super::{Match, overlap::Rank, search::Search};

/// How far the word goes on either side of the escape.
const REACH: usize = 2048;

/// Looks at an escape.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    if at.start < search.unescaped_until() {
        return;
    }
    let bytes = search.bytes;
    let ends = if bytes.get(at.start) == Some(&b'%') {
        ends_query
    } else {
        ends_string
    };
    let before = bytes
        .get(at.start.saturating_sub(REACH)..at.start)
        .unwrap_or_default();
    let left = before.iter().rev().take_while(|byte| !ends(**byte)).count();
    let after = bytes.get(at.end..).unwrap_or_default();
    let right = after
        .iter()
        .take(REACH)
        .take_while(|byte| !ends(**byte))
        .count();
    let range = at.start - left..at.end + right;
    let Some(inner) = search.within(range.end) else {
        return;
    };
    let (text, places) = unescaped(bytes, &range);
    let mut found = Vec::new();
    Search::nested(inner, &text).find(&mut |hit| found.push(hit));
    for Match { rule, range, .. } in found {
        let place = |at: usize| places.get(at).copied();
        if let (Some(start), Some(end)) = (place(range.start), place(range.end)) {
            search.add(Rank::Context, Match::new(rule, start..end));
        }
    }
}

/// Whether a byte ends a field of a query.
fn ends_query(byte: u8) -> bool {
    !byte.is_ascii_graphic() || b"\"'`<>&\\".contains(&byte)
}

/// Whether a byte ends a string.
fn ends_string(byte: u8) -> bool {
    byte < b' ' || byte == b'"'
}

/// The bytes without escapes, and where each of them was.
fn unescaped(bytes: &[u8], range: &Range<usize>) -> (Vec<u8>, Vec<usize>) {
    let (mut text, mut places) = (Vec::new(), Vec::new());
    let mut at = range.start;
    while let Some(rest) = bytes.get(at..range.end).filter(|rest| !rest.is_empty()) {
        let (byte, length) = first(rest);
        text.push(byte);
        places.push(at);
        at += length;
    }
    places.push(at);
    (text, places)
}

/// The first byte, and how long it is written.
fn first(rest: &[u8]) -> (u8, usize) {
    let hexadecimal = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        u8::from_str_radix(digits, 16).ok()
    };
    let escaped = match rest {
        [b'%', a, b, ..] => hexadecimal(&[*a, *b]).map(|byte| (byte, 3)),
        [b'\\', b'u', b'0', b'0', a, b, ..] => hexadecimal(&[*a, *b]).map(|byte| (byte, 6)),
        [b'\\', byte @ (b'/' | b'"' | b'\\'), ..] => Some((*byte, 2)),
        _ => None,
    };
    escaped.unwrap_or_else(|| (rest.first().copied().unwrap_or_default(), 1))
}
