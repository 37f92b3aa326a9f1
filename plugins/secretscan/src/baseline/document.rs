//! A baseline as a document.

use std::collections::{BTreeSet, HashMap};

use plugin_kit::report::API_VERSION;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Entry;
use crate::finding::{Class, Fingerprinter, Item, Location};

/// `kind` of the document.
const KIND: &str = "SecretScanBaseline";

/// What is accepted, and the key that its fingerprints were made with.
#[derive(Debug, Clone)]
pub struct Baseline {
    fingerprinter: Fingerprinter,
    entries: BTreeSet<Entry>,
    values: HashMap<String, Class>,
    places: HashMap<(String, Location), Class>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    api_version: String,
    kind: String,
    key: Zeroizing<String>,
    accepted: Vec<Entry>,
}

impl Baseline {
    /// Accepts nothing yet.
    #[must_use]
    pub fn new(fingerprinter: Fingerprinter) -> Self {
        Self {
            fingerprinter,
            entries: BTreeSet::new(),
            values: HashMap::new(),
            places: HashMap::new(),
        }
    }

    /// Reads a document; the error says what is wrong with it and quotes nothing.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Document = serde_json::from_str(text).map_err(|error| {
            format!(
                "not a baseline: line {}, column {}",
                error.line(),
                error.column()
            )
        })?;
        if document.kind != KIND || document.api_version != API_VERSION {
            return Err(format!("not a {KIND} of {API_VERSION}"));
        }
        let fingerprinter = Fingerprinter::from_key_text(&document.key)
            .ok_or("its key is not 64 hexadecimal digits")?;
        let mut baseline = Self::new(fingerprinter);
        baseline.accept(document.accepted);
        Ok(baseline)
    }

    /// The document, sorted, so that a repository shows what changed.
    pub fn to_text(&self) -> Result<Zeroizing<String>, serde_json::Error> {
        let document = Document {
            api_version: API_VERSION.to_owned(),
            kind: KIND.to_owned(),
            key: self.fingerprinter.key_text(),
            accepted: self.entries.iter().cloned().collect(),
        };
        let mut text = serde_json::to_string_pretty(&document)?;
        text.push('\n');
        Ok(Zeroizing::new(text))
    }

    /// Makes the fingerprints that this baseline compares.
    #[must_use]
    pub fn fingerprinter(&self) -> &Fingerprinter {
        &self.fingerprinter
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is accepted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Accepts more.
    pub fn accept(&mut self, entries: impl IntoIterator<Item = Entry>) {
        for entry in entries {
            if let Some(fingerprint) = &entry.fingerprint {
                widen(&mut self.values, fingerprint.clone(), entry.class);
            } else if let Some(place) = &entry.place {
                let key = (entry.rule.clone(), place.clone());
                widen(&mut self.places, key, entry.class);
            }
            self.entries.insert(entry);
        }
    }

    /// Whether a finding is accepted: its value, or every place that it lies in.
    #[must_use]
    pub fn accepts(&self, item: &Item) -> bool {
        if let Some(class) = self.values.get(&item.fingerprint)
            && *class <= item.class
        {
            return true;
        }
        let mut places = std::iter::once(&item.location).chain(&item.duplicates);
        places.all(|place| {
            let key = (item.rule.clone(), place.clone());
            self.places
                .get(&key)
                .is_some_and(|class| *class <= item.class)
        })
    }
}

/// Keeps the class that covers more.
fn widen<Key: std::hash::Hash + Eq>(map: &mut HashMap<Key, Class>, key: Key, class: Class) {
    let present = map.entry(key).or_insert(class);
    *present = (*present).min(class);
}

#[cfg(test)]
mod tests {
    use super::Baseline;
    use crate::{
        baseline::Entry,
        finding::{Class, Fingerprinter, Item, Location, Verified},
    };
    use plugin_kit::report::Severity;

    fn baseline() -> Baseline {
        Baseline::new(Fingerprinter::from_bytes([7; 32]))
    }

    fn item(value: &str, class: Class, name: &str) -> Item {
        Item {
            rule: "password".to_owned(),
            title: "password".to_owned(),
            class,
            severity: Severity::Medium,
            location: Location {
                kind: "ConfigMap".to_owned(),
                namespace: Some("shop".to_owned()),
                name: name.to_owned(),
                path: "data.password".to_owned(),
            },
            owner: None,
            fingerprint: baseline().fingerprinter().of(value.as_bytes()).to_string(),
            redacted: String::new(),
            aws: None,
            duplicates: Vec::new(),
            used_by: Vec::new(),
            readable_by: None,
            image: None,
            verified: Verified::NotTried,
        }
    }

    #[test]
    fn a_value_is_accepted_wherever_it_lies_and_another_is_not() {
        let mut baseline = baseline();
        baseline.accept([Entry::of_value(
            (&item("old", Class::Leak, "a")).into(),
            Some("test"),
        )]);
        assert!(baseline.accepts(&item("old", Class::Leak, "renamed")));
        assert!(baseline.accepts(&item("old", Class::Stored, "a")));
        assert!(!baseline.accepts(&item("rotated", Class::Leak, "a")));
    }

    #[test]
    fn a_place_is_accepted_whatever_lies_there() {
        let mut baseline = baseline();
        baseline.accept(Entry::of_places(
            (&item("old", Class::Leak, "a")).into(),
            None,
        ));
        assert!(baseline.accepts(&item("rotated", Class::Leak, "a")));
        assert!(!baseline.accepts(&item("old", Class::Leak, "b")));
        let mut spread = item("rotated", Class::Leak, "a");
        spread
            .duplicates
            .push(item("rotated", Class::Leak, "b").location);
        assert!(!baseline.accepts(&spread));
    }

    #[test]
    fn accepting_a_store_does_not_accept_a_leak() {
        let mut baseline = baseline();
        baseline.accept([Entry::of_value(
            (&item("v", Class::Stored, "a")).into(),
            None,
        )]);
        assert!(baseline.accepts(&item("v", Class::Stored, "b")));
        assert!(!baseline.accepts(&item("v", Class::Leak, "a")));
    }

    #[test]
    fn a_document_is_read_back_and_looks_the_same() {
        let mut baseline = baseline();
        baseline.accept([Entry::of_value(
            (&item("v", Class::Leak, "a")).into(),
            Some("why"),
        )]);
        baseline.accept(Entry::of_places(
            (&item("v", Class::Leak, "a")).into(),
            None,
        ));
        let text = baseline.to_text().unwrap();
        let read = Baseline::parse(&text).unwrap();
        assert_eq!(*read.to_text().unwrap(), *text);
        assert!(read.accepts(&item("v", Class::Leak, "b")));
    }

    #[test]
    fn what_is_wrong_with_a_document_is_told_without_its_text() {
        let broken = [
            "",
            "{\"key\": \"hunter2hunter2\"",
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"key\":\"hunter2hunter2\",\"accepted\":[]}",
            "{\"apiVersion\":\"ekshardening/v1\",\"kind\":\"SecretScanBaseline\",\"key\":\"hunter2hunter2\",\"accepted\":[]}",
        ];
        for text in broken {
            let problem = Baseline::parse(text).unwrap_err();
            assert!(!problem.contains("hunter2"), "{problem}");
        }
    }
}
