//! How a value is written: quoted, to the end of the line, or up to the next space.

use std::ops::Range;

use super::{
    super::value::Origin,
    bare::{bare, is_argument, is_environment},
    literal::{block, delimited, quoted},
    separator::{Kind, Separator},
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
    let delimited = || {
        matches!(separator.kind, Kind::Equals | Kind::TightEquals)
            .then(|| delimited(rest))
            .flatten()
    };
    if let Some(range) = quoted(rest).or_else(delimited) {
        // What stands between backticks is run by a shell.
        let is_run = separator.kind == Kind::TightEquals && rest.first() == Some(&b'`');
        if is_run && rest.get(range.clone())?.contains(&b' ') {
            return None;
        }
        let origin = match separator.kind {
            // Names in quotes are data, not variables.
            Kind::Said if rest.get(range.clone())?.contains(&b' ') => return None,
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
        Kind::Colon if rest.starts_with(b"&") => return anchor(rest),
        Kind::Colon => &[b"!unsafe ", b"!!str ", b"** ", b"__ "],
        Kind::Space => &[b"--plaintext "],
        _ => &[],
    };
    if let Some(length) = continued(rest, kind) {
        return length;
    }
    let known = known.iter().find(|known| rest.starts_with(known));
    known.map_or_else(|| wrapping(rest, kind), |known| known.len())
}

/// The length of an anchor (YAML 1.2, 6.9.2): `password: &name value`.
fn anchor(rest: &[u8]) -> usize {
    let name = rest.iter().skip(1).take(40);
    let name = name.take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte));
    let length = name.count() + 1;
    match rest.get(length..) {
        Some([b' ', next, ..]) if length > 1 && !next.is_ascii_whitespace() => length + 1,
        _ => 0,
    }
}

/// The length of a sign that the line goes on, and of the space before what it goes on with.
fn continued(rest: &[u8], kind: Kind) -> Option<usize> {
    if !matches!(kind, Kind::TightEquals | Kind::Equals | Kind::Space) {
        return None;
    }
    let line = rest.strip_prefix(b"\\")?;
    let line = line
        .strip_prefix(b"\r")
        .unwrap_or(line)
        .strip_prefix(b"\n")?;
    let value = line.trim_ascii_start();
    let is_flag = kind == Kind::Space && value.starts_with(b"-");
    (!is_flag).then(|| rest.len() - value.len())
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
