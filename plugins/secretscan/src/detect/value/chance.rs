//! Whether letters were drawn by chance: words repeat a few hundred pairs of neighbours, chance takes
//! any of them.
//!
//! The pairs are those that make up 96.5 % of all neighbours in the words of program sources and
//! their documentation: half of all pairs that there could be.

/// What may follow each letter, from `a` to `z`.
const FOLLOWING: [&[u8]; 26] = [
    b"abcdfgiklmnprstuvwxy",
    b"abcdeijlmorstuy",
    b"abcdefhiklmnoprstuy",
    b"abcdefilmnoprstuw",
    b"abcdefghiklmnopqrstuvwxy",
    b"acdefilnorstu",
    b"aeghilmnorstu",
    b"acdeilmorstu",
    b"abcdefgklmnoprstvxz",
    b"eou",
    b"aeis",
    b"abcdefilnopstuy",
    b"abdeilmopstu",
    b"abcdefghiklmnoprstuv",
    b"abcdfgiklmnoprstuvwx",
    b"abcdefhilmnoprstuvwy",
    b"u",
    b"abcdefgiklmnoprstuvy",
    b"acdefghiklmnoprstuwyz",
    b"abcdefhilmnoprstuwxy",
    b"abcdefgilmnoprst",
    b"aeio",
    b"aehilnors",
    b"aceipt",
    b"eilmnpst",
    b"aei",
];

/// The same, a bit for each letter.
const PAIRS: [u32; 26] = {
    let mut pairs = [0; 26];
    let mut first = 0;
    while first < 26 {
        let following = FOLLOWING[first];
        let mut at = 0;
        while at < following.len() {
            pairs[first] |= 1 << (following[at] - b'a');
            at += 1;
        }
        first += 1;
    }
    pairs
};

/// Whether the letters of a value make no words; nothing that is shorter than twelve bytes tells.
pub(crate) fn is_chance(value: &[u8]) -> bool {
    let (mut pairs, mut odd, mut odd_in_words) = (0, 0, 0);
    for (left, right) in value.iter().zip(value.iter().skip(1)) {
        if left.is_ascii_alphabetic() && right.is_ascii_alphabetic() {
            pairs += 1;
            let is_odd = !is_usual(*left, *right);
            odd += usize::from(is_odd);
            odd_in_words += usize::from(is_odd && right.is_ascii_lowercase());
        }
    }
    let count = |test: fn(&u8) -> bool| value.iter().filter(|byte| test(byte)).count();
    let (lower, upper) = (count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase));
    let letters = lower + upper;
    let is_even = upper * 10 >= letters * 3 && lower * 10 >= letters * 3;
    // Acronyms and the joints of words are odd too, but not what is within words.
    let is_joined = lower > 0 && upper > 0 && odd_in_words == 0 && odd * 3 < pairs;
    let is_odd = !is_joined && (odd * 4 >= pairs || is_even && odd * 8 >= pairs);
    letters >= 9
        && value.len() >= 12
        && letters * 2 >= value.len()
        && pairs >= 5
        && (is_odd || is_even && odd > 0 && is_chopped(value))
}

/// Whether half of what capitals begin is no longer than two letters: words are longer.
fn is_chopped(value: &[u8]) -> bool {
    let (mut parts, mut short, mut length) = (0, 0, 0);
    for (at, byte) in value.iter().enumerate() {
        let next_is_lower = value.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let before = at.checked_sub(1).and_then(|before| value.get(before));
        let begins = byte.is_ascii_uppercase()
            && (next_is_lower || before.is_some_and(|byte| !byte.is_ascii_uppercase()));
        if !byte.is_ascii_alphabetic() || begins {
            parts += usize::from(length > 0);
            short += usize::from((1..=2).contains(&length));
            length = 0;
        }
        length += usize::from(byte.is_ascii_alphabetic());
    }
    parts += usize::from(length > 0);
    short += usize::from((1..=2).contains(&length));
    parts >= 4 && short * 2 >= parts
}

fn is_usual(left: u8, right: u8) -> bool {
    let position = |byte: u8| byte.to_ascii_lowercase().wrapping_sub(b'a');
    PAIRS
        .get(usize::from(position(left)))
        .is_some_and(|following| following >> position(right) & 1 != 0)
}

/// Whether digits stand between letters all over: no word, number or version is written so.
fn is_interspersed(value: &[u8]) -> bool {
    let changes = value
        .iter()
        .zip(value.iter().skip(1))
        .filter(|(left, right)| {
            left.is_ascii_alphanumeric()
                && right.is_ascii_alphanumeric()
                && left.is_ascii_digit() != right.is_ascii_digit()
        })
        .count();
    changes >= 3 && changes * 8 >= value.len()
}

/// Whether a machine drew it: letters that make no words, or digits all over.
pub(in super::super) fn is_drawn(value: &[u8]) -> bool {
    value.len() >= 12 && (is_chance(value) || is_interspersed(value))
}

#[cfg(test)]
mod tests {
    use super::{is_chance, is_interspersed};
    use crate::detect::tests::samples::random;

    #[test]
    fn letters_of_chance_are_told_from_words() {
        for words in [
            "getUserPasswordFromRequest",
            "AuthenticationTokenProvider",
            "INVALID_CREDENTIALS",
            "application/x-www-form-urlencoded",
            "correct-horse-battery-staple",
            "Passwort vergessen",
            "kubernetes.io/service-account-token",
            "HTTPSConnectionFactory",
            "DHPrivateKey",
            "ABPeoplePickerNavigationController",
        ] {
            assert!(!is_chance(words.as_bytes()), "{words}");
        }
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let drawn = (0..1000)
            .filter(|seed| is_chance(random(alphabet, 16, *seed).as_bytes()))
            .count();
        assert!(drawn > 950, "{drawn} of 1000");
    }

    #[test]
    fn digits_between_letters_are_told_from_numbers_behind_words() {
        for (text, expected) in [
            ("a1b2c3d4e5f6", true),
            ("0f9e8d7c6b5a43210f9e8d7c6b5a4321", true),
            ("Tramway2024", false),
            ("utf8_to_utf16", false),
            ("sha256sum", false),
        ] {
            assert_eq!(is_interspersed(text.as_bytes()), expected, "{text}");
        }
    }
}
