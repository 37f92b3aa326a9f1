//! From merged sightings to items of the report.

use std::collections::BTreeSet;

use plugin_kit::object::ObjectRef;

use whocan::analyze::ItemSubject;

use super::{Item, Location, Merged, Owner, Sighting, Surroundings, Verified, Whereabouts};
use crate::rules::RuleSet;

/// The items of a report, in the order of the findings.
#[must_use]
pub fn present(merged: &[Merged], rules: &RuleSet, surroundings: &dyn Surroundings) -> Vec<Item> {
    merged
        .iter()
        .filter_map(|merged| item(merged, rules, surroundings))
        .collect()
}

fn item(merged: &Merged, rules: &RuleSet, surroundings: &dyn Surroundings) -> Option<Item> {
    let rule = rules.get(merged.rule)?;
    let places = || std::iter::once(&merged.first).chain(&merged.others);
    let objects: BTreeSet<&Whereabouts> = places().map(|place| &place.whereabouts).collect();
    let used_by: BTreeSet<ObjectRef> = objects
        .iter()
        .flat_map(|whereabouts| surroundings.used_by(&whereabouts.object))
        .collect();
    let (first, duplicates) = (&merged.first, merged.others.iter().map(location).collect());
    let is_canary = first.aws.as_ref().is_some_and(|aws| aws.canary);
    Some(Item {
        rule: rule.id.clone(),
        title: rule.name.clone(),
        class: merged.class,
        severity: merged.severity,
        location: location(first),
        owner: owner(surroundings.owners(&first.whereabouts.object)),
        fingerprint: first.fingerprint.to_string(),
        redacted: first.redacted.to_string(),
        aws: first.aws.clone(),
        duplicates,
        used_by: used_by.into_iter().collect(),
        readable_by: readers(&objects, surroundings),
        image: first.image.clone(),
        verified: if is_canary {
            Verified::Honeytoken
        } else {
            Verified::NotTried
        },
    })
}

fn location(sighting: &Sighting) -> Location {
    let object = &sighting.whereabouts.object;
    Location {
        kind: object.kind.clone(),
        namespace: object.namespace.clone(),
        name: object.name.clone(),
        path: sighting.trail.to_string(),
    }
}

fn owner(mut owners: Vec<ObjectRef>) -> Option<Owner> {
    let object = owners.pop()?;
    Some(Owner {
        object,
        through: owners,
    })
}

/// Who may read any of the objects; not known if it is not known of one.
fn readers(
    objects: &BTreeSet<&Whereabouts>,
    surroundings: &dyn Surroundings,
) -> Option<Vec<ItemSubject>> {
    let mut readers = BTreeSet::new();
    for whereabouts in objects {
        readers.extend(surroundings.readers(whereabouts)?);
    }
    Some(readers.into_iter().collect())
}
