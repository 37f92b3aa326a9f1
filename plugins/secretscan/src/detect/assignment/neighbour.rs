//! A name that is itself a value, with what it is given beside it: `"name": "X", "value": "Y"`, in
//! either order, as lists of JSON, YAML and attributes of XML have it.

use std::ops::Range;

use super::literal::quoted;

/// How far the other of the two may be.
const REACH: usize = 240;

/// Keys whose value is a name.
const NAMING: [&[u8]; 7] = [b"name", b"Name", b"key", b"Key", b"NAME", b"KEY", b"env"];

/// Keys whose value is what was named.
const HOLDING: [&[u8]; 7] = [
    b"value",
    b"Value",
    b"VALUE",
    b"defaultValue",
    b"default_value",
    b"envDefault",
    b"val",
];

/// Where the value is that belongs to the name; `at` is behind its quote.
pub(super) fn neighbour(bytes: &[u8], name: &Range<usize>, at: usize) -> Option<usize> {
    let before = bytes.get(name.start.saturating_sub(32)..name.start)?;
    let key = trimmed(before, b" \"'\\:=\t");
    let last = key.last();
    let naming = NAMING
        .iter()
        .find(|word| word.last() == last && key.ends_with(word))?;
    let key_start = name.start - before.len() + key.len() - naming.len();
    behind(bytes, at).or_else(|| ahead(bytes, key_start))
}

/// The value that follows, with other keys of the same map between them at most.
fn behind(bytes: &[u8], at: usize) -> Option<usize> {
    let after = bytes.get(at..at.saturating_add(REACH).min(bytes.len()))?;
    let end = (0..after.len())
        .find(|end| ends_map(after.get(*end..).unwrap_or_default()))
        .unwrap_or(after.len());
    let after = after.get(..end)?;
    let mut from = 0;
    while let Some((found, width)) = after.get(from..).and_then(first_holding) {
        let start = from + found;
        let is_key = after
            .get(..start)
            .and_then(<[u8]>::last)
            .is_none_or(|byte| b" \t\n,\"'".contains(byte))
            || after
                .get(..start)
                .is_some_and(|before| before.ends_with(b"\\n"));
        if let Some(length) = after
            .get(start + width..)
            .filter(|_| is_key)
            .and_then(joint)
        {
            return Some(at + start + width + length);
        }
        from = start + width;
    }
    None
}

/// The value that stands before.
fn ahead(bytes: &[u8], key: usize) -> Option<usize> {
    let before = bytes.get(key.saturating_sub(REACH)..key)?;
    let from = (0..before.len()).rev().find_map(|at| {
        let rest = before.get(at..)?;
        let word = HOLDING.iter().find(|word| rest.starts_with(word))?;
        Some(at + word.len())
    })?;
    let value = from + joint(before.get(from..)?)?;
    let rest = before.get(value..)?;
    // Nothing but what separates two keys may stand behind the value.
    let length = quoted(rest).map_or_else(
        || {
            rest.iter()
                .position(|byte| b",\n\"'".contains(byte))
                .unwrap_or(rest.len())
        },
        |range| range.end,
    );
    let between = rest.get(length..)?;
    let apart = between
        .iter()
        .all(|byte| byte.is_ascii_whitespace() || b"\\\"',n".contains(byte));
    (apart && !between.is_empty()).then(|| key - before.len() + value)
}

/// Whether a map ends here: what follows belongs to another.
fn ends_map(rest: &[u8]) -> bool {
    match rest {
        [b'{' | b'}' | b'<' | b'>', ..] | [b'\n', b'\n', ..] => true,
        [b'\n', rest @ ..] => rest.trim_ascii_start().starts_with(b"- "),
        _ => false,
    }
}

/// The first word that may be the key of a value, and how long it is.
fn first_holding(text: &[u8]) -> Option<(usize, usize)> {
    HOLDING
        .iter()
        .filter_map(|word| Some((memchr::memmem::find(text, word)?, word.len())))
        .min_by_key(|(found, width)| (*found, usize::MAX - width))
}

/// How long what joins a key and its value is.
fn joint(after: &[u8]) -> Option<usize> {
    let skip = |text: &[u8], set: &[u8]| text.iter().take_while(|byte| set.contains(byte)).count();
    let mut length = skip(after, b"\\\"'");
    length += skip(after.get(length..)?, b" \t");
    matches!(after.get(length), Some(b':' | b'=')).then_some(())?;
    length += 1;
    Some(length + skip(after.get(length..)?, b" \t"))
}

/// Bytes without some at their end.
fn trimmed<'b>(bytes: &'b [u8], set: &[u8]) -> &'b [u8] {
    let kept = bytes.iter().rposition(|byte| !set.contains(byte));
    bytes
        .get(..kept.map_or(0, |last| last + 1))
        .unwrap_or_default()
}
