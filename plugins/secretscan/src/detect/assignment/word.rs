//! Values up to a space or a delimiter.

use std::ops::Range;

/// A value up to the next space or delimiter; where it is the rest of a line that begins with its
/// name, as in env files, up to the end of the line.
pub(super) fn word(bytes: &[u8], name: &Range<usize>, rest: &[u8]) -> usize {
    let space = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || *byte == 0)
        .unwrap_or(rest.len());
    let before = bytes
        .get(name.start.saturating_sub(80)..name.start)
        .unwrap_or_default();
    let before = before
        .rsplit(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default()
        .trim_ascii();
    let first = matches!(
        before,
        b"" | b"export" | b"ENV" | b"ARG" | b"set" | b"-" | b"#"
    );
    let last = matches!(rest.get(space), None | Some(b'\n' | b'\r'));
    let escaped = rest.get(..space).unwrap_or_default().contains(&b'\\');
    // The arguments of a build in an image's history: `|2 A=x B=y /bin/sh -c make`.
    let history = matches!(before, [b'|', b'0'..=b'9', ..]);
    let form = memchr::memchr(b'&', rest.get(..space).unwrap_or_default())
        .is_some_and(|at| begins_field(rest.get(at + 1..).unwrap_or_default()));
    if (first && last || history) && !escaped && !form {
        return space;
    }
    let query = before.ends_with(b"?") || before.ends_with(b"&");
    let rest = rest.get(..space).unwrap_or(rest);
    (0..rest.len())
        .find(|at| match rest.get(*at..) {
            Some([b'&', next @ ..]) => query || begins_field(next),
            // What a message says of it goes on behind a colon.
            Some([b':']) => true,
            Some([byte, ..]) => b"\"'`;,|()<>{}[]\\".contains(byte),
            _ => true,
        })
        .unwrap_or(rest.len())
}

/// Whether behind an ampersand another field of a form begins, or another command.
fn begins_field(rest: &[u8]) -> bool {
    let name = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
        .count();
    rest.first() == Some(&b'&') || (name > 0 && rest.get(name) == Some(&b'='))
}
