//! Planted objects and traps as one dump, with the lines on which each object stands: for scanners
//! that name lines only.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Container, Packing, Plot, Size, planted_image, traps};
use crate::Error;

/// One object of the dump.
#[derive(Serialize)]
struct Entry {
    /// The place of a plant, or what a trap is.
    placement: String,
    /// Its kind of credential; none is a trap.
    kind: Option<&'static str>,
    /// First and last line in `dump.json`, counted from 1.
    json: [usize; 2],
    /// The same in `dump.yaml`.
    yaml: [usize; 2],
}

/// Writes `dump.json`, `dump.yaml` and `expected.json` into a folder, and returns how many objects
/// there are.
///
/// # Errors
///
/// When something cannot be written.
pub(super) fn write_dump(seed: u64, folder: &Path) -> Result<usize, Error> {
    let planted = Plot::in_files(seed).plant();
    let traps = traps(seed, "traps")?;
    let mut dump = Dump::default();
    for plant in &planted {
        dump.push(
            &plant.placement,
            Some(plant.credential.kind),
            &plant.objects,
        )?;
    }
    for trap in &traps {
        dump.push(&trap.name, None, std::slice::from_ref(&trap.object))?;
    }
    dump.write(folder)?;
    Ok(dump.entries.len())
}

/// The dump, `docker.tar` and `oci.tar` with the same image, and `expected-image.json`; returns how
/// many objects the dump has.
///
/// # Errors
///
/// When something cannot be written.
pub fn write_material(seed: u64, folder: &Path) -> Result<usize, Error> {
    fs::create_dir_all(folder).map_err(Error::io("make the folder"))?;
    let (image, planted) = planted_image(seed, Size::Large)?;
    image.write(
        Container::DockerTar,
        Packing::Plain,
        &folder.join("docker.tar"),
    )?;
    image.write(Container::OciTar, Packing::Gzip, &folder.join("oci.tar"))?;
    let marks: Value = planted
        .iter()
        .map(|plant| {
            let kind = plant.credential.kind;
            json!({"placement": plant.placement, "kind": kind, "mark": plant.mark})
        })
        .collect();
    let path = folder.join("expected-image.json");
    fs::write(&path, marks.to_string()).map_err(Error::io(format!("write {}", path.display())))?;
    write_dump(seed, folder)
}

struct Dump {
    json: String,
    yaml: String,
    json_lines: usize,
    yaml_lines: usize,
    entries: Vec<Entry>,
}

impl Default for Dump {
    fn default() -> Self {
        let json = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [".to_owned();
        let yaml = "apiVersion: v1\nitems:\n".to_owned();
        Self {
            json_lines: json.lines().count(),
            yaml_lines: yaml.lines().count(),
            json,
            yaml,
            entries: Vec::new(),
        }
    }
}

impl Dump {
    fn push(
        &mut self,
        placement: &str,
        kind: Option<&'static str>,
        objects: &[Value],
    ) -> Result<(), Error> {
        let (first_json, first_yaml) = (self.json_lines + 1, self.yaml_lines + 1);
        for object in objects {
            let comma = if self.json.ends_with('[') { "" } else { "," };
            let json = format!("{object:#}");
            self.json_lines += json.lines().count();
            self.json.push_str(comma);
            self.json.push('\n');
            self.json.push_str(&json);
            let yaml = serde_saphyr::to_string(object).map_err(|error| Error::Malformed {
                what: "an object of the dump".to_owned(),
                reason: error.to_string(),
            })?;
            let yaml = format!("- {}\n", yaml.trim_end().replace('\n', "\n  "));
            self.yaml_lines += yaml.lines().count();
            self.yaml.push_str(&yaml);
        }
        self.entries.push(Entry {
            placement: placement.to_owned(),
            kind,
            json: [first_json, self.json_lines],
            yaml: [first_yaml, self.yaml_lines],
        });
        Ok(())
    }

    fn write(&mut self, folder: &Path) -> Result<(), Error> {
        self.json.push_str("\n],\n\"kind\": \"List\"}\n");
        self.yaml.push_str("kind: List\n");
        let expected = Value::from(
            self.entries
                .iter()
                .filter_map(|entry| serde_json::to_value(entry).ok())
                .collect::<Vec<_>>(),
        );
        for (name, text) in [
            ("dump.json", &self.json),
            ("dump.yaml", &self.yaml),
            ("expected.json", &expected.to_string()),
        ] {
            let path = folder.join(name);
            fs::write(&path, text).map_err(Error::io(format!("write {}", path.display())))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::Value;

    use super::write_dump;

    #[test]
    fn the_lines_of_an_entry_are_those_of_its_object() {
        let folder = tempfile::tempdir().expect("a folder");
        let count = write_dump(3, folder.path()).expect("it is written");
        let text = fs::read_to_string(folder.path().join("expected.json")).expect("it is there");
        let expected: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(expected.as_array().map(Vec::len), Some(count));
        let dump = fs::read_to_string(folder.path().join("dump.json")).expect("it is there");
        let list: Value = serde_json::from_str(&dump).expect("JSON");
        let lines: Vec<&str> = dump.lines().collect();
        let range = |entry: &Value, end: usize| {
            let line = entry["json"][end].as_u64().unwrap_or_default();
            usize::try_from(line).unwrap_or_default()
        };
        let entry = &expected[7];
        let object = lines[range(entry, 0) - 1..range(entry, 1)].join("\n");
        let object: Value = serde_json::from_str(object.trim_end_matches(',')).expect("an object");
        assert_eq!(object, list["items"][7]);
    }
}
