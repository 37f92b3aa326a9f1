//! Tells whether a text holds 8 bytes of any of many secrets, without ever printing one.

use std::collections::HashMap;

/// How many bytes of a secret are too many.
const WIDTH: usize = 8;

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
    #[must_use]
    pub fn found_in(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let windows = text.windows(WIDTH).enumerate();
        let mut found: Vec<(usize, usize)> = windows
            .filter_map(|(at, window)| {
                let window: [u8; WIDTH] = window.try_into().ok()?;
                Some((*self.owners.get(&window)?, at))
            })
            .collect();
        found.dedup_by_key(|(number, _)| *number);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Windows;

    #[test]
    fn eight_bytes_are_found_and_seven_are_not() {
        let mut windows = Windows::default();
        let number = windows.add("0123456789");
        assert_eq!(windows.found_in(b"--12345678--"), [(number, 2)]);
        assert_eq!(windows.found_in(b"--1234567--"), []);
    }
}
