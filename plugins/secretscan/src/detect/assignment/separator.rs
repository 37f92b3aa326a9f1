//! What stands between a name and its value.

use std::ops::Range;

/// How a name is joined with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Separator {
    pub(super) kind: Kind,
    /// Where the value begins, quote included.
    pub(super) value: usize,
    /// How the name is quoted: backslashes and the quote, or nothing.
    pub(super) quote: Range<usize>,
}

/// Kinds of separators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `=` with nothing on either side.
    TightEquals,
    /// `=`, `:=`, `=>`, with space.
    Equals,
    /// `:`.
    Colon,
    /// `>` of an XML element.
    Element,
    /// A comma between two quoted texts.
    Comma,
    /// Space behind a flag or a word that takes an argument.
    Space,
    /// Another key, `value`, follows.
    Neighbour,
}

/// Most spaces before and behind a separator.
const SPACES: usize = 40;

/// The separator behind a name, if there is one.
pub(super) fn separator(bytes: &[u8], name: &Range<usize>) -> Option<Separator> {
    // The first byte decides for nearly all names.
    let next = *bytes.get(name.end)?;
    match next {
        b'=' | b':' | b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\' | b'>' | b']' | b'?' | b'\n'
        | b'\r' | b'|' => {}
        _ => return None,
    }
    let quote = closing_quote(bytes, name)?;
    let mut at = quote.end;
    // `config["password"] = `, `ENV['X'] = `.
    if !quote.is_empty() && bytes.get(at) == Some(&b']') {
        at += 1;
    }
    if next == b'>' && starts_element(bytes, name) {
        return Some(Separator {
            kind: Kind::Element,
            value: name.end + 1,
            quote,
        });
    }
    let spaces = spaces(bytes, at);
    let here = bytes.get(at + spaces..)?;
    let (kind, width) = match here {
        [b'=', b'=' | b'~', ..] | [b':', b':', ..] => return None,
        [b':' | b'?', b'=', ..] | [b'=', b'>', ..] => (Kind::Equals, 2),
        [b'|', b'|', b'=', ..] => (Kind::Equals, 3),
        [b'=', next, ..] if spaces == 0 && !matches!(next, b' ' | b'\t') => (Kind::TightEquals, 1),
        [b'=', ..] => (Kind::Equals, 1),
        [b':', ..] => (Kind::Colon, 1),
        [b',', ..] if !quote.is_empty() => (Kind::Comma, 1),
        _ if spaces > 0 && quote.is_empty() && takes_argument(bytes, name) => (Kind::Space, 0),
        _ => (Kind::Neighbour, 0),
    };
    let behind = at + spaces + width;
    if kind == Kind::Neighbour || kind == Kind::Comma {
        // `"name": "X", "value": "Y"` and the like.
        if let Some(value) = neighbour(bytes, name, at) {
            return Some(Separator {
                kind: Kind::Neighbour,
                value,
                quote,
            });
        }
        if kind == Kind::Neighbour {
            return None;
        }
    }
    let value = behind + self::spaces(bytes, behind);
    Some(Separator { kind, value, quote })
}

/// Spaces and tabs at a place.
fn spaces(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(SPACES)
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

/// The quote behind a name, with its backslashes; empty where the name is not quoted, and nothing
/// where a quote behind it has no equal before it.
fn closing_quote(bytes: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let after = bytes.get(name.end..)?;
    let slashes = after
        .iter()
        .take(8)
        .take_while(|byte| **byte == b'\\')
        .count();
    let Some(quote @ (b'"' | b'\'' | b'`')) = after.get(slashes) else {
        return (slashes == 0).then_some(name.end..name.end);
    };
    let width = slashes + 1;
    let before = name
        .start
        .checked_sub(width)
        .and_then(|start| bytes.get(start..name.start))?;
    let (slashes_before, quote_before) = before.split_at_checked(slashes)?;
    let equal = slashes_before.iter().all(|byte| *byte == b'\\') && quote_before == [*quote];
    equal.then_some(name.end..name.end + width)
}

/// Whether a name is the name of an XML element, which may have a prefix.
fn starts_element(bytes: &[u8], name: &Range<usize>) -> bool {
    let before = bytes
        .get(name.start.saturating_sub(24)..name.start)
        .unwrap_or_default();
    let prefix = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':')
        .count();
    before
        .get(..before.len() - prefix)
        .is_some_and(|before| before.ends_with(b"<"))
}

/// Whether a value may follow a name with nothing but space between them: a flag, an `ENV` of a
/// Dockerfile, a word of netrc, a directive.
fn takes_argument(bytes: &[u8], name: &Range<usize>) -> bool {
    let word = bytes.get(name.clone()).unwrap_or_default();
    if word.starts_with(b"--") || (word.starts_with(b"-") && word.len() > 4) {
        return true;
    }
    let line = bytes
        .get(name.start.saturating_sub(200)..name.start)
        .and_then(|before| before.rsplit(|byte| *byte == b'\n').next())
        .unwrap_or_default();
    let line = line.trim_ascii();
    if word == b"password" {
        return memchr::memmem::find(line, b"login ").is_some();
    }
    let directive =
        line.is_empty() && matches!(word, b"requirepass" | b"masterauth" | b"bindpw" | b"rootpw");
    directive || line.ends_with(b"ENV") || line.ends_with(b"setenv") || line.ends_with(b"SetEnv")
}

/// Where the value of a following `value` key is, when the name is itself the value of a `name`.
fn neighbour(bytes: &[u8], name: &Range<usize>, at: usize) -> Option<usize> {
    let before = bytes.get(name.start.saturating_sub(32)..name.start)?;
    let mut before = before;
    while let [rest @ .., b' ' | b'"' | b'\'' | b'\\' | b':' | b'=' | b'\t'] = before {
        before = rest;
    }
    let named = [&b"name"[..], b"Name", b"key", b"Key", b"NAME"]
        .iter()
        .any(|word| before.ends_with(word));
    if !named {
        return None;
    }
    let after = bytes.get(at..at.saturating_add(200).min(bytes.len()))?;
    let skip = |text: &[u8], set: &[u8]| text.iter().take_while(|byte| set.contains(byte)).count();
    let mut here = skip(after, b" \t\r\n,\\\"'");
    // The escape for the end of a line, in JSON in JSON.
    while let Some([b'n', ..]) = after
        .get(here..)
        .filter(|_| after.get(here.wrapping_sub(1)) == Some(&b'\\'))
    {
        here += 1 + skip(after.get(here + 1..)?, b" \t\r\n,\\\"'");
    }
    let rest = after.get(here..)?;
    let word = [&b"value"[..], b"Value", b"VALUE"]
        .into_iter()
        .find(|word| rest.starts_with(word))?;
    here += word.len();
    here += skip(after.get(here..)?, b"\\\"'");
    here += skip(after.get(here..)?, b" \t");
    matches!(after.get(here), Some(b':' | b'=')).then_some(())?;
    here += 1;
    here += skip(after.get(here..)?, b" \t");
    Some(at + here)
}
