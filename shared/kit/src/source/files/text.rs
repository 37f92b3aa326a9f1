//! Turns a file's bytes into text.
//!
//! Text is UTF-8, or UTF-16 with a byte-order mark, which is what `kubectl get > dump.yaml` gives
//! in older Windows shells, and what kubectl reads as well. Anything else is malformed.

use std::{borrow::Cow, str::Utf8Error};

use super::json::Malformed;

const NOT_TEXT: &str = "not UTF-8 text";

/// The text of a file, without its byte-order mark.
pub(super) fn decode(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, Malformed> {
    match &*bytes {
        [0xFF, 0xFE, units @ ..] => decode_utf16(units, u16::from_le_bytes).map(Cow::Owned),
        [0xFE, 0xFF, units @ ..] => decode_utf16(units, u16::from_be_bytes).map(Cow::Owned),
        _ => decode_utf8(bytes),
    }
}

fn decode_utf8(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, Malformed> {
    const BYTE_ORDER_MARK: &str = "\u{FEFF}";
    match bytes {
        Cow::Borrowed(bytes) => {
            let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error))?;
            let unmarked = text.strip_prefix(BYTE_ORDER_MARK);
            Ok(Cow::Borrowed(unmarked.unwrap_or(text)))
        }
        Cow::Owned(bytes) => {
            let mut text = String::from_utf8(bytes)
                .map_err(|error| not_utf8(error.as_bytes(), error.utf8_error()))?;
            if text.starts_with(BYTE_ORDER_MARK) {
                text.drain(..BYTE_ORDER_MARK.len());
            }
            Ok(Cow::Owned(text))
        }
    }
}

fn not_utf8(bytes: &[u8], error: Utf8Error) -> Malformed {
    let valid = error.valid_up_to();
    let read = bytes.get(..valid).unwrap_or(bytes);
    let line_start = read
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    Malformed {
        line: line_number(read),
        column: valid - line_start + 1,
        problem: NOT_TEXT,
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Malformed> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().copied().map(unit)).collect();
    match text {
        Ok(text) if rest.is_empty() => Ok(text),
        _ => Err(Malformed {
            line: 1,
            column: 1,
            problem: "not UTF-16 text, though its byte-order mark says so",
        }),
    }
}

/// The number of the line on which a text ends, counted from 1.
pub(super) fn line_number(text: &[u8]) -> usize {
    // Counted in `u8`s per chunk so that the compiler can use vector instructions.
    let newlines: usize = text
        .chunks(usize::from(u8::MAX))
        .map(|chunk| {
            usize::from(
                chunk
                    .iter()
                    .map(|byte| u8::from(*byte == b'\n'))
                    .sum::<u8>(),
            )
        })
        .sum();
    newlines + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What bytes give, be they owned or borrowed.
    fn decode_both(bytes: &[u8]) -> Result<String, Malformed> {
        let owned = decode(Cow::Owned(bytes.to_vec())).map(Cow::into_owned);
        let borrowed = decode(Cow::Borrowed(bytes)).map(Cow::into_owned);
        assert_eq!(owned, borrowed);
        owned
    }

    #[test]
    fn byte_order_marks_are_dropped() {
        assert_eq!(decode_both(b"\xEF\xBB\xBFa: b").unwrap(), "a: b");
        assert_eq!(decode_both(b"\xFF\xFEa\0:\0").unwrap(), "a:");
        assert_eq!(decode_both(b"\xFE\xFF\0a\0:").unwrap(), "a:");
    }

    #[test]
    fn bytes_that_are_no_text_are_placed() {
        let malformed = decode_both(b"a: b\nc: \xFFd").unwrap_err();
        assert_eq!((malformed.line, malformed.column), (2, 4));
        assert!(decode_both(b"\xFF\xFEa").is_err());
        assert!(decode_both(b"\xFF\xFE\0\xD8").is_err());
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(line_number(b""), 1);
        assert_eq!(line_number("\n".repeat(1000).as_bytes()), 1001);
    }
}
