//! What is looked for, and what a match is told by.

use crate::{
    detect::{Detector, Medium},
    finding::{Class, Fingerprinter, Redacted, Sighting, Whereabouts},
    known::KnownValues,
    rules::{Builtin, RuleIndex, RuleSet},
    unfold::{Step, Trail},
};

/// What is looked for; shared by threads.
pub struct Lookout<'r> {
    pub(super) detector: Detector<'r>,
    pub(super) fingerprinter: Fingerprinter,
    pub(super) known: Option<Known>,
}

/// Where a Secret keeps a value.
#[derive(Debug, Clone)]
pub struct Store {
    /// The Secret.
    pub whereabouts: Whereabouts,
    /// Where in it.
    pub trail: Trail,
}

/// Values of Secrets, and where each is kept.
pub(super) struct Known {
    pub(super) rule: RuleIndex,
    pub(super) values: KnownValues,
    pub(super) stores: Vec<Store>,
}

impl<'r> Lookout<'r> {
    /// Looks for what the rules describe.
    #[must_use]
    pub fn new(rules: &'r RuleSet, fingerprinter: Fingerprinter) -> Self {
        Self {
            detector: Detector::new(rules),
            fingerprinter,
            known: None,
        }
    }

    /// Also looks for values of Secrets; `stores` says where each is kept, by its number.
    #[must_use]
    pub fn knowing(mut self, values: KnownValues, stores: Vec<Store>) -> Self {
        let rule = self.detector.rules().builtin(Builtin::KnownValue);
        self.known = rule.map(|rule| Known {
            rule,
            values,
            stores,
        });
        self
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.detector.rules()
    }

    /// What is written down of a value.
    pub(super) fn sighting(
        &self,
        rule: RuleIndex,
        value: &[u8],
        (whereabouts, class): (&Whereabouts, Class),
        trail: Trail,
    ) -> Option<Sighting> {
        Some(Sighting {
            rule,
            fingerprint: self.fingerprinter.of(value),
            redacted: Redacted::of(self.rules().get(rule)?, value),
            class,
            whereabouts: whereabouts.clone(),
            trail: self.without_values(trail, value),
            aws: None,
            image: None,
        })
    }

    /// The trail without credentials: keys and names of members can hold some.
    pub(super) fn without_values(&self, trail: Trail, value: &[u8]) -> Trail {
        trail.map(|step| match step {
            Step::Key(key) => Step::Key(self.masked(key, value)),
            Step::Member(path) => Step::Member(self.masked(path, value)),
            step @ (Step::Index(_) | Step::Line(_) | Step::Decoded(_)) => step,
        })
    }

    /// The text without the credentials that can be told in it.
    #[must_use]
    pub fn without_credentials(&self, text: String) -> String {
        self.masked(text, &[])
    }

    /// The text without this value and without credentials that can be told.
    pub(super) fn masked(&self, text: String, value: &[u8]) -> String {
        let mut hidden = Vec::new();
        self.detector
            .text(text.as_bytes(), Medium::Text, &mut |found| {
                hidden.push(found.range);
            });
        if !value.is_empty() {
            let starts = memchr::memmem::find_iter(text.as_bytes(), value);
            hidden.extend(starts.map(|start| start..start + value.len()));
        }
        super::mask::mask(text, hidden)
    }
}
