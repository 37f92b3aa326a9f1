//! Values of Secrets, searched in everything else: finds passwords that no pattern can.
//!
//! A value is searched as it is, in base64 at each of the three alignments, percent-encoded and as
//! JSON and hexadecimal digits write it; see `forms`. All forms are searched in one pass; see
//! `index`.

mod distinctive;
mod forms;
mod index;

use std::{collections::HashMap, ops::Range};

use plugin_kit::redact::SecretBytes;
use zeroize::Zeroizing;

pub use distinctive::distinctive;
use index::Index;

/// Least length of a value that is searched.
const SHORTEST: usize = 8;

/// From this length on a value counts even inside a longer word.
const LONG: usize = 16;

/// Values that are searched, each known by its number.
pub struct KnownValues {
    values: Vec<SecretBytes>,
    /// The next value that is equal to one, by number.
    next_equal: Vec<Option<usize>>,
    needles: Vec<Needle>,
    index: Index,
}

/// A form of a value, as it may be written.
struct Needle {
    /// The number of the value.
    number: usize,
    text: Zeroizing<Vec<u8>>,
    edges: Edges,
}

/// Whether a form must be a word of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    /// It must: short values turn up in longer words by chance.
    Separate,
    /// It may go on.
    Free,
}

impl KnownValues {
    /// These values; each has its position as its number.
    #[must_use]
    pub fn new(values: Vec<SecretBytes>) -> Self {
        let mut first: HashMap<&[u8], usize> = HashMap::new();
        let mut next_equal = vec![None; values.len()];
        // From the last to the first, so that each points to the next.
        for (number, value) in values.iter().enumerate().rev() {
            if value.len() >= SHORTEST {
                let next = first.insert(value.expose().as_slice(), number);
                if let Some(slot) = next_equal.get_mut(number) {
                    *slot = next;
                }
            }
        }
        let mut numbers: Vec<usize> = first.into_values().collect();
        numbers.sort_unstable();
        let mut needles = Vec::new();
        for number in numbers {
            let value = values.get(number).map(SecretBytes::expose);
            forms::each(value.map_or(&[], Vec::as_slice), |text, edges| {
                needles.push(Needle {
                    number,
                    text: Zeroizing::new(text),
                    edges,
                });
            });
        }
        let index = Index::new(&needles);
        Self {
            values,
            next_equal,
            needles,
            index,
        }
    }

    /// Works with a value, such as to make its fingerprint.
    pub fn with<T>(&self, number: usize, work: impl FnOnce(&[u8]) -> T) -> Option<T> {
        self.values.get(number).map(|value| work(value.expose()))
    }

    /// Tells the number and the place of each value that is in some bytes, in the order of places;
    /// of equal values, every number.
    pub fn search(&self, bytes: &[u8], found: &mut dyn FnMut(usize, Range<usize>)) {
        let mut all: Vec<(usize, usize, usize)> = Vec::new();
        self.index.scan(bytes, |needle, start| {
            let Some(needle) = self.needles.get(needle) else {
                return;
            };
            let range = start..start + needle.text.len();
            if bytes.get(range.clone()) == Some(needle.text.as_slice())
                && (needle.edges == Edges::Free || is_separate(bytes, &range))
            {
                all.push((range.start, range.end, needle.number));
            }
        });
        all.sort_unstable();
        all.dedup();
        for (start, end, number) in all {
            let mut equal = Some(number);
            while let Some(number) = equal {
                found(number, start..end);
                equal = self.next_equal.get(number).copied().flatten();
            }
        }
    }
}

/// Whether no letter or digit goes on where the value ends with one.
fn is_separate(bytes: &[u8], range: &Range<usize>) -> bool {
    let word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = range.start.checked_sub(1).and_then(|at| bytes.get(at));
    // What ends an escape, such as `\n`, is no letter.
    let escape = range.start >= 2 && bytes.get(range.start - 2) == Some(&b'\\');
    let begins = !(word(before) && word(bytes.get(range.start))) || escape;
    let last = range.end.checked_sub(1).and_then(|at| bytes.get(at));
    begins && !(word(last) && word(bytes.get(range.end)))
}

#[cfg(test)]
mod tests;
