//! Which rules a name may belong to: those of which it holds the words of a key phrase, in order.

use std::collections::HashMap;

use super::name::Words;
use crate::rules::{Form, Phrase, RuleIndex, RuleSet};

/// Key phrases by their first word.
pub(super) struct Keyed(HashMap<Vec<u8>, Vec<Entry>>);

/// A phrase behind its first word.
struct Entry {
    rule: RuleIndex,
    rest: Vec<Vec<u8>>,
}

impl Keyed {
    /// The phrases of all rules, taken apart as names are.
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut entries: HashMap<Vec<u8>, Vec<Entry>> = HashMap::new();
        for (index, rule) in rules.indexed() {
            let Form::Keyed { keys, .. } = &rule.form else {
                continue;
            };
            for Phrase(phrase) in keys {
                let mut words = Words::new();
                for word in phrase {
                    words.push_key(word.as_bytes());
                }
                let mut words = words.iter().map(<[u8]>::to_vec);
                if let Some(first) = words.next() {
                    let rest = words.collect();
                    entries
                        .entry(first)
                        .or_default()
                        .push(Entry { rule: index, rest });
                }
            }
        }
        Self(entries)
    }

    /// Calls `each` with the rules that a name may belong to, some more than once.
    pub(super) fn rules(&self, name: &Words, mut each: impl FnMut(RuleIndex)) {
        for (index, word) in name.iter().enumerate() {
            for entry in self.0.get(word).into_iter().flatten() {
                let mut later = name.iter().skip(index + 1);
                if entry
                    .rest
                    .iter()
                    .all(|wanted| later.any(|word| word == wanted.as_slice()))
                {
                    each(entry.rule);
                }
            }
        }
    }
}
