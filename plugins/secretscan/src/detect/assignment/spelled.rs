//! How a value is written: quoted, to the end of the line, or up to the next space.

use std::ops::Range;

use super::{
    super::{builtin::connection, value::Origin},
    flow::flow,
    separator::{Kind, Separator, is_extension_header},
    wrapping::wrapping,
};

/// A value as it is written.
pub(super) struct Spelled {
    pub(super) range: Range<usize>,
    pub(super) origin: Origin,
}

/// Longest value that is read.
const VALUE: usize = 2048;

/// Reads the value behind a separator; nothing where it is no literal text.
pub(super) fn spelled(bytes: &[u8], name: &Range<usize>, separator: &Separator) -> Option<Spelled> {
    let rest = bytes.get(separator.value..)?;
    let rest = rest.get(..VALUE.min(rest.len())).unwrap_or(rest);
    if separator.kind == Kind::Element {
        return element(separator, rest);
    }
    let after_type = after_type(rest, separator.kind);
    let typed = if after_type > 0 {
        after_type + wrapping(rest.get(after_type..)?, Kind::Equals)
    } else {
        before_value(rest, separator.kind)
    };
    let start = separator.value + typed;
    let rest = rest.get(typed..)?;
    if let Some(range) = quoted(rest) {
        // What stands between backticks is run by a shell.
        let is_run = separator.kind == Kind::TightEquals && rest.first() == Some(&b'`');
        if is_run && rest.get(range.clone())?.contains(&b' ') {
            return None;
        }
        let origin = match separator.kind {
            // Names in quotes are data, not variables.
            Kind::Neighbour | Kind::Space | Kind::Header => Origin::Line,
            Kind::Call | Kind::Login if !ends_argument(rest, range.end) => return None,
            Kind::Argument if !is_argument(rest.get(range.clone())?) => return None,
            Kind::Comma if is_listed(bytes, separator, name, rest.get(range.clone())?) => {
                return None;
            }
            _ if is_environment(bytes, name, separator) => Origin::Line,
            _ => Origin::Text,
        };
        return Some(Spelled {
            range: start + range.start..start + range.end,
            origin,
        });
    }
    if after_type > 0 {
        return None;
    }
    if separator.kind == Kind::Colon
        && let Some(range) = block(rest)
    {
        return Some(Spelled {
            range: start + range.start..start + range.end,
            origin: Origin::Line,
        });
    }
    bare(bytes, name, separator, rest).map(|(length, origin)| Spelled {
        range: start..start + length,
        origin,
    })
}

/// The text of an element.
fn element(separator: &Separator, rest: &[u8]) -> Option<Spelled> {
    let length = memchr::memchr(b'<', rest)?;
    let value = rest.get(..length)?.trim_ascii_end();
    let value = value.strip_suffix(b"]]>").unwrap_or(value);
    // What an element says it is in an attribute may be a label.
    let is_label = !separator.quote.is_empty() && value.iter().any(u8::is_ascii_whitespace);
    let closes = rest
        .get(length..)
        .is_some_and(|rest| rest.starts_with(b"</"));
    (closes && !is_label && !value.contains(&b'\n')).then(|| Spelled {
        range: separator.value..separator.value + value.len(),
        origin: Origin::Line,
    })
}

/// Whether both are but two of several names: the first of a call's arguments may be a name.
fn is_listed(bytes: &[u8], separator: &Separator, name: &Range<usize>, value: &[u8]) -> bool {
    let before = name.start.saturating_sub(separator.quote.len());
    let before = bytes.get(..before).unwrap_or_default().trim_ascii_end();
    !before.ends_with(b"(") && !before.ends_with(b"{") && !value.iter().any(u8::is_ascii_digit)
}

/// Whether an argument of a call ends behind a quote.
fn ends_argument(rest: &[u8], end: usize) -> bool {
    let behind = rest.get(end..).unwrap_or_default();
    let slashes = behind.iter().take_while(|byte| **byte == b'\\').count();
    let behind = behind.get(slashes + 1..).unwrap_or_default();
    matches!(behind.trim_ascii_start().first(), Some(b')' | b','))
}

