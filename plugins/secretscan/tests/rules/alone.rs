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
        for template in &rule.positive {
            for seed in SEEDS {
                let sample = expand(template, seed).unwrap();
                if !finds(&rule, &sample) {
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
        for template in &rule.negative {
            for seed in SEEDS {
                let text = expand(template, seed).unwrap().text;
                if !found(&rule, &text).is_empty() {
                    failures.push(format!("{}: {template} (seed {seed})", rule.id));
                }
            }
        }
    }
    assert!(failures.is_empty(), "found:\n{}", failures.join("\n"));
}

fn finds(rule: &Rule, sample: &Sample) -> bool {
    match &rule.form {
        Form::Token { .. } => found(rule, &sample.text).contains(&sample.credential),
        Form::Keyed { keys, pattern } => {
            let name = &sample.text[..sample.credential.start];
            let value = &sample.text[sample.credential.clone()];
            keys.iter().any(|key| is_named(key, name))
                && whole(pattern).unwrap().is_match(value)
                && rule.admits(value.as_bytes())
        }
        Form::Builtin(_) => true,
    }
}

/// What the rule finds in a text. Of a keyed rule, every text behind its name that looks like its
/// value counts, wherever an assignment might end.
fn found(rule: &Rule, text: &str) -> Vec<Range<usize>> {
    match &rule.form {
        Form::Token { pattern, .. } => {
            let regex = anywhere(pattern).unwrap();
            values(&regex, text)
                .into_iter()
                .filter(|value| is_free(text, value) && rule.admits(text[value.clone()].as_bytes()))
                .collect()
        }
        Form::Keyed { keys, pattern } => {
            let regex = anywhere(pattern).unwrap();
            values(&regex, text)
                .into_iter()
                .filter(|value| is_free(text, value) && rule.admits(text[value.clone()].as_bytes()))
                .filter(|value| keys.iter().any(|key| is_named(key, &text[..value.start])))
                .collect()
        }
        Form::Builtin(_) => Vec::new(),
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

/// Whether no letter, digit or underscore touches the credential.
fn is_free(text: &str, value: &Range<usize>) -> bool {
    let part =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    let before = value.start.checked_sub(1).and_then(|at| bytes.get(at));
    !part(before) && !part(bytes.get(value.end))
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
