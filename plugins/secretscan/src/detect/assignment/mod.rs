//! Assignments in plain text: a name with a credential word, a separator, a value.
//!
//! A credential word is hit hundreds of times in every MiB of source code, so the way out is short:
//! the name round the hit is read, then what follows it, and nearly always no separator does. Every
//! step reads a bounded number of bytes.

mod argument;
mod bare;
mod comparison;
mod fallback;
mod flow;
mod header;
mod line;
mod literal;
mod markup;
mod neighbour;
mod nested;
mod redirected;
mod sentence;
mod separator;
mod spelled;
mod word;
mod wrapping;

use std::ops::Range;

use super::search::Search;
pub(super) use literal::quoted;
use separator::{Kind, Separator, separator};
use spelled::{Spelled, spelled};

/// Longest name that is read.
const NAME: usize = 120;

/// Looks at a credential word: is it part of a name that is given a value?
pub(super) fn look(search: &mut Search<'_, '_, '_>, word: &Range<usize>) {
    let bytes = search.bytes;
    let name = name_round(bytes, word);
    search.named_until(name.end);
    if is_short(bytes, word) && !begins_word(bytes, name.start) {
        return;
    }
    if redirected::look(search, &name) {
        return;
    }
    let Some((name, separator)) = joined(bytes, name) else {
        return;
    };
    let Some(Spelled { range, origin }) = spelled(bytes, &name, &separator) else {
        return;
    };
    if range.is_empty() {
        return;
    }
    let name = match separator.kind {
        // The name says of both that they are a login.
        Kind::Login => b"password",
        _ => bytes.get(name).unwrap_or_default(),
    };
    if bytes.get(range.end) == Some(&b' ') {
        // Some forms have spaces inside, and env files need no quotes for them.
        search.keyed_line(name, range.start..line_end(bytes, range.end));
    }
    search.assigned(&[], name, range, origin);
}

/// Whether what was found is a word so short that it also stands in data: `pw=`.
fn is_short(bytes: &[u8], word: &Range<usize>) -> bool {
    let word = bytes.get(word.clone()).unwrap_or_default();
    word.get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"pw") && word.len() <= 5)
        && word.last() != Some(&b'd')
}

/// Whether a name stands where words do: behind space, a quote or what separates fields.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'`${(,;&?".contains(byte))
}

/// A name and what stands between it and its value.
fn joined(bytes: &[u8], name: Range<usize>) -> Option<(Range<usize>, Separator)> {
    if let Some(receiver) = comparison::receiver(bytes, &name) {
        let separator = Separator {
            kind: Kind::Call,
            value: name.end + 1,
            quote: receiver.end..receiver.end,
        };
        return Some((receiver, separator));
    }
    let separator = separator(bytes, &name)?;
    Some((name, separator))
}

/// The end of a short line.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .take(NAME)
        .position(|byte| b"\r\n\"'".contains(byte))
        .unwrap_or(rest.len().min(NAME));
    at + rest
        .get(..length)
        .unwrap_or_default()
        .trim_ascii_end()
        .len()
}

/// Whether a byte can be part of a name.
const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/')
}

/// The name that a word is part of; what is looked for may end with what stands behind the name.
fn name_round(bytes: &[u8], word: &Range<usize>) -> Range<usize> {
    let behind = bytes.get(word.clone()).unwrap_or_default();
    let name = behind.iter().rposition(|byte| is_name(*byte));
    let last_word = memchr::memchr(b' ', behind);
    let word = word.start..word.start + last_word.unwrap_or(name.map_or(0, |last| last + 1));
    let before = bytes.get(..word.start).unwrap_or_default();
    let left = before
        .iter()
        .rev()
        .take(NAME)
        .take_while(|byte| is_name(**byte))
        .count();
    let after = bytes.get(word.end..).unwrap_or_default();
    let right = after
        .iter()
        .take(NAME)
        .take_while(|byte| is_name(**byte))
        .count();
    let mut start = word.start - left;
    // The letter of an escape is not the beginning of a name: `\nPASSWORD=`.
    let escaped = start.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'\\');
    if escaped && matches!(bytes.get(start), Some(b'n' | b't' | b'r')) {
        start += 1;
    }
    start..word.end + right
}

#[cfg(test)]
mod tests;
