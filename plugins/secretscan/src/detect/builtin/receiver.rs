//! A literal that is asked whether it equals a variable: `"value".equals(password)`.

use std::ops::Range;

use super::super::{search::Search, value::Origin};

/// Longest literal.
const LONGEST: usize = 256;

/// Looks at the end of a literal and the method that is called on it.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let from = at.start.saturating_sub(LONGEST);
    let before = bytes.get(from..at.start).unwrap_or_default();
    let Some(opening) = memchr::memrchr2(b'"', b'\n', before) else {
        return;
    };
    let range = from + opening + 1..at.start;
    let is_literal = before.get(opening) == Some(&b'"') && !range.is_empty();
    let argument = bytes.get(at.end..).unwrap_or_default();
    let length = argument
        .iter()
        .take(LONGEST)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(byte))
        .count();
    let name = argument.get(..length).unwrap_or_default();
    if is_literal && !name.is_empty() {
        search.assigned(&[], name, range, Origin::Text);
    }
}
