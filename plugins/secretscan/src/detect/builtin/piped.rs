//! Passwords that a shell writes into a program: `echo USER:PASSWORD | chpasswd`, `echo PASSWORD |
//! docker login --password-stdin`.

use std::ops::Range;

use super::super::{boundary, overlap::Rank, search::Search, value};
use crate::rules::Builtin;

/// Longest part of a line that is read.
const LINE: usize = 400;

/// Looks at a program, or at a flag of one, that reads a password from its input.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let from = at.start.saturating_sub(LINE);
    let Some(before) = bytes.get(from..at.start) else {
        return;
    };
    if !boundary::begins(bytes, at.start) {
        return;
    }
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let pipe = memchr::memrchr(b'|', before).filter(|pipe| *pipe >= line);
    let range = match pipe {
        Some(pipe) => before.get(line..pipe).and_then(written),
        None => None,
    };
    let range = range.map(|range| from + line + range.start..from + line + range.end);
    let Some(mut range) = range.or_else(|| here(bytes, at.end)) else {
        return;
    };
    let text = bytes.get(range.clone()).unwrap_or_default();
    let is_account = bytes
        .get(at.clone())
        .is_some_and(|name| name.eq_ignore_ascii_case(b"chpasswd"));
    if is_account {
        let Some(colon) = memchr::memchr(b':', text) else {
            return;
        };
        range.start += colon + 1;
    }
    let password = bytes.get(range.clone()).unwrap_or_default();
    let is_one = password.len() >= 4
        && !password.iter().any(u8::is_ascii_whitespace)
        && !matches!(password.first(), Some(b'$' | b'%' | b'<' | b'*' | b'!'))
        && !password.contains(&b'$')
        && !value::is_placeholder(password);
    if is_one {
        search.add_builtin(Builtin::CommandLine, Rank::Context, range);
    }
}

/// What a shell gives a program to read: `<<< WORD`, or the only line of `<<END`.
fn here(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = bytes.get(at..at.saturating_add(LINE).min(bytes.len()))?;
    let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let arrows = memchr::memmem::find(rest.get(..line)?, b"<<")?;
    let skip = |at: usize, set: &[u8]| {
        let rest = rest.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|byte| set.contains(byte)).count()
    };
    let start = match rest.get(arrows + 2)? {
        b'<' => skip(arrows + 3, b" \"'\\"),
        _ => skip(line + 1, b" \t"),
    };
    let text = rest.get(start..)?;
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'\\;".contains(byte);
    let length = text.iter().position(ends).unwrap_or(text.len());
    (length > 0).then(|| at + start..at + start + length)
}

/// The last argument of the last `echo` or `printf` of a line.
pub(in super::super) fn written(line: &[u8]) -> Option<Range<usize>> {
    let start = [&b"echo "[..], b"printf "]
        .iter()
        .filter_map(|name| Some(memchr::memmem::rfind(line, name)? + name.len()))
        .max()?;
    let text = line.get(start..)?;
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'\\');
    let end = text.iter().rposition(|byte| !is_space(byte))? + 1;
    let text = text.get(..end)?;
    let begin = text.iter().rposition(is_space).map_or(0, |space| space + 1);
    let word = text.get(begin..)?;
    let opening = word.iter().take_while(|byte| is_quote(byte)).count();
    let closing = word.iter().rev().take_while(|byte| is_quote(byte)).count();
    // `\n` in front of the quote is no part of it.
    let word = word.get(opening..word.len().checked_sub(closing)?)?;
    let word = if closing > 0 {
        word.strip_suffix(b"\\n").unwrap_or(word)
    } else {
        word
    };
    let begin = start + begin + opening;
    (!word.is_empty()).then(|| begin..begin + word.len())
}
