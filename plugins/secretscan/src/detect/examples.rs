//! Whether a rule does what its examples say, among all rules that are searched together.

use std::fmt;

use super::{Detector, Match, Medium};
use crate::rules::{Form, Rule, RuleIndex, samples};

/// Random fillings of each template that are tried.
const SEEDS: u64 = 2;
/// Another rule knows the same credential when its own begins this near.
const NEAR: usize = 8;

/// An example that a rule contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenExample {
    /// Whether the rule should find something in it.
    pub is_positive: bool,
    /// The example as the rule has it: a template, without any credential.
    pub template: String,
}

impl fmt::Display for BrokenExample {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { template, .. } = self;
        if self.is_positive {
            write!(
                formatter,
                "finds nothing in its positive example {template:?}"
            )
        } else {
            write!(
                formatter,
                "finds something in its negative example {template:?}"
            )
        }
    }
}

/// The examples of a rule that it contradicts.
///
/// A credential that another rule finds as well is found; what code recognises does not count, for
/// it takes whatever is assigned to the right name.
#[must_use]
pub fn broken_examples(
    detector: &Detector<'_>,
    index: RuleIndex,
    rule: &Rule,
) -> Vec<BrokenExample> {
    let misses = |template: &&String| {
        !samples_of(template).all(|sample| {
            let found = matches(detector, &sample.text);
            found.iter().any(|found| {
                found.rule == index && found.range == sample.credential
                    || is_specific(detector, found.rule)
                        && found.range.start.abs_diff(sample.credential.start) < NEAR
            })
        })
    };
    let takes = |template: &&String| {
        samples_of(template).any(|sample| {
            let found = matches(detector, &sample.text);
            found.iter().any(|found| found.rule == index)
        })
    };
    let broken = |is_positive, template: &String| BrokenExample {
        is_positive,
        template: template.clone(),
    };
    let positive = rule.positive.iter().filter(misses);
    let negative = rule.negative.iter().filter(takes);
    positive
        .map(|template| broken(true, template))
        .chain(negative.map(|template| broken(false, template)))
        .collect()
}

fn samples_of(template: &str) -> impl Iterator<Item = samples::Sample> {
    // Templates are checked when rules are read.
    (0..SEEDS).filter_map(move |seed| samples::expand(template, seed).ok())
}

fn is_specific(detector: &Detector<'_>, rule: RuleIndex) -> bool {
    let rule = detector.rules().get(rule);
    rule.is_some_and(|rule| !matches!(rule.form, Form::Builtin(_)))
}

fn matches(detector: &Detector<'_>, text: &str) -> Vec<Match> {
    let mut all = Vec::new();
    detector.text(text.as_bytes(), Medium::Text, &mut |found| all.push(found));
    all
}
