//! One thing that is accepted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Class, Item, Location};

/// One thing that is accepted: a value, or whatever lies in a place.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// The rule that found it; for readers, and with `place` a condition.
    pub rule: String,
    /// How it was found: accepting what is stored does not accept a leak.
    pub class: Class,
    /// The value; null where a place is accepted.
    pub fingerprint: Option<String>,
    /// The place; null where a value is accepted wherever it lies.
    pub place: Option<Location>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a report says of a finding, as far as accepting it goes.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    rule: String,
    class: Class,
    fingerprint: String,
    location: Location,
    duplicates: Vec<Location>,
}

impl From<&Item> for Reported {
    fn from(item: &Item) -> Self {
        Self {
            rule: item.rule.clone(),
            class: item.class,
            fingerprint: item.fingerprint.clone(),
            location: item.location.clone(),
            duplicates: item.duplicates.clone(),
        }
    }
}

impl Entry {
    /// Accepts the value of a finding.
    #[must_use]
    pub fn of_value(found: Reported, reason: Option<&str>) -> Self {
        Self {
            rule: found.rule,
            class: found.class,
            fingerprint: Some(found.fingerprint),
            place: None,
            reason: reason.map(str::to_owned),
        }
    }

    /// Accepts whatever the rule finds in the places of a finding, also once it is rotated.
    pub fn of_places(found: Reported, reason: Option<&str>) -> impl Iterator<Item = Self> {
        let places = std::iter::once(found.location).chain(found.duplicates);
        places.map(move |place| Self {
            rule: found.rule.clone(),
            class: found.class,
            fingerprint: None,
            place: Some(place),
            reason: reason.map(str::to_owned),
        })
    }

    /// Whether a finding of this class is covered: accepting a leak accepts the store as well.
    #[must_use]
    pub fn covers(&self, class: Class) -> bool {
        self.class <= class
    }
}
