//! Values without quotes.

use std::ops::Range;

use super::{
    super::{
        builtin::connection,
        value::{self, Origin},
    },
    argument,
    flow::flow,
    header,
    line::{line, said},
    separator::{Kind, Separator},
    word::word,
};

/// A value without quotes.
pub(super) fn bare(
    bytes: &[u8],
    name: &Range<usize>,
    separator: &Separator,
    rest: &[u8],
) -> Option<(usize, Origin)> {
    if !separator.quote.is_empty() && separator.kind != Kind::Neighbour {
        return None;
    }
    let in_quotes = separator.kind == Kind::Colon && header::quoted(bytes, name, rest).is_some();
    let length = match separator.kind {
        Kind::Comma | Kind::Element | Kind::Call | Kind::Login | Kind::Comparison => return None,
        Kind::Said => said(rest)?,
        Kind::Fallback => expansion(rest)?,
        Kind::TightEquals | Kind::Space => word(bytes, name, rest),
        Kind::Argument | Kind::Header => argument(rest),
        Kind::Cell => cell(rest)?,
        Kind::Colon if in_quotes => header::quoted(bytes, name, rest)?,
        Kind::Colon => match line(bytes, name, separator, rest) {
            Some(length) => length,
            None => return flow(rest).map(|length| (length, Origin::Line)),
        },
        Kind::Neighbour => match line(bytes, name, separator, rest) {
            Some(length) => length,
            None => return flow(rest).map(|length| (length, Origin::Line)),
        },
        Kind::Equals => line(bytes, name, separator, rest)?,
    };
    let value = rest.get(..length)?;
    let end = separator.value + length;
    let origin = match separator.kind {
        Kind::TightEquals if connection::is_field(bytes, name.start, end) => Origin::Field,
        Kind::TightEquals if is_environment(bytes, name, separator) => Origin::Line,
        Kind::Space | Kind::Neighbour | Kind::Fallback | Kind::Header => Origin::Line,
        Kind::Argument if argument::begins_line(bytes, name.start) && is_numbered(value) => {
            Origin::Line
        }
        Kind::Colon if in_quotes && header::is_name(bytes, name) => Origin::Line,
        Kind::Colon if bytes.get(name.clone()).is_some_and(header::is_extension) => Origin::Line,
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
            Origin::Bare => b";,)}([{".contains(next) && !value::has_symbol(value),
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

/// Whether a word has a number of three digits or more behind it, as no keyword has.
fn is_numbered(word: &[u8]) -> bool {
    let digits = word.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    let letters = word.get(..word.len() - digits).unwrap_or_default();
    digits >= 3 && letters.len() >= 4 && letters.iter().all(u8::is_ascii_alphabetic)
}

/// Whether an assignment is one of several that commas separate and no call has, as in the options
/// of mounts.
fn is_option(bytes: &[u8], name: &Range<usize>, behind: &[u8]) -> bool {
    let before = bytes
        .get(name.start.saturating_sub(160)..name.start)
        .unwrap_or_default();
    let word = before.rsplit(u8::is_ascii_whitespace).next();
    let word = word.unwrap_or_default();
    let next = behind.iter().skip(1).skip_while(|byte| **byte == b' ');
    let mut next = next.skip_while(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(byte));
    let is_one = word.contains(&b'=') || next.next() == Some(&b'=');
    let begins = word.is_empty() && before.len() < 160 || matches!(word, b"{" | b"[");
    is_one && (begins || word.ends_with(b",") && !word.iter().any(|byte| b"()[]{}".contains(byte)))
}

/// Whether a word is no declaration, no list, no further setting and no mark of a typesetter.
pub(super) fn is_argument(word: &[u8]) -> bool {
    let padding = word.iter().rev().take_while(|byte| **byte == b'=').count();
    let inner = word.get(..word.len() - padding).unwrap_or_default();
    !inner.iter().any(|byte| b"()[]{}<>\\\"'`,=".contains(byte))
        && !matches!(word.first(), Some(b'*' | b'&'))
}

/// Whether a name is one of an environment, set as shells, Dockerfiles and env files do it.
pub(super) fn is_environment(bytes: &[u8], name: &Range<usize>, separator: &Separator) -> bool {
    let word = bytes.get(name.clone()).unwrap_or_default();
    // Typesetters' marks stand before the dashes of manuals.
    let before = name.start.checked_sub(1).and_then(|at| bytes.get(at));
    let flag = word.starts_with(b"--")
        || word.starts_with(b"-D")
        || word.starts_with(b"-") && before != Some(&b'\\');
    let upper = word
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    separator.kind == Kind::TightEquals && (flag || upper)
}
