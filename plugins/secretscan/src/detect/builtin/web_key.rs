//! Private keys as JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037 section 2): the member `d` of
//! those for signatures, `k` of those for message authentication codes.

use std::ops::Range;

use super::super::{overlap::Rank, search::Search, value};
use crate::rules::Builtin;

/// How far the other members of a key may be.
const REACH: usize = 6 << 10;
/// Shortest private part: 31 bytes, where the first of 32 is left out.
const SHORTEST: usize = 42;

/// Looks at a `"kty"`.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let from = at.start.saturating_sub(REACH);
    let before = bytes.get(from..at.start).unwrap_or_default();
    let Some(opening) = memchr::memrchr2(b'{', b'}', before) else {
        return;
    };
    let after = bytes.get(at.end..).unwrap_or_default();
    let after = after.get(..REACH.min(after.len())).unwrap_or_default();
    let Some(closing) = memchr::memchr2(b'{', b'}', after) else {
        return;
    };
    let part: &[u8] = match member(after) {
        Some(kind) => match after.get(kind) {
            Some(b"EC" | b"OKP" | b"RSA") => b"d",
            Some(b"oct") => b"k",
            _ => return,
        },
        None => return,
    };
    let object = from + opening..at.end + closing;
    let Some(range) = private_part(bytes, object, part) else {
        return;
    };
    let told = bytes.get(range.clone()).unwrap_or_default();
    let is_one = told.len() >= SHORTEST
        && told
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(byte))
        && value::is_random(told)
        && !value::is_placeholder(told);
    if is_one {
        search.add_builtin(Builtin::PrivateKey, Rank::Token, range);
    }
}

/// Where the text of the member is that has this name.
fn private_part(bytes: &[u8], object: Range<usize>, name: &[u8]) -> Option<Range<usize>> {
    let text = bytes.get(object.clone())?;
    let mut at = 0;
    while let Some(offset) = memchr::memmem::find(text.get(at..)?, name) {
        let start = at + offset;
        at = start + name.len();
        let opens = start.checked_sub(1).and_then(|before| text.get(before)) == Some(&b'"');
        let rest = text.get(at..)?;
        let quote = rest.strip_prefix(b"\\").unwrap_or(rest);
        if opens
            && let Some(behind) = quote.strip_prefix(b"\"")
            && let Some(range) = member(behind)
        {
            let start = object.start + (text.len() - behind.len());
            return Some(start + range.start..start + range.end);
        }
    }
    None
}

/// Where the text is that a member is set to whose name ends here; quotes may be escaped.
fn member(rest: &[u8]) -> Option<Range<usize>> {
    let is_space = |byte: &&u8| byte.is_ascii_whitespace();
    let mut at = rest.iter().take_while(is_space).count();
    if rest.get(at) != Some(&b':') {
        return None;
    }
    at += 1;
    at += rest.get(at..)?.iter().take_while(is_space).count();
    at += usize::from(rest.get(at) == Some(&b'\\'));
    if rest.get(at) != Some(&b'"') {
        return None;
    }
    at += 1;
    let length = memchr::memchr2(b'"', b'\\', rest.get(at..)?)?;
    Some(at..at + length)
}
