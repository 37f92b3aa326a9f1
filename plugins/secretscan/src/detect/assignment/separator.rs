//! What stands between a name and its value.

use std::ops::Range;

use super::{
    super::name,
    argument::{argument, is_prose},
    comparison::{comparison, in_test},
    fallback,
    literal::quoted,
    markup,
    neighbour::neighbour,
    nested::nested,
    sentence::sentence,
};

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
    /// Space behind a directive.
    Argument,
    /// Space behind the name of a header that a directive sets.
    Header,
    /// Another key, `value`, follows or stands before.
    Neighbour,
    /// What holds where the name is given nothing: `name || "value"`, `${NAME:-value}`.
    Fallback,
    /// The only argument of a call.
    Call,
    /// A user stands between them, `auth=("user", "password")`.
    Login,
    /// The next cell of a row, `| name | value |`.
    Cell,
    /// A sign that compares them.
    Comparison,
    /// A sentence: `the password is value`.
    Said,
}

/// Most spaces before and behind a separator.
const SPACES: usize = 40;

/// Longest argument of a directive.
const ARGUMENT: usize = 512;

/// The separator behind a name, if there is one.
pub(super) fn separator(bytes: &[u8], name: &Range<usize>) -> Option<Separator> {
    // The first byte decides for nearly all names.
    let next = *bytes.get(name.end)?;
    match next {
        b'=' | b':' | b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\' | b'>' | b']' | b'?' | b'\n'
        | b'\r' | b'|' | b'<' | b'(' | b',' | b'}' | b'[' | b'{' | b'!' | b')' => {}
        _ => return None,
    }
    let quote = closing_quote(bytes, name)?;
    let mut at = quote.end;
    if let Some(value) = sentence(bytes, name, at) {
        let kind = Kind::Said;
        return Some(Separator { kind, value, quote });
    }
    if is_prose(bytes, name, &quote) {
        return None;
    }
    if let Some((kind, value)) = special(bytes, name, &quote) {
        return Some(Separator { kind, value, quote });
    }
    // `config["password"] = `, `ENV['X'] = `, and `[password]=` of a shell.
    let is_indexed = !quote.is_empty() || byte_before(bytes, name) == Some(&b'[');
    if is_indexed && bytes.get(at) == Some(&b']') {
        at += 1;
    }
    at += declarator(bytes, name, at);
    let spaces = spaces(bytes, at);
    let here = bytes.get(at + spaces..)?;
    let (kind, width) = match here {
        [b':', b':', b' ', b'"' | b'\'', ..] => (Kind::Colon, 2),
        [b'=', b'=' | b'~', ..] | [b':', b':', ..] => return None,
        [b':' | b'?', b'=', ..] | [b'=', b'>', ..] | [b'<', b'-', ..] => (Kind::Equals, 2),
        // What a log says of it.
        [b'i', b's', b':', b' ', ..] if spaces == 1 => (Kind::Colon, 3),
        // What C++ initializes with.
        [b'{', b'"', ..] if spaces == 0 && quote.is_empty() => (Kind::Equals, 1),
        [b'|', b'|', b'=', ..] => (Kind::Equals, 3),
        [b'=', next, ..] if spaces == 0 && !matches!(next, b' ' | b'\t') => (Kind::TightEquals, 1),
        [b'=', ..] => (Kind::Equals, 1),
        [b':', ..] => (Kind::Colon, 1),
        [b',', ..] if !quote.is_empty() || is_in_tuple(bytes, name) => (Kind::Comma, 1),
        [b',', b' ', b'"' | b'\'', ..] if is_constant(bytes, name) => (Kind::Comma, 1),
        _ if spaces > 0 && quote.is_empty() => {
            (argument(bytes, name, here).unwrap_or(Kind::Neighbour), 0)
        }
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

/// What may stand between a name that is declared and its `=`: `[]` of C, `}` of Perl's `$ENV{NAME}`,
/// ` { get; set; }` of C#, ` As String` of Visual Basic.
fn declarator(bytes: &[u8], name: &Range<usize>, at: usize) -> usize {
    let rest = bytes.get(at..at.saturating_add(SPACES).min(bytes.len()));
    let rest = rest.unwrap_or_default();
    let opens = byte_before(bytes, name) == Some(&b'{');
    match rest {
        [b'[', b']', ..] => 2,
        [b'}', ..] if opens => 1,
        [b' ', b'{', b' ', b'g', b'e', b't', ..] => {
            memchr::memchr(b'}', rest).map_or(0, |end| end + 1)
        }
        [b' ', b'A', b's', b' ', ..] => memchr::memchr(b'=', rest).unwrap_or(0),
        _ => 0,
    }
}

/// Whether a name is a constant that a call is given: `put(PASSWORD, "...")`; that of curl for a user
/// and a password is looked at by itself.
fn is_constant(bytes: &[u8], name: &Range<usize>) -> bool {
    let name = bytes.get(name.clone()).unwrap_or_default();
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    last.len() >= 4
        && !last.ends_with(b"USERPWD")
        && last
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
}

/// Whether a name is the first of a tuple of Erlang: `{password, "..."}`.
fn is_in_tuple(bytes: &[u8], name: &Range<usize>) -> bool {
    byte_before(bytes, name) == Some(&b'{') && bytes.get(name.end) == Some(&b',')
}

/// Separators that only some names have: of markup, of calls, and before what holds by default.
fn special(bytes: &[u8], name: &Range<usize>, quote: &Range<usize>) -> Option<(Kind, usize)> {
    let behind = bytes.get(quote.end..)?;
    let first = *behind.first()?;
    // Most names are followed by a space and another word, and that is all of it.
    let is_prose = first == b' '
        && quote.is_empty()
        && behind.get(1).is_some_and(u8::is_ascii_alphabetic)
        && !behind.starts_with(b" or ")
        && byte_before(bytes, name) == Some(&b' ');
    if is_prose {
        return None;
    }
    if matches!(first, b'>' | b'<' | b' ')
        && let Some(value) = markup::element(bytes, name, quote)
    {
        return Some((Kind::Element, value));
    }
    if matches!(first, b':' | b'|' | b'?' | b' ' | b']' | b')' | b'}')
        && let Some(value) = fallback::fallback(bytes, name, quote)
    {
        return Some((Kind::Fallback, value));
    }
    if matches!(first, b'=' | b'!' | b' ' | b']' | b')')
        && let Some(value) = comparison(bytes, name, quote.end)
    {
        return Some((Kind::Comparison, value));
    }
    if matches!(first, b':' | b'=' | b' ')
        && let Some(value) = nested(bytes, name, quote.end)
    {
        return Some((Kind::Neighbour, value));
    }
    if first == b' '
        && let Some(value) = cell(bytes, name)
    {
        return Some((Kind::Cell, value));
    }
    if matches!(first, b'=' | b':' | b'(' | b' ')
        && let Some(value) = user_before(bytes, name)
    {
        return Some((Kind::Login, value));
    }
    // `FUNCTION_PASS("name", ...)` is a macro that says something is passed.
    let is_macro = bytes.get(name.clone())?.ends_with(b"_PASS");
    let is_call = first == b'(' && quote.is_empty() && !is_macro;
    is_call.then(|| (Kind::Call, quote.end + 1 + spaces(bytes, quote.end + 1)))
}

/// Where the next cell of a table of Markdown begins.
fn cell(bytes: &[u8], name: &Range<usize>) -> Option<usize> {
    let before = bytes.get(..name.start)?.trim_ascii_end();
    let is_cell = bytes.get(name.end..)?.starts_with(b" | ") && before.ends_with(b"|");
    is_cell.then_some(name.end + 3)
}

/// Where the password begins behind a user: `auth=("user", "password")`.
fn user_before(bytes: &[u8], name: &Range<usize>) -> Option<usize> {
    if !name::ends_with(bytes.get(name.clone())?, b"auth") {
        return None;
    }
    let mut at = name.end;
    for joint in [b"=:".as_slice(), b"([".as_slice()] {
        at += spaces(bytes, at);
        at += usize::from(bytes.get(at).is_some_and(|byte| joint.contains(byte)));
    }
    let user = quoted(bytes.get(at..at.saturating_add(ARGUMENT).min(bytes.len()))?)?;
    let opens = bytes
        .get(at.checked_sub(1)?)
        .is_some_and(|byte| b"([".contains(byte));
    let behind = at + user.end + 1;
    let comma = bytes.get(behind..)?.first() == Some(&b',');
    (opens && comma).then(|| behind + 1 + spaces(bytes, behind + 1))
}

/// What stands right before a name.
fn byte_before<'b>(bytes: &'b [u8], name: &Range<usize>) -> Option<&'b u8> {
    bytes.get(name.start.checked_sub(1)?)
}

/// Spaces and tabs at a place.
pub(super) fn spaces(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(SPACES)
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}

/// Whether a colon joins a name with that of the section it is in: `"Section:Name"` (.NET).
fn is_section(bytes: &[u8], start: usize, quote: u8) -> bool {
    let before = bytes.get(start.saturating_sub(SPACES)..start);
    let before = before.unwrap_or_default();
    let Some(section) = before.strip_suffix(b":") else {
        return false;
    };
    let plain = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'_');
    let length = section.iter().rev().take_while(plain).count();
    length > 0 && section.iter().rev().nth(length) == Some(&quote)
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
    let equal = equal || in_test(bytes, name) || is_section(bytes, name.start, *quote);
    equal.then_some(name.end..name.end + width)
}
