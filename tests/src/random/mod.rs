//! Seeded random RBAC objects and questions, for the differential test.
//!
//! The vocabulary is small, so that rules and questions meet often, and adversarial: patterns that
//! are none, names in the wrong case, empty strings, stars in every place, implied groups, bindings
//! to roles that do not exist. Every name starts with the prefix of its run, so that runs on one
//! API server do not meet.

mod objects;
mod questions;

pub use objects::Objects;
pub use questions::{Question, RequestTarget};

/// A small deterministic generator (SplitMix64): the same seed gives the same run everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator for a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which must not be 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(self.bits() % bound).unwrap_or_default()
    }

    /// True in `percent` of 100 cases.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the choices, which must not be empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Between `least` and `most` choices, repetitions possible.
    pub fn some(&mut self, choices: &[&str], least: usize, most: usize) -> Vec<String> {
        let count = least + self.below(most - least + 1);
        (0..count)
            .map(|_| (*self.pick(choices)).to_owned())
            .collect()
    }
}
