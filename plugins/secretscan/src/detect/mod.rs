//! Searches bytes for credentials: which rule, where, and nothing about what surrounds the bytes.

use std::ops::Range;

use crate::rules::{RuleIndex, RuleSet};

/// What kind of text is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// Text that people write: assignments in it are read as well.
    Text,
    /// Programs and data: only what is recognised by its own text.
    Binary,
}

/// A credential in the bytes that were searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which rule found it.
    pub rule: RuleIndex,
    /// Where the credential is.
    pub range: Range<usize>,
}

/// Searches with a set of rules.
pub struct Detector<'r> {
    rules: &'r RuleSet,
}

impl<'r> Detector<'r> {
    /// Prepares the search.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        Self { rules }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Searches a text that has no structure, or whose structure is not known.
    pub fn text(&self, _bytes: &[u8], _medium: Medium, _found: &mut dyn FnMut(Match)) {}

    /// Searches a value whose name is known: `keys` from the outermost to the innermost, such as
    /// `["datadog", "apiKey"]` or `["AWS_SECRET_ACCESS_KEY"]`.
    pub fn value(&self, _keys: &[&str], _value: &[u8], _found: &mut dyn FnMut(Match)) {}
}
