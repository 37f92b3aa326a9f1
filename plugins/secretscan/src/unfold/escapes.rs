//! Characters that are written as escapes: percent-encoding (RFC 3986 section 2.1), escapes of JSON
//! and its relatives (RFC 8259 section 7), references of HTML (section 13.5) and quoted-printable
//! (RFC 2045 section 6.7).

/// How characters are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    Percent,
    Backslash,
    Entity,
    QuotedPrintable,
}

impl Escape {
    /// As a step of a trail.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Percent => "url",
            Self::Backslash => "escapes",
            Self::Entity => "html",
            Self::QuotedPrintable => "quoted-printable",
        }
    }
}

/// The first escape of a text that makes undoing it worth while.
///
/// `\n` and its like alone do not: they hide nothing.
pub(super) fn find(text: &[u8]) -> Option<(usize, Escape)> {
    memchr::memchr3_iter(b'%', b'\\', b'&', text).find_map(|at| {
        let escape = match text.get(at..)? {
            [b'%', rest @ ..] => hex_byte(rest)
                .filter(|byte| *byte >= b' ' || *byte == b'\n')
                .map(|_| Escape::Percent),
            [b'\\', b'u', rest @ ..] => hex_unit(rest).map(|_| Escape::Backslash),
            [b'\\', b'x', rest @ ..] => hex_byte(rest).map(|_| Escape::Backslash),
            [b'\\', b'"', ..] => Some(Escape::Backslash),
            rest @ [b'&', ..] => entity(rest).map(|_| Escape::Entity),
            _ => None,
        }?;
        Some((at, escape))
    })
}

/// A text without escapes of one kind, if that is still text.
pub(super) fn undo(text: &str, escape: Escape) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let length = match escape {
            Escape::Percent => percent(rest, &mut out),
            Escape::Backslash => backslash(rest, &mut out),
            Escape::Entity => reference(rest, &mut out),
            Escape::QuotedPrintable => quoted_printable(rest, &mut out),
        };
        if length == 0 {
            out.push(*first);
        }
        rest = rest.get(length.max(1)..).unwrap_or_default();
    }
    let undone = String::from_utf8(out).ok()?;
    (undone != text).then_some(undone)
}

/// Appends what an escape at the beginning stands for; gives its length, or 0 if there is none.
fn percent(text: &[u8], out: &mut Vec<u8>) -> usize {
    match text {
        [b'%', rest @ ..] => hex_byte(rest).map_or(0, |byte| {
            out.push(byte);
            3
        }),
        _ => 0,
    }
}

fn backslash(text: &[u8], out: &mut Vec<u8>) -> usize {
    let [b'\\', kind, rest @ ..] = text else {
        return 0;
    };
    let byte = match kind {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'"' | b'\'' | b'\\' | b'/' => *kind,
        b'x' => match hex_byte(rest) {
            Some(byte) => {
                push(out, u32::from(byte));
                return 4;
            }
            None => return 0,
        },
        b'u' => return unicode(rest, out),
        _ => return 0,
    };
    out.push(byte);
    2
}

fn unicode(digits: &[u8], out: &mut Vec<u8>) -> usize {
    let Some(high) = hex_unit(digits) else {
        return 0;
    };
    if let (0xD800..=0xDBFF, Some([b'\\', b'u', rest @ ..])) = (high, digits.get(4..))
        && let Some(low @ 0xDC00..=0xDFFF) = hex_unit(rest)
    {
        push(out, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        return 12;
    }
    push(out, high);
    6
}

fn reference(text: &[u8], out: &mut Vec<u8>) -> usize {
    match entity(text) {
        Some((character, length)) => {
            push(out, character);
            length
        }
        None => 0,
    }
}

/// The character of a reference at the beginning, and how long it is written.
fn entity(text: &[u8]) -> Option<(u32, usize)> {
    let end = memchr::memchr(b';', text.get(..10).unwrap_or(text))?;
    let character = match text.get(1..end)? {
        b"amp" => u32::from(b'&'),
        b"lt" => u32::from(b'<'),
        b"gt" => u32::from(b'>'),
        b"quot" => u32::from(b'"'),
        b"apos" => u32::from(b'\''),
        [b'#', b'x' | b'X', digits @ ..] => {
            u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?
        }
        [b'#', digits @ ..] => str::from_utf8(digits).ok()?.parse().ok()?,
        _ => return None,
    };
    Some((character, end + 1))
}

fn quoted_printable(text: &[u8], out: &mut Vec<u8>) -> usize {
    match text {
        [b'=', b'\n', ..] => 2,
        [b'=', b'\r', b'\n', ..] => 3,
        [b'=', rest @ ..] => hex_byte(rest).map_or(0, |byte| {
            out.push(byte);
            3
        }),
        _ => 0,
    }
}

fn push(out: &mut Vec<u8>, character: u32) {
    let character = char::from_u32(character).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

fn hex_byte(text: &[u8]) -> Option<u8> {
    u8::try_from(hex_digits(text.get(..2)?)?).ok()
}

fn hex_unit(text: &[u8]) -> Option<u32> {
    hex_digits(text.get(..4)?)
}

fn hex_digits(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, &digit| {
        char::from(digit)
            .to_digit(16)
            .map(|digit| number << 4 | digit)
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_are_found_and_undone() {
        let cases = [
            ("a%3Db%40c", Escape::Percent, "a=b@c"),
            ("100% of%20it", Escape::Percent, "100% of it"),
            (r"\u0070ass\u003d\ud83d\ude00", Escape::Backslash, "pass=😀"),
            (r"\x70ass", Escape::Backslash, "pass"),
            (r#"{\"a\":\"b\"}"#, Escape::Backslash, r#"{"a":"b"}"#),
            ("a&#61;b &amp;&quot;&#x41;", Escape::Entity, "a=b &\"A"),
        ];
        for (text, escape, expected) in cases {
            assert_eq!(
                find(text.as_bytes()).map(|(_, escape)| escape),
                Some(escape),
                "{text}"
            );
            assert_eq!(undo(text, escape).as_deref(), Some(expected));
        }
        assert_eq!(
            undo("pass=3Dhun=\r\nter2", Escape::QuotedPrintable).as_deref(),
            Some("pass=hunter2")
        );
    }

    #[test]
    fn what_is_no_escape_is_left_alone() {
        for text in ["100 %", "a & b", r"C:\new", "%zz", "&nothing;", "%d, %02x"] {
            assert_eq!(find(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_undone(text in any::<String>()) {
            let (mut percent, mut units, mut entities) = <(String, String, String)>::default();
            for byte in text.bytes() {
                write!(percent, "%{byte:02X}").unwrap();
            }
            for unit in text.encode_utf16() {
                write!(units, "\\u{unit:04x}").unwrap();
            }
            for character in text.chars() {
                write!(entities, "&#{};", u32::from(character)).unwrap();
            }
            if !text.is_empty() {
                prop_assert_eq!(undo(&percent, Escape::Percent), Some(text.clone()));
                prop_assert_eq!(undo(&units, Escape::Backslash), Some(text.clone()));
                prop_assert_eq!(undo(&entities, Escape::Entity), Some(text));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in r#"[%\\&#;ux0-9a-fé="]{0,40}"#) {
            let _ = find(text.as_bytes());
            for escape in [Escape::Percent, Escape::Backslash, Escape::Entity, Escape::QuotedPrintable] {
                let _ = undo(&text, escape);
            }
        }
    }
}
