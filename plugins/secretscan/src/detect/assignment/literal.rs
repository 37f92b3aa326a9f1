//! Texts in quotes, as source code and data write them, and block scalars.

use std::ops::Range;

/// The range of a quoted text, without the quotes and what may stand before them.
pub(in super::super) fn quoted(rest: &[u8]) -> Option<Range<usize>> {
    if let [quote @ (b'"' | b'\''), second, third, ..] = rest
        && [second, third] == [quote, quote]
    {
        return fenced(rest);
    }
    // Prefixes of string literals: Python, C#, C++, Rust.
    let letters = rest
        .iter()
        .take(2)
        .take_while(|byte| b"rRbBuULN@".contains(byte))
        .count();
    let raw = rest.get(letters..).unwrap_or_default();
    let marks = raw.iter().take(2).take_while(|byte| **byte == b'#').count();
    let prefix = letters + if letters > 0 { marks } else { 0 };
    let open = rest.get(prefix..)?;
    let slashes = open
        .iter()
        .take(8)
        .take_while(|byte| **byte == b'\\')
        .count();
    let quote = *open.get(slashes)?;
    if !matches!(quote, b'"' | b'\'' | b'`') {
        return None;
    }
    let start = prefix + slashes + 1;
    let mut at = start;
    let body = loop {
        let found = memchr::memchr2(quote, b'\n', rest.get(at..)?)?;
        at += found;
        if rest.get(at) == Some(&b'\n') {
            return None;
        }
        let before = rest
            .get(start..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count();
        if before == slashes || (slashes == 0 && before % 2 == 0) {
            break start..at - before.min(slashes);
        }
        at += 1;
    };
    // A text that goes on behind the quote is no literal: `"prefix" + rest`.
    let behind = rest.get(at + 1..).unwrap_or_default().trim_ascii_start();
    let goes_on = matches!(
        behind,
        [b'+', ..] | [b'%', b' ' | b'(', ..] | [b'.', b'f', b'o', b'r', b'm', ..]
    );
    (!goes_on && !body.is_empty()).then_some(body)
}

/// The range of a text between brackets: `[[text]]` (Lua), `%q(text)` (Ruby), `q{text}` (Perl).
pub(super) fn delimited(rest: &[u8]) -> Option<Range<usize>> {
    let (start, end): (usize, &[u8]) = match rest {
        [b'[', b'[', ..] => (2, b"]]"),
        [b'%' | b'q', b'(', ..] => (2, b")"),
        [b'q', b'{', ..] => (2, b"}"),
        [b'%', b'q' | b'Q', open, ..] | [b'q', b'q', open, ..] => match open {
            b'(' => (3, b")"),
            b'{' => (3, b"}"),
            b'[' => (3, b"]"),
            _ => return None,
        },
        _ => return None,
    };
    let text = rest.get(start..)?;
    let length = memchr::memmem::find(text, end)?;
    let plain = |byte: &u8| !byte.is_ascii_whitespace() && !b"\"'`".contains(byte);
    let is_word = length > 0 && text.get(..length)?.iter().all(plain);
    is_word.then_some(start..start + length)
}

/// The range of a text between three quotes each, if it is one line.
fn fenced(rest: &[u8]) -> Option<Range<usize>> {
    let (fence, inner) = rest.split_at_checked(3)?;
    let length = memchr::memmem::find(inner, fence)?;
    let text = inner.get(..length)?;
    let start = 3 + (text.len() - text.trim_ascii_start().len());
    let text = text.trim_ascii();
    let is_line = !text.is_empty() && !text.contains(&b'\n');
    is_line.then(|| start..start + text.len())
}

/// The range of the only line of a block scalar (YAML 1.2, 8.1).
pub(super) fn block(rest: &[u8]) -> Option<Range<usize>> {
    let header = rest
        .strip_prefix(b"|")
        .or_else(|| rest.strip_prefix(b">"))?;
    let end = memchr::memchr(b'\n', header.get(..header.len().min(40))?)?;
    let known = |byte: &u8| byte.is_ascii_digit() || b"+- \t\r".contains(byte);
    if !header.get(..end)?.iter().all(known) {
        return None;
    }
    let start = end + 2;
    let body = rest.get(start..)?;
    let length = memchr::memchr(b'\n', body).unwrap_or(body.len());
    let line = body.get(..length)?;
    let indent = |line: &[u8]| line.len() - line.trim_ascii_start().len();
    let next = body.get(length + 1..).unwrap_or_default();
    let next = next.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let goes_on = !next.trim_ascii().is_empty() && indent(next) >= indent(line);
    let value = line.trim_ascii();
    let start = start + indent(line);
    (indent(line) > 0 && !goes_on && !value.is_empty()).then(|| start..start + value.len())
}
