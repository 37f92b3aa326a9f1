//! Searches bytes for credentials: which rule, where, and nothing about what surrounds the bytes.
//!
//! One pass of a `filter` over the bytes finds the texts that rules begin with and the words that
//! names of credentials are made of; whatever is done about a hit looks at a few KiB round it, so
//! that a text can be searched in overlapping windows. See [`Detector`].

mod assignment;
mod boundary;
mod builtin;
pub(crate) mod evidence;
mod examples;
mod filter;
mod keyed;
mod name;
mod needle;
mod overlap;
mod pair;
mod pattern;
mod search;
pub(crate) mod sql;
mod value;

use std::{ops::Range, sync::OnceLock};

use crate::rules::{Builtin, Form, RuleIndex, RuleSet};

use filter::Filter;
use keyed::Keyed;
use needle::{Needle, Needles};
use pattern::Pattern;
use search::Search;

pub use examples::{BrokenExample, broken_examples};
pub use pair::{Part, Piece, pair, piece};

/// How far from a credential the bytes are that decide about it: windows of a longer text overlap
/// by this much.
pub const REACH: usize = 8 << 10;

/// What kind of text is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// Text that people write: assignments in it are read as well.
    Text,
    /// Programs and data: only what is recognised by its own text, and strings that are settings from
    /// end to end.
    Binary,
}

/// A credential in the bytes that were searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Which rule found it.
    pub rule: RuleIndex,
    /// Where the credential is.
    pub range: Range<usize>,
    /// What else is known about it.
    pub detail: Option<Detail>,
}

/// What is known about a credential beside its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// The id of an AWS access key, and where in the same bytes its secret key is.
    AwsKeyId {
        /// The secret key.
        secret: Option<Range<usize>>,
    },
    /// An AWS secret access key, and where in the same bytes its id is.
    AwsSecretKey {
        /// The id.
        id: Option<Range<usize>>,
    },
    /// A private key that is itself encrypted with a passphrase.
    EncryptedKey,
}

impl Match {
    /// A match that is known for nothing but its rule.
    #[must_use]
    pub const fn new(rule: RuleIndex, range: Range<usize>) -> Self {
        Self {
            rule,
            range,
            detail: None,
        }
    }
}

/// Searches with a set of rules.
///
/// ```
/// use plugin_kit::report::Severity;
/// use secretscan::{detect::{Detector, Medium}, rules::{Builtin, Form, Rule, RuleSet}};
///
/// let rules = RuleSet::new(vec![Rule {
///     id: "url-password".to_owned(),
///     name: "Password in a URL".to_owned(),
///     severity: Severity::High,
///     source: None,
///     form: Form::Builtin(Builtin::UrlPassword),
///     entropy: None,
///     checksum: None,
///     positive: Vec::new(),
///     negative: Vec::new(),
/// }]);
/// let text = ["postgres://app:", "Tr0ub4dor&3", "@db:5432/app"].concat();
/// let mut found = Vec::new();
/// Detector::new(&rules).text(text.as_bytes(), Medium::Text, &mut |hit| found.push(hit.range));
/// assert_eq!(found, [15..26]);
/// ```
pub struct Detector<'r> {
    rules: &'r RuleSet,
    filter: Filter,
    needles: Needles,
    /// The patterns of the rules, each compiled when it is first needed.
    patterns: Vec<OnceLock<Option<Pattern>>>,
    keyed: Keyed,
    builtins: Builtins,
}

/// Which rule stands for what code recognises.
struct Builtins([Option<RuleIndex>; BUILTINS]);

/// How many kinds there are.
const BUILTINS: usize = Builtin::KnownValue as usize + 1;

impl Builtins {
    fn new(rules: &RuleSet) -> Self {
        let mut builtins = [None; BUILTINS];
        for (index, rule) in rules.indexed() {
            if let Form::Builtin(builtin) = rule.form
                && let Some(slot) = builtins.get_mut(builtin as usize)
            {
                slot.get_or_insert(index);
            }
        }
        Self(builtins)
    }

    fn get(&self, builtin: Builtin) -> Option<RuleIndex> {
        self.0.get(builtin as usize).copied().flatten()
    }
}

impl<'r> Detector<'r> {
    /// Prepares the search; patterns are compiled when they are first needed.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let needles = Needles::new(rules);
        Self {
            rules,
            filter: Filter::new(needles.literals()),
            needles,
            patterns: rules.rules().iter().map(|_| OnceLock::new()).collect(),
            keyed: Keyed::new(rules),
            builtins: Builtins::new(rules),
        }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Searches a text that has no structure, or whose structure is not known.
    ///
    /// Matches come in the order of the text and never overlap. A match depends on nothing that is
    /// further from it than [`REACH`].
    pub fn text(&self, bytes: &[u8], medium: Medium, found: &mut dyn FnMut(Match)) {
        let mut search = Search::new(self, bytes, medium);
        search.run();
        search.settle(found);
    }

    /// Searches a value whose name is known: `keys` from the outermost to the innermost, such as
    /// `["datadog", "apiKey"]` or `["AWS_SECRET_ACCESS_KEY"]`.
    ///
    /// The text of the value is searched as well.
    pub fn value(&self, keys: &[&str], value: &[u8], found: &mut dyn FnMut(Match)) {
        let mut search = Search::new(self, value, Medium::Text);
        search.run();
        search.named(keys);
        search.settle(found);
    }

    /// The pattern of a rule, compiled by now.
    fn pattern(&self, rule: RuleIndex) -> Option<&Pattern> {
        let slot = self.patterns.get(usize::from(rule.0))?;
        slot.get_or_init(|| match &self.rules.get(rule)?.form {
            Form::Token { pattern, .. } => Pattern::new(pattern),
            // The whole value must match, whichever alternative does.
            Form::Keyed { pattern, .. } => Pattern::new(&format!(r"\A(?:{pattern})\z")),
            Form::Builtin(_) => None,
        })
        .as_ref()
    }

    fn needle(&self, literal: filter::LiteralIndex) -> Option<&Needle> {
        self.needles.get(literal)
    }
}

#[cfg(test)]
mod tests;
