//! Texts of names and values, a pair a line: environment files, Java properties, INI and what looks
//! like it (TOML, AWS credentials, .npmrc).
//!
//! Sources: `java.util.Properties.load`; the INI dialects of Python's `configparser` and git-config;
//! TOML 1.0; docker compose "env file" and dotenv for environment files.

use std::{borrow::Cow, ops::Range};

/// How pairs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Dialect {
    /// `export NAME="value"`
    Dotenv,
    /// `name=value`, `name: value`, `name value`, with escapes and continued lines
    Properties,
    /// `[section]`, `name = value`
    Ini,
}

/// A name and its value.
#[derive(PartialEq, Eq)]
pub(in super::super) struct Pair<'t> {
    pub(in super::super) section: Option<&'t str>,
    pub(in super::super) name: Cow<'t, str>,
    pub(in super::super) value: Cow<'t, str>,
    /// The line it begins on, counted from 1.
    pub(in super::super) line: usize,
    /// Where all of it stands.
    pub(in super::super) range: Range<usize>,
}

impl Dialect {
    /// Every pair of a text; lines that are none are left out.
    pub(in super::super) fn pairs(self, text: &str) -> Vec<Pair<'_>> {
        let mut pairs = Vec::new();
        let mut section = None;
        let mut line = 1;
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let (content, indent) = trimmed(rest);
            let start = at + indent;
            let mut length = line_length(rest);
            if let Some(name) = section_name(content, self) {
                section = Some(name);
            } else if !is_comment(content, self)
                && let Some((name, value, used)) = self.pair(rest.get(indent..).unwrap_or_default())
            {
                length = length.max(indent + used);
                let range = start..start + used;
                pairs.push(Pair {
                    section,
                    name,
                    value,
                    line,
                    range,
                });
            }
            let taken = rest.as_bytes().get(..length).unwrap_or(rest.as_bytes());
            line += memchr::memchr_iter(b'\n', taken).count();
            // A pair may end within a line; what follows on it is passed over.
            let remainder = text.get(at + length..).unwrap_or_default();
            let whole = taken.ends_with(b"\n") || remainder.is_empty();
            let skipped = if whole { 0 } else { line_length(remainder) };
            line += usize::from(
                remainder
                    .get(..skipped)
                    .is_some_and(|rest| rest.ends_with('\n')),
            );
            at += length + skipped;
        }
        pairs
    }

    /// Name, value, and how far they reach, of the pair that a text begins with.
    fn pair(self, text: &str) -> Option<(Cow<'_, str>, Cow<'_, str>, usize)> {
        if self == Self::Properties {
            return property(text);
        }
        let line = text.get(..line_length(text))?;
        let separators: &[char] = if self == Self::Dotenv {
            &['=']
        } else {
            &['=', ':']
        };
        let end = name_end(line, separators)?;
        let name = line.get(..end)?.trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim();
        let name = name.trim_matches(['"', '\'']);
        let after = text.get(end + 1..)?;
        // A URL is no name, and its scheme is none either.
        let is_scheme = line.get(end..)?.starts_with("://");
        // A separator within quotes belongs to what they hold.
        let is_within = name.contains(['"', '\'']);
        if name.is_empty() || is_scheme || is_within || name.contains("://") {
            return None;
        }
        // A directive with a user and a password: `stats auth admin:word`.
        let is_colon = line.get(end..)?.starts_with(':');
        if is_colon && name.contains(' ') && !after.starts_with([' ', '\t']) {
            return None;
        }
        let value = after.trim_start_matches([' ', '\t']);
        let start = end + 1 + (after.len() - value.len());
        let (value, length) = quoted(value).or_else(|| self.unquoted(value))?;
        // What looks like a separator is the padding of base64: `password VALUE==`, or all of a line.
        let may_be_base64 = name.len() >= BASE64 && name.bytes().all(is_base64);
        if (name.contains(' ') || may_be_base64) && value.bytes().all(|byte| byte == b'=') {
            return None;
        }
        Some((Cow::Borrowed(name), value, start + length))
    }

    /// A value that ends with its line, or before a comment.
    fn unquoted(self, text: &str) -> Option<(Cow<'_, str>, usize)> {
        let line = text.get(..line_length(text))?;
        let line = line.trim_end_matches(['\n', '\r']);
        // An inline table is left to whoever reads the text.
        if self == Self::Ini && line.starts_with('{') && line.contains('=') {
            return None;
        }
        let marks: &[&str] = match self {
            Self::Ini => &[" #", " ;", "\t#", "\t;"],
            _ => &[" #", "\t#"],
        };
        let end = marks.iter().filter_map(|mark| line.find(mark)).min();
        let value = line.get(..end.unwrap_or(line.len()))?.trim_end();
        Some((Cow::Borrowed(value), value.len()))
    }
}

