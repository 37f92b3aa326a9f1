//! Each rule by itself: its pattern, the bounds of a token, and its gates.

use std::ops::Range;

use regex_automata::{meta::Regex, util::syntax};
use secretscan::rules::{
    Form, Phrase, Rule,
    samples::{Sample, expand},
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
            anywhere: compile(pattern),
            whole: compile(&format!(r"\A(?:{pattern})\z")),
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
            .filter(|value| self.rule.admits(text[value.clone()].as_bytes()))
            .filter(|value| self.is_named(&text[..value.start]))
            .collect()
    }

    fn is_named(&self, name: &str) -> bool {
        self.keys
            .is_none_or(|keys| keys.iter().any(|key| is_named(key, name)))
    }
}

fn compile(pattern: &str) -> Regex {
    Regex::builder()
        .configure(Regex::config().utf8_empty(false).dfa(false))
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .build(pattern)
        .unwrap()
}

/// The credentials of all matches that stand alone, found again behind the start of each.
fn values(regex: &Regex, text: &str) -> Vec<Range<usize>> {
    let mut captures = regex.create_captures();
    let mut values = Vec::new();
    let mut at = 0;
    while at <= text.len() {
        regex.captures(regex_automata::Input::new(text).range(at..), &mut captures);
        let Some(matched) = captures.get_match() else {
            break;
        };
        let value = captures
            .get_group_by_name("value")
            .map_or(matched.range(), |value| value.range());
        // What surrounds a group is part of the pattern, which says itself where it begins.
        if (value != matched.range() || begins(text, value.start)) && ends(text, value.end) {
            values.push(value);
        }
        at = matched.start() + 1;
    }
    values
}

/// Whether no letter, digit or underscore stands before a credential, but for that of an escape.
fn begins(text: &str, start: usize) -> bool {
    let before = &text.as_bytes()[..start];
    let escapes = [&b"\\n"[..], b"\\t", b"\\r"];
    !is_part(before.last()) || escapes.iter().any(|escape| before.ends_with(escape))
}

/// Whether no letter, digit or underscore stands behind a credential.
fn ends(text: &str, end: usize) -> bool {
    !is_part(text.as_bytes().get(end))
}

fn is_part(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
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
