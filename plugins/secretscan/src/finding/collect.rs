//! Merges sightings: one finding a credential, told by the best rule and the most telling place.
//!
//! - Equal values are one credential, wherever they lie. The rule that knows most about it names it:
//!   one that recognises the value's own form before one that goes by its name.
//! - A value that was taken for a credential as it stood, and that then turned out to be an encoding
//!   of others, is not one itself.
//! - The place shown first is where somebody put it: a leak before a store, an object that belongs to
//!   nobody before what a controller made of it, a file of an image that can be seen before one that
//!   a later layer hides.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use plugin_kit::{object::ObjectRef, report::Severity};

use super::{Class, Fingerprint, Sighting, Whereabouts};
use crate::{
    rules::{Builtin, Form, RuleIndex, RuleSet},
    unfold::Step,
};

/// Sightings of a run.
#[derive(Debug, Default)]
pub struct Findings {
    sightings: Vec<Sighting>,
}

/// A credential with its places.
#[derive(Debug)]
pub struct Merged {
    /// The rule that knows most about it.
    pub rule: RuleIndex,
    /// How much it matters.
    pub severity: Severity,
    /// A leak if any of its places is one.
    pub class: Class,
    /// The most telling place.
    pub first: Sighting,
    /// The others, sorted by place.
    pub others: Vec<Sighting>,
}

impl Findings {
    /// Takes a sighting in.
    pub fn add(&mut self, sighting: Sighting) {
        self.sightings.push(sighting);
    }

    /// How many sightings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sightings.len()
    }

    /// Whether nothing was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sightings.is_empty()
    }

    /// Every sighting, as it was taken in.
    pub fn into_sightings(self) -> impl Iterator<Item = Sighting> {
        self.sightings.into_iter()
    }

    /// Takes everything in that another has.
    pub fn join(&mut self, other: Self) {
        self.sightings.extend(other.sightings);
    }

    /// One finding a credential: the worst first, then by place.
    ///
    /// `depth` says how many owners an object has: what nobody owns is where somebody put it.
    #[must_use]
    pub fn merge(self, rules: &RuleSet, depth: impl Fn(&ObjectRef) -> usize) -> Vec<Merged> {
        // With when it was first seen: two values of one text come in the order of the text.
        let mut by_value: HashMap<Fingerprint, (usize, Vec<Sighting>)> = HashMap::new();
        let sightings = without_wrappings(self.sightings, rules);
        for (position, sighting) in sightings.into_iter().enumerate() {
            let (_, same) = by_value
                .entry(sighting.fingerprint)
                .or_insert_with(|| (position, Vec::new()));
            same.push(sighting);
        }
        let mut by_value: Vec<_> = by_value.into_values().collect();
        by_value.sort_by_key(|(position, _)| *position);
        let mut merged: Vec<Merged> = by_value
            .into_iter()
            .filter_map(|(_, sightings)| one(sightings, rules, &depth))
            .collect();
        merged.sort_by(|left, right| key(left).cmp(&key(right)));
        merged
    }
}

fn key(
    merged: &Merged,
) -> (
    Class,
    Severity,
    &Whereabouts,
    &crate::unfold::Trail,
    RuleIndex,
) {
    (
        merged.class,
        merged.severity,
        &merged.first.whereabouts,
        &merged.first.trail,
        merged.rule,
    )
}