/// From this length on a name may be base64 with padding behind it.
const BASE64: usize = 16;

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// How long the first line is, with its end.
fn line_length(text: &str) -> usize {
    memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |end| end + 1)
}

/// The first line without its indentation, and how deep that is.
fn trimmed(text: &str) -> (&str, usize) {
    let line = text.get(..line_length(text)).unwrap_or(text);
    let content = line.trim_start();
    let indent = line.len() - content.len();
    // An empty line is all indentation: it must not swallow the next.
    (
        content.trim_end(),
        if content.is_empty() { 0 } else { indent },
    )
}

fn is_comment(line: &str, dialect: Dialect) -> bool {
    match dialect {
        Dialect::Dotenv => line.starts_with('#'),
        Dialect::Properties => line.starts_with(['#', '!']),
        Dialect::Ini => line.starts_with(['#', ';']),
    }
}

fn section_name(line: &str, dialect: Dialect) -> Option<&str> {
    if dialect != Dialect::Ini {
        return None;
    }
    let inner = line.strip_prefix('[')?;
    let (name, rest) = inner.rsplit_once(']')?;
    let name = name.trim_matches(['[', ']']).trim();
    (!name.is_empty() && !name.contains(['=', ',']) && !rest.contains('=')).then_some(name)
}

/// Where the name ends: before the first separator that is no part of it, as the colons of
/// `//registry.npmjs.org/:_authToken=…` are.
fn name_end(line: &str, separators: &[char]) -> Option<usize> {
    let equals = line.find('=');
    let colon = line.find(separators);
    match (equals, colon) {
        (Some(equals), Some(colon)) if colon < equals => {
            let after = line.as_bytes().get(colon + 1);
            let is_part = !matches!(after, Some(b' ' | b'\t'));
            Some(if is_part { equals } else { colon })
        }
        (equals, colon) => colon.or(equals),
    }
}

/// A value in quotes, over several lines too, without them; and how long it is with them.
fn quoted(text: &str) -> Option<(Cow<'_, str>, usize)> {
    for fence in ["\"\"\"", "'''"] {
        if let Some(inner) = text.strip_prefix(fence) {
            let end = inner.find(fence)?;
            return Some((Cow::Borrowed(inner.get(..end)?), end + 2 * fence.len()));
        }
    }
    let quote = text
        .bytes()
        .next()
        .filter(|quote| matches!(quote, b'"' | b'\'' | b'`'))?;
    let mut escaped = false;
    let mut has_escapes = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quote == b'"' => {
                escaped = true;
                has_escapes = true;
            }
            byte if byte == quote => {
                let inner = text.get(1..at)?;
                let rest = text
                    .get(at + 1..at + 1 + line_length(text.get(at + 1..)?))?
                    .trim();
                // `"a" + "b"` is an expression, not a value.
                if !(rest.is_empty() || rest.starts_with(['#', ';', ','])) {
                    return None;
                }
                let value = if has_escapes {
                    unescaped(inner)
                } else {
                    Cow::Borrowed(inner)
                };
                return Some((value, at + 1));
            }
            _ => {}
        }
    }
    None
}

fn unescaped(text: &str) -> Cow<'_, str> {
    super::super::escapes::undo(text, super::super::escapes::Escape::Backslash)
        .map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A property, whose lines go on after a backslash.
fn property(text: &str) -> Option<(Cow<'_, str>, Cow<'_, str>, usize)> {
    let length = logical_length(text);
    let logical = text.get(..length)?.trim_end_matches(['\n', '\r']);
    let end = property_name_end(logical);
    let name = unescaped_property(logical.get(..end)?.trim_end());
    let after = logical.get(end..)?.trim_start_matches([' ', '\t', '\u{c}']);
    if after.starts_with("://") {
        return None;
    }
    let value = after.strip_prefix(['=', ':']).unwrap_or(after);
    let value = unescaped_property(value.trim_start_matches([' ', '\t', '\u{c}']));
    (!name.is_empty() && !value.is_empty()).then_some((name, value, logical.len()))
}

/// How long the first logical line is, with its end.
fn logical_length(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let line = rest.get(..line_length(rest)).unwrap_or(rest);
        length += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        let backslashes = content
            .bytes()
            .rev()
            .take_while(|&byte| byte == b'\\')
            .count();
        if backslashes % 2 == 0 || length >= text.len() {
            return length;
        }
    }
}

