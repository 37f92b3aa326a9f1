//! A cluster with a credential of every kind in every place that can hold it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::credential::Credential;
use super::issue;
use super::place::{self, Placement, Reach, Spot};
use crate::Error;
use crate::random::Random;

/// The cluster that is to be planted.
#[derive(Debug, Clone)]
pub struct Plot {
    /// Everything that is random depends on it.
    pub seed: u64,
    /// The namespace of everything that has one.
    pub namespace: String,
    /// Only what a real API server takes.
    pub is_live: bool,
    /// Every how many-th combination of place and credential is planted; 1 is all of them.
    pub stride: usize,
}

/// Names an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Such as `Deployment`.
    pub kind: String,
    /// None for what is cluster-wide.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

/// One credential in one place.
pub struct Planted {
    /// The place, in words.
    pub placement: String,
    /// What was planted.
    pub credential: Credential,
    /// The object that holds it.
    pub reference: Reference,
    /// That object first, and what else belongs to it.
    pub objects: Vec<Value>,
}

impl Plot {
    /// All combinations, for files.
    #[must_use]
    pub fn in_files(seed: u64) -> Self {
        Self {
            seed,
            namespace: "plants".to_owned(),
            is_live: false,
            stride: 1,
        }
    }

    /// Plants.
    ///
    /// Of all combinations, those that are planted are spread over all places and all kinds.
    #[must_use]
    pub fn plant(&self) -> Vec<Planted> {
        let mut random = Random::new(self.seed);
        let mut planted = Vec::new();
        let mut count = 0;
        let placements = place::all();
        for (number, placement) in placements.iter().enumerate() {
            if self.is_live && placement.reach == Reach::Files {
                continue;
            }
            for (kind, issue) in issue::KINDS.iter().enumerate() {
                let credential = issue(&mut random);
                if !placement.fits.takes(&credential) {
                    continue;
                }
                count += 1;
                if count % self.stride == 0 {
                    // Neutral names: what an object is called must not help to find anything.
                    let name = format!("p{number:03}-{kind:02}");
                    planted.push(self.one(placement, credential, name));
                }
            }
        }
        planted
    }

    fn one(&self, placement: &Placement, credential: Credential, name: String) -> Planted {
        let name = if self.is_live {
            format!("{}-{name}", self.namespace)
        } else {
            name
        };
        let spot = Spot {
            namespace: self.namespace.clone(),
            name,
        };
        let objects = placement.build(&credential, &spot);
        Planted {
            placement: placement.name.clone(),
            reference: objects.first().map(Reference::of).unwrap_or_default(),
            credential,
            objects,
        }
    }
}

impl Default for Reference {
    /// Names nothing.
    fn default() -> Self {
        Self {
            kind: String::new(),
            namespace: None,
            name: String::new(),
        }
    }
}

impl Reference {
    /// The name of an object.
    #[must_use]
    pub fn of(object: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            kind: text(&object["kind"]).unwrap_or_default(),
            namespace: text(&object["metadata"]["namespace"]),
            name: text(&object["metadata"]["name"]).unwrap_or_default(),
        }
    }

    /// What a report's location names.
    #[must_use]
    pub fn of_location(location: &Value) -> Self {
        let text = |value: &Value| {
            let text = value.as_str().filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        Self {
            kind: text(&location["kind"]).unwrap_or_default(),
            namespace: text(&location["namespace"]),
            name: text(&location["name"]).unwrap_or_default(),
        }
    }
}

/// Writes objects into a folder as kubectl prints them: lists of some hundred, in JSON and, where
/// the number of the file is odd, in YAML.
pub fn write_objects<'a>(
    folder: &Path,
    stem: &str,
    objects: impl Iterator<Item = &'a Value>,
) -> Result<(), Error> {
    let objects: Vec<&Value> = objects.collect();
    for (number, part) in objects.chunks(400).enumerate() {
        let list = json!({"apiVersion": "v1", "kind": "List", "items": part});
        let (text, ending) = if number % 2 == 0 {
            (format!("{list:#}"), "json")
        } else {
            (yaml(&list)?, "yaml")
        };
        let path = folder.join(format!("{stem}-{number:02}.{ending}"));
        fs::write(&path, text).map_err(Error::io(format!("write {}", path.display())))?;
    }
    Ok(())
}

fn yaml(list: &Value) -> Result<String, Error> {
    serde_saphyr::to_string(list).map_err(|error| Error::Malformed {
        what: "a list of planted objects".to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Plot;

    #[test]
    fn there_are_enough_places_and_kinds_and_each_plant_has_an_object_of_its_own() {
        let planted = Plot::in_files(1).plant();
        let mut kinds_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for plant in &planted {
            let kinds = kinds_of.entry(&plant.placement).or_default();
            kinds.insert(plant.credential.kind);
        }
        let full = kinds_of.values().filter(|kinds| kinds.len() >= 20).count();
        assert!(full >= 200, "{full} places hold 20 kinds");
        assert!(planted.len() >= 4_000, "{} plants", planted.len());
        let references: BTreeSet<_> = planted.iter().map(|plant| &plant.reference).collect();
        assert_eq!(references.len(), planted.len());
    }

    #[test]
    fn the_same_seed_plants_the_same() {
        let texts = [1, 1, 2].map(|seed| {
            let planted = Plot::in_files(seed).plant();
            let objects = planted.iter().flat_map(|plant| &plant.objects);
            objects.map(ToString::to_string).collect::<String>()
        });
        assert!(texts[0] == texts[1]);
        assert!(texts[0] != texts[2]);
    }
}
