//! How a value is written: quoted, to the end of the line, or up to the next space.

use std::ops::Range;

use super::{
    super::{builtin::connection, value::Origin},
    separator::{Kind, Separator},
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
        let length = rest.iter().position(|byte| matches!(byte, b'<' | b'\n'))?;
        let closes = rest
            .get(length..)
            .is_some_and(|rest| rest.starts_with(b"</"));
        return closes.then_some(Spelled {
            range: separator.value..separator.value + length,
            origin: Origin::Line,
        });
    }
    let typed = after_type(rest, separator.kind);
    let start = separator.value + typed;
    let rest = rest.get(typed..)?;
    if let Some(range) = quoted(rest) {
        let origin = match separator.kind {
            // Names in quotes are data, not variables.
            Kind::Neighbour | Kind::Space => Origin::Line,
            _ if is_environment(bytes, name, separator) => Origin::Line,
            _ => Origin::Text,
        };
        return Some(Spelled {
            range: start + range.start..start + range.end,
            origin,
        });
    }
    if typed > 0 {
        return None;
    }
    bare(bytes, name, separator, rest).map(|(length, origin)| Spelled {
        range: start..start + length,
        origin,
    })
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
fn quoted(rest: &[u8]) -> Option<Range<usize>> {
    // Prefixes of string literals: Python, C#, C++, Rust.
    let prefix = rest
        .iter()
        .take(2)
        .take_while(|byte| b"rRbBuUL@".contains(byte))
        .count();
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
    let length = match separator.kind {
        Kind::Comma | Kind::Element => return None,
        Kind::TightEquals | Kind::Space => word(bytes, name, rest),
        Kind::Equals | Kind::Colon | Kind::Neighbour => line(bytes, name, separator, rest)?,
    };
    let value = rest.get(..length)?;
    let end = separator.value + length;
    let origin = match separator.kind {
        Kind::TightEquals if connection::is_field(bytes, name.start, end) => Origin::Field,
        Kind::TightEquals if is_environment(bytes, name, separator) => Origin::Line,
        Kind::Space | Kind::Neighbour => Origin::Line,
        _ => Origin::Bare,
    };
    // Calls, members and ends of statements are code.
    let code = [rest.get(length), value.last()]
        .into_iter()
        .flatten()
        .any(|next| match origin {
            Origin::Bare => b";,)}([{".contains(next) && !has_symbol(value),
            Origin::Line => b"([{$".contains(next),
            _ => false,
        });
    (!code && !value.is_empty()).then_some((length, origin))
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
            return None;
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

/// Whether a value has a character that no identifier, number or operator chain has.
fn has_symbol(value: &[u8]) -> bool {
    value.iter().any(|byte| b"!@#$%^*~+".contains(byte))
}
