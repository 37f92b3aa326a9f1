//! Headers of HTTP that are written with their name.

use std::ops::Range;

/// The value of a header that is written in quotes with its name: `'X-Token: value'`.
pub(super) fn quoted(bytes: &[u8], name: &Range<usize>, rest: &[u8]) -> Option<usize> {
    let quote = name.start.checked_sub(1).and_then(|at| bytes.get(at))?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let end = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || byte == quote || *byte == b'\\')?;
    let behind = rest.get(end..)?;
    let slashes = behind.iter().take_while(|byte| **byte == b'\\').count();
    (behind.get(slashes) == Some(quote)).then_some(end)
}

/// Whether a name is that of a header: it has a dash, or stands where clients are given headers.
pub(super) fn is_name(bytes: &[u8], name: &Range<usize>) -> bool {
    let before = bytes
        .get(..name.start.saturating_sub(1))
        .unwrap_or_default();
    let given = before.trim_ascii_end().ends_with(b"-H");
    given
        || bytes
            .get(name.clone())
            .is_some_and(|name| name.contains(&b'-'))
}

/// Whether a name is one of those that headers have which applications make up.
pub(super) fn is_extension(name: &[u8]) -> bool {
    name.get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case(b"x-"))
}