fn one(
    sightings: Vec<Sighting>,
    rules: &RuleSet,
    depth: &impl Fn(&ObjectRef) -> usize,
) -> Option<Merged> {
    let best = sightings.iter().max_by_key(|sighting| {
        (
            knowledge(rules, sighting.rule),
            std::cmp::Reverse(sighting.rule),
        )
    })?;
    let (rule, redacted) = (best.rule, best.redacted.clone());
    let aws = sightings
        .iter()
        .filter_map(|sighting| sighting.aws.clone())
        .max_by_key(|aws| (aws.paired, aws.account.is_some()));
    let class = sightings.iter().map(|sighting| sighting.class).min()?;
    let mut places: BTreeMap<_, Sighting> = BTreeMap::new();
    for sighting in sightings {
        let place = (sighting.whereabouts.clone(), sighting.trail.clone());
        // A file that a later layer writes again lies in the same place.
        let kept = places.entry(place).or_insert_with(|| sighting.clone());
        if is_hidden(kept) && !is_hidden(&sighting) {
            *kept = sighting;
        }
    }
    let mut places: Vec<Sighting> = without_lines(places.into_values().collect());
    places.sort_by_cached_key(|sighting| {
        (
            sighting.class,
            is_hidden(sighting),
            depth(&sighting.whereabouts.object),
            sighting.whereabouts.clone(),
            sighting.trail.steps().len(),
            sighting.trail.clone(),
        )
    });
    let mut places = places.into_iter();
    let mut first = places.next()?;
    first.redacted = redacted;
    first.aws = aws;
    let mut others: Vec<Sighting> = places.collect();
    others.sort_by(|left, right| {
        (&left.whereabouts, &left.trail).cmp(&(&right.whereabouts, &right.trail))
    });
    let severity = match class {
        Class::Leak => rules.rules().get(usize::from(rule.0))?.severity,
        Class::Stored => Severity::Low,
    };
    Some(Merged {
        rule,
        severity,
        class,
        first,
        others,
    })
}

/// Whether a later layer of the image hides the place.
fn is_hidden(sighting: &Sighting) -> bool {
    let image = sighting.image.as_ref();
    image.is_some_and(|place| place.hidden_by.is_some())
}

/// How much a rule knows about what it finds.
fn knowledge(rules: &RuleSet, rule: RuleIndex) -> u8 {
    match rules
        .rules()
        .get(usize::from(rule.0))
        .map(|rule| &rule.form)
    {
        Some(Form::Builtin(Builtin::AwsAccessKey)) => 6,
        Some(Form::Token { .. }) => 5,
        Some(Form::Keyed { .. }) => 4,
        Some(Form::Builtin(Builtin::PrivateKey | Builtin::JsonWebToken)) => 3,
        Some(Form::Builtin(Builtin::Password | Builtin::Secret)) => 1,
        Some(Form::Builtin(Builtin::KnownValue)) | None => 0,
        Some(Form::Builtin(_)) => 2,
    }
}

/// Leaves out lines of a text where the same value was also found as a field of that text.
fn without_lines(places: Vec<Sighting>) -> Vec<Sighting> {
    let fields: BTreeSet<(Whereabouts, Vec<Step>)> = places
        .iter()
        .filter(|sighting| line_of(sighting).is_none())
        .map(|sighting| {
            (
                sighting.whereabouts.clone(),
                sighting.trail.steps().to_vec(),
            )
        })
        .collect();
    let is_field_too = |sighting: &Sighting| {
        let Some(text) = line_of(sighting) else {
            return false;
        };
        let from = (sighting.whereabouts.clone(), text.to_vec());
        let next = fields.range(from..).next();
        next.is_some_and(|(whereabouts, steps)| {
            *whereabouts == sighting.whereabouts && steps.starts_with(text)
        })
    };
    places
        .into_iter()
        .filter(|sighting| !is_field_too(sighting))
        .collect()
}

/// The way to the text of which the place is a line.
fn line_of(sighting: &Sighting) -> Option<&[Step]> {
    match sighting.trail.steps().split_last() {
        Some((Step::Line(_), text)) => Some(text),
        _ => None,
    }
}

/// Leaves out what was found by its name only and holds other findings once it is decoded.
fn without_wrappings(sightings: Vec<Sighting>, rules: &RuleSet) -> Vec<Sighting> {
    let mut opened: BTreeSet<(Whereabouts, Vec<Step>)> = BTreeSet::new();
    for sighting in &sightings {
        let steps = sighting.trail.steps();
        for (index, step) in steps.iter().enumerate() {
            if matches!(step, Step::Decoded(_)) {
                let (outer, _) = steps.split_at(index);
                opened.insert((sighting.whereabouts.clone(), outer.to_vec()));
            }
        }
    }
    if opened.is_empty() {
        return sightings;
    }
    sightings
        .into_iter()
        .filter(|sighting| {
            knowledge(rules, sighting.rule) > 1
                || !opened.contains(&(
                    sighting.whereabouts.clone(),
                    sighting.trail.steps().to_vec(),
                ))
        })
        .collect()
}

#[cfg(test)]
mod tests;
