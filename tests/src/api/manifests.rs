//! Applies manifests as a person would: namespaces first, definitions of kinds next, then the rest.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::apply::text;
use super::client::Api;
use super::request::ApiError;
use crate::Error;

/// How long a new kind may take to be served.
const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(50);

impl Api {
    /// Applies every document of a YAML text (also lists), and returns what was applied, in order.
    /// Waits for new kinds to be served before it goes on.
    pub fn load_manifests(&self, yaml: &str) -> Result<Vec<Value>, Error> {
        self.load(documents(yaml, "the manifests")?)
    }

    /// Applies the `.yaml`, `.yml` and `.json` files of a folder and of those below it.
    pub fn load_manifest_folder(&self, folder: &Path) -> Result<Vec<Value>, Error> {
        let mut files = Vec::new();
        collect_files(folder, &mut files)?;
        files.sort();
        let mut objects = Vec::new();
        for file in files {
            let name = file.display().to_string();
            let yaml = fs::read_to_string(&file).map_err(Error::io(format!("read {name}")))?;
            objects.extend(documents(&yaml, &name)?);
        }
        self.load(objects)
    }

    fn load(&self, mut objects: Vec<Value>) -> Result<Vec<Value>, Error> {
        // A stable sort: within a rank the order is that of the files.
        objects.sort_by_key(rank);
        // A kind that was defined a moment ago is not in discovery at once; no other gets there.
        let patience = if objects.iter().any(is_definition) {
            PATIENCE
        } else {
            Duration::ZERO
        };
        objects
            .iter()
            .map(|object| self.load_one(object, patience))
            .collect()
    }

    fn load_one(&self, object: &Value, patience: Duration) -> Result<Value, Error> {
        let mut applied = self.apply(object);
        let deadline = Instant::now() + patience;
        while applied.as_ref().is_err_and(is_unserved) && Instant::now() < deadline {
            thread::sleep(POLL);
            applied = self.apply(object);
        }
        let applied = applied?;
        if is_definition(object) {
            self.wait_until_established(object)
        } else {
            Ok(applied)
        }
    }

    fn wait_until_established(&self, definition: &Value) -> Result<Value, Error> {
        let path = self.path_of(definition)?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let definition = self.get(&path)?;
            if is_established(&definition) {
                return Ok(definition);
            }
            if Instant::now() > deadline {
                return Err(Error::Malformed {
                    what: path,
                    reason: format!("it is not established: {}", definition["status"]),
                });
            }
            thread::sleep(POLL);
        }
    }
}

fn is_definition(object: &Value) -> bool {
    text(object, "/kind") == "CustomResourceDefinition"
}

fn rank(object: &Value) -> u8 {
    match text(object, "/kind") {
        "Namespace" => 0,
        "CustomResourceDefinition" => 1,
        _ => 2,
    }
}

/// Whether the kind's path is unknown (in two wordings, as the group is known or not), and not an
/// object that it needs, such as its namespace.
fn is_unserved(error: &ApiError) -> bool {
    match error {
        ApiError::Refused { code, message, .. } => {
            let wordings = [
                "404 page not found",
                "could not find the requested resource",
            ];
            *code == 404 && wordings.iter().any(|wording| message.contains(wording))
        }
        ApiError::NoAnswer { reason, .. } => reason.starts_with("the server has no kind"),
    }
}

fn is_established(definition: &Value) -> bool {
    let conditions = definition["status"]["conditions"].as_array();
    conditions
        .into_iter()
        .flatten()
        .any(|condition| condition["type"] == "Established" && condition["status"] == "True")
}

/// The documents of a YAML text, lists taken apart; `what` names it in errors.
pub fn documents(yaml: &str, what: &str) -> Result<Vec<Value>, Error> {
    let documents: Vec<Value> =
        serde_saphyr::from_multiple(yaml).map_err(|error| Error::Malformed {
            what: what.to_owned(),
            reason: error.to_string(),
        })?;
    Ok(documents
        .into_iter()
        .flat_map(flatten)
        .filter(|document| !document.is_null())
        .collect())
}

/// A `List` stands for its items.
fn flatten(document: Value) -> Vec<Value> {
    match document.get("items").and_then(Value::as_array) {
        Some(items) if text(&document, "/kind").ends_with("List") => items.clone(),
        _ => vec![document],
    }
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let doing = format!("read the folder {}", folder.display());
    for entry in fs::read_dir(folder).map_err(Error::io(doing.as_str()))? {
        let path = entry.map_err(Error::io(doing.as_str()))?.path();
        if path.is_dir() {
            collect_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| {
            ["yaml", "yml", "json"]
                .iter()
                .any(|known| extension == *known)
        }) {
            files.push(path);
        }
    }
    Ok(())
}
