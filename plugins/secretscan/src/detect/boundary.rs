//! Where a token may begin and end.
//!
//! A token is not part of a longer word: no letter, digit or underscore stands before or after it.
//! Before it may stand one that belongs to an escape, as texts are kept in JSON, in URLs and in
//! histories of images: `\n`, `\u0022`, `\x3d`, `%3D`.

use std::ops::Range;

/// Whether a byte goes on with a word.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether the range is a word of its own.
pub(super) fn is_separate(bytes: &[u8], range: &Range<usize>) -> bool {
    begins(bytes, range.start) && ends(bytes, range.end)
}

/// Whether a word may begin here.
pub(super) fn begins(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    match before {
        [.., last] if is_word(*last) => ends_with_escape(before),
        _ => true,
    }
}

/// Whether a word may end here.
pub(super) fn ends(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_none_or(|byte| !is_word(*byte))
}

/// Whether the last bytes are an escape for a byte that is no part of a word.
fn ends_with_escape(before: &[u8]) -> bool {
    let hexadecimal = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    match before {
        [
            ..,
            b'\\',
            b'n' | b't' | b'r' | b'b' | b'f' | b'v' | b'a' | b'0',
        ] => true,
        [.., b'\\', b'u', a, b, c, d] if hexadecimal(&[*a, *b, *c, *d]) => true,
        [.., b'\\', b'x', a, b] | [.., b'%', a, b] if hexadecimal(&[*a, *b]) => true,
        // A terminal's colours, as logs keep them.
        [.., b'[', b'0'..=b'9', b'm'] | [.., b'[', b'0'..=b'9', b'0'..=b'9', b'm'] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_separate;

    #[test]
    fn a_word_of_its_own_has_no_word_beside_it() {
        for (text, separate) in [
            ("TOKEN", true),
            ("=TOKEN\"", true),
            ("-TOKEN-", true),
            ("xTOKEN", false),
            ("TOKENx", false),
            ("_TOKEN", false),
            ("TOKEN_", false),
            ("9TOKEN", false),
        ] {
            let start = text.find("TOKEN").unwrap();
            let range = start..start + 5;
            assert_eq!(is_separate(text.as_bytes(), &range), separate, "{text}");
        }
    }

    #[test]
    fn the_end_of_an_escape_is_not_a_word() {
        for text in [
            r"\nTOKEN",
            r"\tTOKEN",
            r"\u0022TOKEN",
            "%3DTOKEN",
            r"\x3dTOKEN",
        ] {
            let start = text.find("TOKEN").unwrap();
            assert!(is_separate(text.as_bytes(), &(start..start + 5)), "{text}");
        }
        for text in [r"nTOKEN", r"\qTOKEN", r"\u002TOKEN", "3DTOKEN", "%3TOKEN"] {
            let start = text.find("TOKEN").unwrap();
            assert!(!is_separate(text.as_bytes(), &(start..start + 5)), "{text}");
        }
    }
}
