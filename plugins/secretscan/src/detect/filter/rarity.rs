//! Which four bytes of a literal are the least likely to stand in ordinary text.
//!
//! A rough order is enough: the filter is right whatever is chosen, only its speed depends on it.
//! The weights are the shares of letters in English prose and in source code, in steps of a factor
//! of about 1.4, higher for more frequent bytes; case is folded.

/// Letters by falling frequency; the position decides the weight.
const LETTERS: &[u8; 26] = b"etaoinsrlcdupmfhgbyvwxkzjq";

/// How frequent a folded byte is, as an exponent: 0 hardly ever, 20 all the time.
fn weight(folded: u8) -> u32 {
    match folded {
        b' ' => 20,
        b'a'..=b'z' => LETTERS
            .iter()
            .position(|letter| *letter == folded)
            .map_or(8, |rank| 18 - u32::try_from(rank).unwrap_or(0) * 13 / 26),
        b'0' | b'1' => 11,
        // The underscore, folded.
        0x7f | b'.' | b',' | b'/' | b'-' | b'=' | b':' | b'"' => 12,
        b'2'..=b'9' | b'(' | b')' | b';' | b'\'' | b'*' | b'#' | b'<' | b'>' => 9,
        _ => 5,
    }
}

/// How often a text of folded bytes is expected, as an exponent; lower is rarer.
pub(super) fn frequency(folded: &[u8]) -> u32 {
    let letters = folded.iter().map(|byte| weight(*byte)).sum::<u32>();
    // Letters follow letters; a change of class inside is rarer than the product says.
    let changes = folded
        .iter()
        .zip(folded.iter().skip(1))
        .filter(|(left, right)| left.is_ascii_lowercase() != right.is_ascii_lowercase())
        .count();
    letters.saturating_sub(4 * u32::try_from(changes).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::frequency;

    #[test]
    fn frequent_letters_make_a_frequent_text() {
        assert!(frequency(b"tion") > frequency(b"sswo"));
        assert!(frequency(b"sswo") > frequency(b"kqzj"));
        assert!(frequency(b"hp_q") < frequency(b"pass"));
    }
}