fn property_name_end(line: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'=' | b':' | b' ' | b'\t' | 0x0c => return at,
            _ => {}
        }
    }
    line.len()
}

/// Without escapes and without the breaks of continued lines.
fn unescaped_property(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some(escaped) = rest.chars().next() else {
            break;
        };
        let mut length = escaped.len_utf8();
        match escaped {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'f' => out.push('\u{c}'),
            '\n' | '\r' => {
                let after = rest.trim_start_matches(['\r', '\n', ' ', '\t', '\u{c}']);
                length = rest.len() - after.len();
            }
            'u' => {
                let digits = rest.get(1..5).filter(|digits| digits.len() == 4);
                let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                match unit {
                    Some(unit) => {
                        out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
                        length = 5;
                    }
                    None => out.push('u'),
                }
            }
            other => out.push(other),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(dialect: Dialect, text: &str) -> Vec<String> {
        dialect
            .pairs(text)
            .iter()
            .map(|pair| {
                let section = pair
                    .section
                    .map(|name| format!("{name}/"))
                    .unwrap_or_default();
                format!("{}:{section}{}={}", pair.line, pair.name, pair.value)
            })
            .collect()
    }

    #[test]
    fn urls_and_padded_base64_are_no_names() {
        for dialect in [Dialect::Dotenv, Dialect::Properties, Dialect::Ini] {
            for text in [
                "https://ci:word@host.example/x\n",
                "postgres://ci:word@host.example/x?a=b\n",
            ] {
                assert!(read(dialect, text).is_empty(), "{text}");
            }
        }
        for text in ["REJfVVNFUj1ncmFuaXRlCg==\n", "REJfVVNFUj1ncmFuaXRlNQo=\n"] {
            assert!(read(Dialect::Dotenv, text).is_empty(), "{text}");
            assert!(read(Dialect::Ini, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn an_environment_file_is_read() {
        let text = "# note\nA=one\nexport B=\"two \\\"words\\\"\" # why\nC='three'\n\nD=\"-----BEGIN\nKEY-----\"\n  E = five # note\nF=a#b\n";
        assert_eq!(
            read(Dialect::Dotenv, text),
            [
                "2:A=one",
                "3:B=two \"words\"",
                "4:C=three",
                "6:D=-----BEGIN\nKEY-----",
                "8:E=five",
                "9:F=a#b"
            ]
        );
    }

    #[test]
    fn java_properties_are_read() {
        let text = "! note\na.b=one\nc : two\nd three words\ne\\ f\\:g=\\u0068i \\\n    there\nh=\n#i=no\nj\\=k = l=m\n";
        assert_eq!(
            read(Dialect::Properties, text),
            [
                "2:a.b=one",
                "3:c=two",
                "4:d=three words",
                "5:e f:g=hi there",
                "9:j=k=l=m"
            ]
        );
    }

    #[test]
    fn the_padding_of_base64_is_no_separator() {
        for dialect in [Dialect::Ini, Dialect::Dotenv] {
            assert!(
                dialect
                    .pairs("user admin password c29tZXRoaW5n==\n")
                    .is_empty()
            );
            assert!(
                dialect
                    .pairs("user admin password c29tZXRoaW4=\n")
                    .is_empty()
            );
        }
    }

    #[test]
    fn ini_files_and_their_relatives_are_read() {
        let text = "top = 1\n[default]\naws_secret_access_key = abc/def ; note\n; no = no\n[a \"b\"]\n\tname: value\nlist = [\"x\", \"y\"]\nt = { p = \"q\" }\nm = '''\nmany\nlines'''\n//registry.npmjs.org/:_authToken=token\n";
        assert_eq!(
            read(Dialect::Ini, text),
            [
                "1:top=1",
                "3:default/aws_secret_access_key=abc/def",
                "6:a \"b\"/name=value",
                "7:a \"b\"/list=[\"x\", \"y\"]",
                "9:a \"b\"/m=\nmany\nlines",
                "12:a \"b\"///registry.npmjs.org/:_authToken=token",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_pairs_stand_where_they_say(
            text in r#"[a-cé =:"'\\#\[\]{}\n\r\t!u0]{0,80}"#
        ) {
            for dialect in [Dialect::Dotenv, Dialect::Properties, Dialect::Ini] {
                let mut last = 0;
                for pair in dialect.pairs(&text) {
                    prop_assert!(pair.range.start >= last);
                    prop_assert!(text.get(pair.range.clone()).is_some());
                    let before = text.get(..pair.range.start).unwrap();
                    prop_assert_eq!(pair.line, before.matches('\n').count() + 1);
                    last = pair.range.end;
                }
            }
        }
    }
}
