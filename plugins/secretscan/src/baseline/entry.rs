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

impl Entry {
    /// Accepts the value of a finding.
    #[must_use]
    pub fn of_value(item: &Item, reason: Option<&str>) -> Self {
        Self {
            rule: item.rule.clone(),
            class: item.class,
            fingerprint: Some(item.fingerprint.clone()),
            place: None,
            reason: reason.map(str::to_owned),
        }
    }

    /// Accepts whatever the rule finds in the places of a finding, also once it is rotated.
    pub fn of_places<'a>(
        item: &'a Item,
        reason: Option<&'a str>,
    ) -> impl Iterator<Item = Self> + 'a {
        let places = std::iter::once(&item.location).chain(&item.duplicates);
        places.map(move |place| Self {
            rule: item.rule.clone(),
            class: item.class,
            fingerprint: None,
            place: Some(place.clone()),
            reason: reason.map(str::to_owned),
        })
    }

    /// Whether a finding of this class is covered: accepting a leak accepts the store as well.
    #[must_use]
    pub fn covers(&self, class: Class) -> bool {
        self.class <= class
    }
}
