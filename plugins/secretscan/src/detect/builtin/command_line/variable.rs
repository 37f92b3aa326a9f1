//! What a variable of a shell was given before a command uses it as a password, whatever it is
//! called: `X=VALUE; mysql -p$X`.

use std::ops::Range;

/// How far before the command the assignment may be.
const REACH: usize = 2048;

/// The value that a word's variable was given in the text before, if the word is nothing else.
pub(super) fn given(bytes: &[u8], word: &Range<usize>) -> Option<Range<usize>> {
    let name = bytes.get(word.clone())?.strip_prefix(b"$")?;
    let braces = name
        .strip_prefix(b"{")
        .and_then(|name| name.strip_suffix(b"}"));
    let name = braces.unwrap_or(name);
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if name.is_empty() || !name.iter().all(plain) {
        return None;
    }
    let from = word.start.saturating_sub(REACH);
    let before = bytes.get(from..word.start)?;
    memchr::memmem::rfind_iter(before, name)
        .find_map(|found| assigned(before, found, found + name.len()))
        .map(|range| from + range.start..from + range.end)
}

/// The literal that is given to the name between these positions.
fn assigned(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    let begins = before.is_none_or(|byte| byte.is_ascii_whitespace() || b";&\"'(".contains(byte));
    let value = text.get(end..)?.strip_prefix(b"=").filter(|_| begins)?;
    let (value, quote) = match value {
        [quote @ (b'"' | b'\''), value @ ..] => (value, Some(*quote)),
        _ => (value, None),
    };
    let length = value.iter().position(|byte| match quote {
        Some(quote) => *byte == quote,
        None => byte.is_ascii_whitespace() || b";&|\"'".contains(byte),
    })?;
    let literal = value.get(..length)?;
    let is_literal = !literal
        .iter()
        .any(|byte| byte.is_ascii_whitespace() || b"$`(){}".contains(byte));
    let start = end + 1 + usize::from(quote.is_some());
    (is_literal && !literal.is_empty()).then(|| start..start + length)
}