/// The length of what may stand before a value and is no part of it.
fn before_value(rest: &[u8], kind: Kind) -> usize {
    let known: &[&[u8]] = match kind {
        Kind::Comma => &[b"default=", b"default: ", b"fallback=", b"=> "],
        Kind::Colon => &[b"!unsafe ", b"!!str "],
        Kind::Space => &[b"--plaintext "],
        _ => &[],
    };
    let known = known.iter().find(|known| rest.starts_with(known));
    known.map_or_else(|| wrapping(rest, kind), |known| known.len())
}

/// The length of a type between the name and `=`: `password: &str = "..."`.
fn after_type(rest: &[u8], kind: Kind) -> usize {
    if kind != Kind::Colon {
        return 0;
    }
    let length = rest
        .iter()
        .take(40)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_&<>[]'|?. :".contains(byte))
        .count();
    match rest.get(length..) {
        Some([b'=', next, ..]) if length > 0 && *next != b'=' => {
            let space = rest
                .get(length + 1..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| **byte == b' ')
                .count();
            length + 1 + space
        }
        _ => 0,
    }
}

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
        [b'+' | b'%', ..] | [b'.', b'f', b'o', b'r', b'm', ..]
    );
    (!goes_on && !body.is_empty()).then_some(body)
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
fn block(rest: &[u8]) -> Option<Range<usize>> {
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

/// A value without quotes.
fn bare(
    bytes: &[u8],
    name: &Range<usize>,
    separator: &Separator,
    rest: &[u8],
) -> Option<(usize, Origin)> {
    if !separator.quote.is_empty() && separator.kind != Kind::Neighbour {
        return None;
    }
    let in_quotes = separator.kind == Kind::Colon && header(bytes, name, rest).is_some();
    let length = match separator.kind {
        Kind::Comma | Kind::Element | Kind::Call | Kind::Login => return None,
        Kind::Fallback => expansion(rest)?,
        Kind::TightEquals | Kind::Space => word(bytes, name, rest),
        Kind::Argument | Kind::Header => argument(rest),
        Kind::Cell => cell(rest)?,
        Kind::Colon if in_quotes => header(bytes, name, rest)?,
        Kind::Colon => match line(bytes, name, separator, rest) {
            Some(length) => length,
            None => return flow(rest).map(|length| (length, Origin::Line)),
        },
        Kind::Equals | Kind::Neighbour => line(bytes, name, separator, rest)?,
    };
    let value = rest.get(..length)?;
    let end = separator.value + length;
    let origin = match separator.kind {
        Kind::TightEquals if connection::is_field(bytes, name.start, end) => Origin::Field,
        Kind::TightEquals if is_environment(bytes, name, separator) => Origin::Line,
        Kind::Space | Kind::Neighbour | Kind::Fallback | Kind::Header => Origin::Line,
        Kind::Colon if in_quotes && is_name_of_header(bytes, name) => Origin::Line,
        Kind::Colon if bytes.get(name.clone()).is_some_and(is_extension_header) => Origin::Line,
        _ => Origin::Bare,
    };
    let behind = rest.get(length..).unwrap_or_default();
    // Calls, members and ends of statements are code.
    let code = [rest.get(length), value.last()]
        .into_iter()
        .flatten()
        .any(|next| match origin {
            Origin::Bare if matches!(separator.kind, Kind::Argument | Kind::Cell) => {
                !is_argument(value)
            }
            Origin::Bare if *next == b',' && is_option(bytes, name, behind) => false,
            Origin::Bare => b";,)}([{".contains(next) && !has_symbol(value),
            Origin::Line => b"([{$".contains(next),
            _ => false,
        });
    (!code && !value.is_empty()).then_some((length, origin))
}

/// What an expansion has instead of a value: up to its brace.
fn expansion(rest: &[u8]) -> Option<usize> {
    let end = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || b"}$\"'`{".contains(byte))?;
    (rest.get(end) == Some(&b'}')).then_some(end)
}

/// The argument of a directive.
fn argument(rest: &[u8]) -> usize {
    let length = rest
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || *byte == 0)
        .unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    length - usize::from(word.ends_with(b";"))
}

/// The text of a cell, which is one word.
fn cell(rest: &[u8]) -> Option<usize> {
    let end = rest.iter().position(|byte| matches!(byte, b'|' | b'\n'))?;
    let text = rest.get(..end)?.trim_ascii_end();
    let is_word = !text.iter().any(u8::is_ascii_whitespace);
    (rest.get(end) == Some(&b'|') && is_word).then_some(text.len())
}

