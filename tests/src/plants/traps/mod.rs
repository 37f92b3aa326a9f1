//! Objects and files that look as if there were something to find, and where there is nothing.
//!
//! They are written down in `fixtures/traps`; whatever is random in them is filled in at run time.

mod fill;
mod object;

use std::path::Path;

use serde_json::Value;

use super::cluster::Reference;
use super::files::write;
use crate::Error;
use crate::api::documents;
use crate::random::Random;

pub use object::Origin;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/traps/", $name))
    };
}

/// Something in which nothing may be found.
pub struct Trap {
    /// What it is, for the report of a failure.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The object.
    pub object: Value,
}

impl Trap {
    /// The name of its object.
    #[must_use]
    pub fn reference(&self) -> Reference {
        Reference::of(&self.object)
    }
}

/// Every trap, in a namespace.
///
/// # Errors
///
/// When a fixture is no YAML.
pub fn traps(seed: u64, namespace: &str) -> Result<Vec<Trap>, Error> {
    let mut random = Random::new(seed);
    let mut traps = Vec::new();
    for (origin, text) in [
        (Origin::Environment, fixture!("environment.yaml")),
        (Origin::Arguments, fixture!("arguments.yaml")),
        (Origin::Annotations, fixture!("annotations.yaml")),
        (Origin::Files, fixture!("files.yaml")),
        (Origin::Releases, fixture!("releases.yaml")),
        (Origin::System, fixture!("system.yaml")),
        (Origin::Custom, fixture!("custom.yaml")),
    ] {
        let mut documents = documents(text, "the traps")?;
        for document in &mut documents {
            fill::fill(document, &mut random);
        }
        traps.extend(object::traps(origin, &documents, namespace));
    }
    Ok(traps)
}

/// Paths and texts of the traps that are files.
///
/// # Errors
///
/// When the fixture is no YAML.
pub(super) fn files(seed: u64) -> Result<Vec<(String, String)>, Error> {
    let mut random = Random::new(seed);
    let mut documents = documents(fixture!("files.yaml"), "the traps")?;
    let items = documents.iter_mut().filter_map(Value::as_array_mut);
    let files = items.flatten().enumerate().map(|(number, file)| {
        fill::fill(file, &mut random);
        let text = |key: &str| file[key].as_str().unwrap_or_default().to_owned();
        (format!("t{number:03}/{}", text("file")), text("text"))
    });
    Ok(files.collect())
}

/// Writes the traps that are files into a folder and returns how many there are.
///
/// # Errors
///
/// When the fixture is no YAML or a file cannot be written.
pub fn write_files(seed: u64, folder: &Path) -> Result<usize, Error> {
    let files = files(seed)?;
    for (path, text) in &files {
        write(&folder.join(path), text.as_bytes())?;
    }
    Ok(files.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::traps;

    #[test]
    fn there_are_enough_traps_and_each_has_an_object_of_its_own() {
        let traps = traps(1, "traps").expect("the fixtures are YAML");
        assert!(traps.len() >= 200, "{} traps", traps.len());
        let references: BTreeSet<_> = traps.iter().map(super::Trap::reference).collect();
        assert_eq!(references.len(), traps.len());
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for trap in traps(1, "traps").expect("the fixtures are YAML") {
            let text = trap.object.to_string();
            assert!(
                !text.contains("<<") || text.contains("<<EOF"),
                "{}",
                trap.name
            );
        }
    }
}
