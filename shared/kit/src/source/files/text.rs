//! Turns a file's bytes into text.
//!
//! Text is UTF-8, or UTF-16 with a byte-order mark, which is what `kubectl get > dump.yaml` gives
//! in older Windows shells, and what kubectl reads as well. Anything else is malformed.

use super::json::Malformed;

const NOT_TEXT: &str = "not UTF-8 text";

/// The text of a file, without its byte-order mark.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Malformed> {
    match bytes.as_slice() {
        [0xFF, 0xFE, units @ ..] => decode_utf16(units, u16::from_le_bytes),
        [0xFE, 0xFF, units @ ..] => decode_utf16(units, u16::from_be_bytes),
        _ => decode_utf8(bytes),
    }
}

fn decode_utf8(bytes: Vec<u8>) -> Result<String, Malformed> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let read = &error.as_bytes()[..valid];
        let line_start = read
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        Malformed {
            line: line_number(read),
            column: valid - line_start + 1,
            problem: NOT_TEXT,
        }
    })?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(text)
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

    #[test]
    fn byte_order_marks_are_dropped() {
        assert_eq!(decode(b"\xEF\xBB\xBFa: b".to_vec()).unwrap(), "a: b");
        assert_eq!(decode(b"\xFF\xFEa\0:\0".to_vec()).unwrap(), "a:");
        assert_eq!(decode(b"\xFE\xFF\0a\0:".to_vec()).unwrap(), "a:");
    }

    #[test]
    fn bytes_that_are_no_text_are_placed() {
        let malformed = decode(b"a: b\nc: \xFFd".to_vec()).unwrap_err();
        assert_eq!((malformed.line, malformed.column), (2, 4));
        assert!(decode(b"\xFF\xFEa".to_vec()).is_err());
        assert!(decode(b"\xFF\xFE\0\xD8".to_vec()).is_err());
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(line_number(b""), 1);
        assert_eq!(line_number("\n".repeat(1000).as_bytes()), 1001);
    }
}