/// Whether an assignment is one of several that commas separate and no call has, as in the options
/// of mounts.
fn is_option(bytes: &[u8], name: &Range<usize>, behind: &[u8]) -> bool {
    let before = bytes
        .get(name.start.saturating_sub(160)..name.start)
        .unwrap_or_default();
    let word = before.rsplit(u8::is_ascii_whitespace).next();
    let word = word.unwrap_or_default();
    let next = behind.iter().skip(1);
    let mut next = next.skip_while(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte));
    let is_one = word.contains(&b'=') || next.next() == Some(&b'=');
    is_one && word.ends_with(b",") && !word.iter().any(|byte| b"()[]{}".contains(byte))
}

/// Whether a word is no declaration, no list, no further setting and no mark of a typesetter.
fn is_argument(word: &[u8]) -> bool {
    let padding = word.iter().rev().take_while(|byte| **byte == b'=').count();
    let inner = word.get(..word.len() - padding).unwrap_or_default();
    !inner.iter().any(|byte| b"()[]{}<>\\\"'`,=".contains(byte))
        && !matches!(word.first(), Some(b'*' | b'&'))
}

/// The value of a header that is written in quotes with its name: `'X-Token: value'`.
fn header(bytes: &[u8], name: &Range<usize>, rest: &[u8]) -> Option<usize> {
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
fn is_name_of_header(bytes: &[u8], name: &Range<usize>) -> bool {
    let before = bytes
        .get(..name.start.saturating_sub(1))
        .unwrap_or_default();
    let given = before.trim_ascii_end().ends_with(b"-H");
    given
        || bytes
            .get(name.clone())
            .is_some_and(|name| name.contains(&b'-'))
}

/// Whether a name is one of an environment, set as shells, Dockerfiles and env files do it.
fn is_environment(bytes: &[u8], name: &Range<usize>, separator: &Separator) -> bool {
    let word = bytes.get(name.clone()).unwrap_or_default();
    let flag = word.starts_with(b"--") || word.starts_with(b"-D");
    let upper = word
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    separator.kind == Kind::TightEquals && (flag || upper)
}

/// A value up to the next space or delimiter; where it is the rest of a line that begins with its
/// name, as in env files, up to the end of the line.
fn word(bytes: &[u8], name: &Range<usize>, rest: &[u8]) -> usize {
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

/// A value up to the end of its line, where name and value are all of it.
fn line(bytes: &[u8], name: &Range<usize>, separator: &Separator, rest: &[u8]) -> Option<usize> {
    if separator.kind != Kind::Neighbour {
        let before = bytes.get(name.start.saturating_sub(80)..name.start)?;
        let before = before.rsplit(|byte| *byte == b'\n').next()?;
        if !before.iter().all(|byte| b" \t-\"'".contains(byte)) {
            let says = separator.kind == Kind::Colon && before.ends_with(b" ");
            return if says { said(rest) } else { None };
        }
    }
    let end = rest
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .unwrap_or(rest.len());
    let line = rest.get(..end)?;
    let line = memchr::memmem::find(line, b" #")
        .and_then(|comment| line.get(..comment))
        .unwrap_or(line);
    let line = line.trim_ascii_end();
    let plain = !line.iter().any(|byte| b" \t\"'`(){}<>\\".contains(byte));
    (plain && !matches!(line.last(), Some(b',' | b';'))).then_some(line.len())
}

/// What a line of a log or of some notes says at its end: `created admin with password: x`.
fn said(rest: &[u8]) -> Option<usize> {
    let end = rest
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(rest.len());
    let is_last = !matches!(rest.get(end), Some(b' ' | b'\t'));
    let word = rest.get(..end)?;
    let word = word.strip_suffix(b".").unwrap_or(word);
    (is_last && is_argument(word) && !word.contains(&b';')).then_some(word.len())
}

/// Whether a value has a character that no identifier, number or operator chain has.
pub(super) fn has_symbol(value: &[u8]) -> bool {
    value.iter().any(|byte| b"!@#$%^*~+".contains(byte))
}
