//! Tells whether a text holds 8 bytes of any of many secrets, without ever printing one.

use std::{collections::HashMap, ops::Range};

/// How many bytes of a secret are too many.
const WIDTH: usize = 8;

/// What fingerprints stand behind in every format.
const FINGERPRINT: &[u8] = b"ingerprint";
/// Hexadecimal digits of a fingerprint.
const DIGITS: usize = 32;
/// How far behind the word they begin, with the rule between them in SARIF.
const REACH: usize = 200;

/// Every run of 8 bytes of every secret.
#[derive(Default)]
pub struct Windows {
    owners: HashMap<[u8; WIDTH], usize>,
    count: usize,
}

impl Windows {
    /// Adds a secret and returns its number, which is all that a failing test may show.
    pub fn add(&mut self, secret: &str) -> usize {
        let number = self.count;
        self.count += 1;
        for window in secret.as_bytes().windows(WIDTH) {
            if let Ok(window) = window.try_into() {
                self.owners.entry(window).or_insert(number);
            }
        }
        number
    }

    /// Takes away what a text that everybody may read holds too.
    pub fn forgive(&mut self, public: &str) {
        for window in public.as_bytes().windows(WIDTH) {
            if let Ok(window) = <[u8; WIDTH]>::try_from(window) {
                self.owners.remove(&window);
            }
        }
    }

    /// The numbers of the secrets that shine through, and where.
    ///
    /// A fingerprint is hexadecimal, as many secrets are, and there are thousands of either: eight
    /// digits are alike by chance in some runs. There it takes sixteen.
    #[must_use]
    pub fn found_in(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let fingerprints = fingerprints(text);
        let owner = |at: usize| {
            let window = text.get(at..at + WIDTH)?;
            self.owners.get(<&[u8; WIDTH]>::try_from(window).ok()?)
        };
        let mut found: Vec<(usize, usize)> = (0..text.len())
            .filter_map(|at| Some((*owner(at)?, at)))
            .filter(|(number, at)| {
                let before = fingerprints.partition_point(|range| range.end <= *at);
                let is_within = fingerprints
                    .get(before)
                    .is_some_and(|range| range.contains(at));
                !is_within || owner(at + WIDTH) == Some(number)
            })
            .collect();
        found.dedup_by_key(|(number, _)| *number);
        found
    }
}

/// Where the fingerprints of a text are, in order.
fn fingerprints(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for at in 0..text.len() {
        if !text[at..].starts_with(FINGERPRINT) {
            continue;
        }
        let start = at + FINGERPRINT.len();
        let rest = &text[start..text.len().min(start + REACH)];
        let digits = rest
            .windows(DIGITS)
            .position(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        found.extend(digits.map(|digits| start + digits..start + digits + DIGITS));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Windows;

    #[test]
    fn in_a_fingerprint_it_takes_sixteen() {
        let mut windows = Windows::default();
        let number = windows.add("00112233445566778899");
        let chance = b"\"fingerprint\": \"aaaaaaaa00112233aaaaaaaaaaaaaaaa\" ";
        assert_eq!(windows.found_in(chance), []);
        let leak = b"\"fingerprint\": \"aaaa0011223344556677aaaaaaaaaaaa\" ";
        assert_eq!(windows.found_in(leak), [(number, 20)]);
        let beside = [&chance[..], b"00112233"].concat();
        assert_eq!(windows.found_in(&beside), [(number, chance.len())]);
    }

    #[test]
    fn eight_bytes_are_found_and_seven_are_not() {
        let mut windows = Windows::default();
        let number = windows.add("0123456789");
        assert_eq!(windows.found_in(b"--12345678--"), [(number, 2)]);
        assert_eq!(windows.found_in(b"--1234567--"), []);
    }
}
