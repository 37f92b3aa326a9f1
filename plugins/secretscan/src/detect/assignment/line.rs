//! Values that are the rest of their line.

use std::ops::Range;

use super::{
    bare::is_argument,
    separator::{Kind, Separator},
};

/// A value up to the end of its line, where name and value are all of it.
pub(super) fn line(
    bytes: &[u8],
    name: &Range<usize>,
    separator: &Separator,
    rest: &[u8],
) -> Option<usize> {
    if separator.kind != Kind::Neighbour {
        let before = bytes.get(name.start.saturating_sub(80)..name.start)?;
        let before = before.rsplit(|byte| *byte == b'\n').next()?;
        if !before.iter().all(|byte| b" \t-\"'".contains(byte)) {
            let says = separator.kind == Kind::Colon && before.ends_with(b" ");
            return if says { said(rest) } else { None };
        }
    }
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .unwrap_or(rest.len());
    let line = rest.get(..end)?;
    let line = memchr::memmem::find(line, b" #")
        .and_then(|comment| line.get(..comment))
        .unwrap_or(line);
    let line = line.trim_ascii_end();
    let plain = !line.iter().any(|byte| b" \t\"'`(){}<>\\".contains(byte));
    (plain && !matches!(line.last(), Some(b',' | b';'))).then_some(line.len())
}

/// What a line of a log or of some notes says at its end: `created admin with password: x`.
pub(super) fn said(rest: &[u8]) -> Option<usize> {
    let end = rest
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(rest.len());
    let is_last = !matches!(rest.get(end), Some(b' ' | b'\t'));
    let word = rest.get(..end)?;
    let word = word.strip_suffix(b".").unwrap_or(word);
    (is_last && is_argument(word) && !word.contains(&b';')).then_some(word.len())
}
