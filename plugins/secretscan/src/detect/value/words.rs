//! Words and a number, as people make up passwords: `Word-Word12`, `Word.Word12!`, `WordWord12`.

/// Fewest letters of a word.
const LETTERS: usize = 4;

/// Whether a value is two or three words with capitals, joined by at most one sign, with a number of
/// two digits or more behind them: neither variables nor names of things are written so.
pub(in super::super) fn is_made_up(value: &[u8]) -> bool {
    let signs = value
        .iter()
        .rev()
        .take_while(|byte| b"!?$#*".contains(byte));
    let text = value.get(..value.len() - signs.count()).unwrap_or_default();
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    let text = text.get(..text.len() - digits).unwrap_or_default();
    if !(2..=4).contains(&digits) {
        return false;
    }
    let mut words = 0;
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let small = after.iter().take_while(|byte| byte.is_ascii_lowercase());
        let small = small.count();
        if !first.is_ascii_uppercase() || small + 1 < LETTERS {
            return false;
        }
        words += 1;
        rest = after.get(small..).unwrap_or_default();
        if let [b'-' | b'_' | b'.', next @ ..] = rest
            && !next.is_empty()
        {
            rest = next;
        }
    }
    (2..=3).contains(&words)
}

#[cfg(test)]
mod tests {
    use super::is_made_up;

    #[test]
    fn words_and_a_number_are_told_from_names() {
        for value in ["Harbour-Lantern47", "Granite.Raven84!", "CopperWillow1999"] {
            assert!(is_made_up(value.as_bytes()), "{value}");
        }
        for value in [
            "Lantern47",
            "Harbour-Lantern",
            "config.Token2",
            "Harbour-Lantern7",
            "HmacSha256",
            "Harbour--Lantern47",
            "harbour-lantern47",
            "OneTwoThreeFour44",
        ] {
            assert!(!is_made_up(value.as_bytes()), "{value}");
        }
    }
}
