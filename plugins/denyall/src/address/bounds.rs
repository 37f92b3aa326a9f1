//! Where words, quoted strings and keys begin and end in a line.

use super::token::port_number;

/// Whether the byte opens and closes quoted strings.
pub(super) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

fn is_opening(byte: u8) -> bool {
    matches!(byte, b'=' | b':' | b',' | b'(' | b'[' | b'{' | b';')
}

pub(super) fn ends_word(bytes: &[u8], position: usize) -> bool {
    position
        .checked_sub(1)
        .and_then(|before| bytes.get(before))
        .is_none_or(u8::is_ascii_whitespace)
}

/// Where the chunk ends that starts here: at white space, at the closing quote, or where a quoted
/// string opens. None opens within a URI: a quote there may be a part of a password.
pub(super) fn chunk_end(bytes: &[u8], start: usize, quote: Option<u8>) -> usize {
    let mut before = b' ';
    let mut slashes = 0;
    for (position, &byte) in bytes.iter().enumerate().skip(start) {
        let closes = quote == Some(byte) && before != b'\\';
        let opens = quote.is_none()
            && slashes < 2
            && is_quote(byte)
            && position > start
            && is_opening(before);
        if byte.is_ascii_whitespace() || closes || opens {
            return position;
        }
        slashes = match byte {
            _ if slashes >= 2 => slashes,
            b'/' => slashes + 1,
            _ => 0,
        };
        before = byte;
    }
    bytes.len()
}

/// A part of a chunk: one property of a connection string (`Server=db;`), or all of the chunk.
#[derive(Debug)]
pub(super) struct Segment {
    /// Where the next one starts.
    pub(super) end: usize,
    /// The last `@` in it.
    pub(super) last_at: Option<usize>,
}

impl Segment {
    /// The segment that starts here.
    pub(super) fn starting(bytes: &[u8], start: usize) -> Self {
        let mut last_at = None;
        let mut end = None;
        for (position, byte) in bytes.iter().enumerate().skip(start) {
            match byte {
                b'@' => (last_at, end) = (Some(position), None),
                b';' if position > start => end = Some(position),
                b'=' => {
                    if let Some(end) = end {
                        return Self { end, last_at };
                    }
                }
                _ if !byte.is_ascii_alphanumeric() && *byte != b'_' => end = None,
                _ => {}
            }
        }
        Self {
            end: bytes.len(),
            last_at,
        }
    }
}

/// Where the quoted string or else the line ends.
pub(super) fn rest_end(bytes: &[u8], start: usize, quote: Option<u8>) -> usize {
    bytes
        .iter()
        .skip(start)
        .position(|byte| quote == Some(*byte))
        .map_or(bytes.len(), |length| start + length)
}

/// Whether what ends here is a key whose separator follows, behind a quote or white space.
pub(super) fn is_before_separator(bytes: &[u8], end: usize, quote: Option<u8>) -> bool {
    let mut rest = bytes.get(end..).unwrap_or_default();
    let mut is_closed = false;
    if let [first, tail @ ..] = rest
        && quote == Some(*first)
    {
        rest = tail;
        is_closed = true;
    } else if quote.is_some() {
        return false;
    }
    let spaces = rest
        .iter()
        .take(16)
        .take_while(|byte| **byte == b' ')
        .count();
    match rest.get(spaces) {
        Some(b'=') => is_closed || spaces > 0,
        Some(b':') => is_closed || (spaces > 0 && rest.get(spaces + 1) == Some(&b' ')),
        _ => false,
    }
}

/// Whether the byte separates words; brackets around an IPv6 address do not.
pub(super) fn is_separator(byte: u8, rest: &str) -> bool {
    match byte {
        b'[' => !opens_ipv6(rest),
        b']' | b'{' | b'}' => true,
        _ => matches!(
            byte,
            b'"' | b'\''
                | b'`'
                | b'\\'
                | b','
                | b';'
                | b'='
                | b'&'
                | b'|'
                | b'<'
                | b'>'
                | b'('
                | b')'
        ),
    }
}

/// Whether the bracket encloses an IPv6 address.
fn opens_ipv6(rest: &str) -> bool {
    const LONGEST: usize = 45;
    let inner = rest
        .bytes()
        .skip(1)
        .take(LONGEST)
        .take_while(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
        .count();
    inner > 1 && rest.as_bytes().get(inner + 1) == Some(&b']')
}

/// The length of the word at the beginning of the text, at least one byte.
pub(super) fn word_length(rest: &str) -> usize {
    let bracketed = if rest.starts_with('[') {
        rest.find(']').map_or(1, |end| end + 1)
    } else {
        0
    };
    let tail = rest.get(bracketed..).unwrap_or_default();
    let length = tail
        .bytes()
        .position(|byte| byte == b'[' || is_separator(byte, ""))
        .unwrap_or(tail.len());
    (bracketed + length).max(1)
}

/// Where the value starts, if the word that ends at `end` is a key: it is followed by `=`, or by
/// quotes and a colon, or ends itself in a colon at the end of the chunk.
pub(super) fn key_end(
    bytes: &[u8],
    end: usize,
    word: &str,
    before_separator: bool,
) -> Option<usize> {
    let rest = bytes.get(end..).unwrap_or_default();
    if rest.is_empty() {
        return (before_separator || (word.len() > 1 && word.ends_with(':'))).then_some(end);
    }
    let quotes = rest
        .iter()
        .take(8)
        .take_while(|byte| is_quote(**byte) || **byte == b'\\')
        .count();
    match rest.get(quotes) {
        Some(b'=') => Some(end + quotes + 1),
        Some(b':') if quotes > 0 => Some(end + quotes + 1),
        // `key:` before a quoted value.
        None if quotes == 0 && word.ends_with(':') => Some(end),
        _ => None,
    }
}

/// The port of `host,port`.
pub(super) fn port_behind_comma(following: &[u8]) -> Option<u16> {
    let [b',', rest @ ..] = following else {
        return None;
    };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if rest
        .get(digits)
        .is_some_and(|byte| !matches!(byte, b';' | b'"' | b'\''))
    {
        return None;
    }
    port_number(std::str::from_utf8(rest.get(..digits)?).ok()?)
}
