//! Each rule by itself: its pattern, the bounds of a token, and its gates.

use std::ops::Range;

use regex_automata::meta::Regex;
use secretscan::rules::{
    Form, Phrase, Rule, anywhere,
    samples::{Sample, expand},
    whole,
};

use super::files::{SEEDS, rules};

#[test]
fn every_rule_finds_its_positives_exactly() {
    let mut failures = Vec::new();
    for rule in rules() {
        let Some(alone) = Alone::new(&rule) else {
            continue;
        };
        for template in &rule.positive {
            for seed in SEEDS {
                let sample = expand(template, seed).unwrap();
                if !alone.finds(&sample) {
                    failures.push(format!("{}: {template} (seed {seed})", rule.id));
                }
            }
        }
    }
    assert!(failures.is_empty(), "not found:\n{}", failures.join("\n"));
}

#[test]
fn no_rule_finds_anything_in_its_negatives() {
    let mut failures = Vec::new();
    for rule in rules() {
        let Some(alone) = Alone::new(&rule) else {
            continue;
        };
        for template in &rule.negative {
            for seed in SEEDS {
                let text = expand(template, seed).unwrap().text;
                if !alone.found(&text).is_empty() {
                    failures.push(format!("{}: {template} (seed {seed})", rule.id));
                }
            }
        }
    }
    assert!(failures.is_empty(), "found:\n{}", failures.join("\n"));
}

/// A rule with its pattern compiled.
struct Alone<'r> {
    rule: &'r Rule,
    keys: Option<&'r [Phrase]>,
    anywhere: Regex,
    whole: Regex,
}

impl<'r> Alone<'r> {
    fn new(rule: &'r Rule) -> Option<Self> {
        let (keys, pattern) = match &rule.form {
            Form::Token { pattern, .. } => (None, pattern),
            Form::Keyed { keys, pattern } => (Some(keys.as_slice()), pattern),
            Form::Builtin(_) => return None,
        };
        Some(Self {
            rule,
            keys,
            anywhere: anywhere(pattern).unwrap(),
            whole: whole(pattern).unwrap(),
        })
    }

    fn finds(&self, sample: &Sample) -> bool {
        let value = &sample.text[sample.credential.clone()];
        match self.keys {
            None => self.found(&sample.text).contains(&sample.credential),
            Some(_) => {
                self.is_named(&sample.text[..sample.credential.start])
                    && self.whole.is_match(value)
                    && self.rule.admits(value.as_bytes())
            }
        }
    }

    /// What the rule finds in a text. Of a keyed rule, every text behind its name that looks like
    /// its value counts, wherever an assignment might end.
    fn found(&self, text: &str) -> Vec<Range<usize>> {
        values(&self.anywhere, text)
            .into_iter()
            .filter(|value| is_free(text, value))
            .filter(|value| self.rule.admits(text[value.clone()].as_bytes()))
            .filter(|value| self.is_named(&text[..value.start]))
            .collect()
    }

    fn is_named(&self, name: &str) -> bool {
        self.keys
            .is_none_or(|keys| keys.iter().any(|key| is_named(key, name)))
    }
}

/// The credentials of all matches, found again behind the start of each.
fn values(regex: &Regex, text: &str) -> Vec<Range<usize>> {
    let mut captures = regex.create_captures();
    let mut values = Vec::new();
    let mut at = 0;
    while at <= text.len() {
        regex.captures(regex_automata::Input::new(text).range(at..), &mut captures);
        let Some(matched) = captures.get_match() else {
            break;
        };
        values.push(
            captures
                .get_group_by_name("value")
                .map_or(matched.range(), |value| value.range()),
        );
        at = matched.start() + 1;
    }
    values
}

/// Whether no letter, digit or underscore touches the credential, but for one of an escape.
fn is_free(text: &str, value: &Range<usize>) -> bool {
    let part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let before = &text.as_bytes()[..value.start];
    let escaped = [&b"\\n"[..], b"\\t", b"\\r"]
        .iter()
        .any(|escape| before.ends_with(escape));
    (escaped || !part(before.last())) && !part(text.as_bytes().get(value.end))
}

/// Whether a text holds the words of a phrase in order.
fn is_named(phrase: &Phrase, text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut rest = text.as_str();
    phrase
        .0
        .iter()
        .all(|word| match rest.split_once(word.as_str()) {
            Some((_, behind)) => {
                rest = behind;
                true
            }
            None => false,
        })
}
