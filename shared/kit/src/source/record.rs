//! Keeps what was read as files that `-f` reads back into an equal snapshot.
//!
//! A recording holds the hand-shaped objects, the catalogue of kinds as discovery documents, the
//! facts about the cluster, and the gaps and notes of the reading: nothing that the analysis did
//! not see. It is private (mode 0600 in a folder of mode 0700), and it never replaces a file that
//! is not part of an earlier recording.
//!
//! Objects are written as JSON, one a line in a list of their kind: that compares and edits well
//! line by line, and reads several times faster than YAML.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{Scope, SourceError, merge::merge};
use crate::{
    Gap, Note, Snapshot,
    object::ResourceType,
    snapshot::{ClusterFacts, Origin},
};

const API_VERSION: &str = "ekshardening/v1";
/// Marks a folder as a recording and lists its files; not read by `-f`, which wants an extension.
const MARKER: &str = ".ekshardening-recording";

/// A document of a recording that is no Kubernetes object.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub(super) enum Recorded {
    /// What no object holds.
    ClusterFacts(ClusterFacts),
    /// What the recorded run could not read, and what it remarked.
    #[serde(rename = "RecordedGaps")]
    Remarks {
        /// What it could not read.
        gaps: Vec<Gap>,
        /// What it remarked.
        notes: Vec<Note>,
        /// Where it read from.
        origin: Origin,
        /// Kinds, as `PLURAL.GROUP`, that were not read to their end.
        incomplete: Vec<String>,
        /// How much of each kind, as `PLURAL.GROUP`, was asked for.
        scopes: BTreeMap<String, Vec<Scope>>,
    },
}

impl Recorded {
    /// Whether a document is one of ours; reports, which share the API version, are not.
    pub(super) fn is_recorded(api_version: &str, kind: &str) -> bool {
        api_version == API_VERSION && matches!(kind, "ClusterFacts" | "RecordedGaps")
    }

    /// Reads a document.
    pub(super) fn decode(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    fn document(&self) -> serde_json::Result<String> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Document<'a> {
            api_version: &'a str,
            #[serde(flatten)]
            recorded: &'a Recorded,
        }
        serde_json::to_string(&Document {
            api_version: API_VERSION,
            recorded: self,
        })
    }
}

/// Makes the folder of a recording, or finds out that it cannot be used, before anything is read.
pub fn prepare_recording(folder: &Path) -> Result<(), SourceError> {
    prepare(folder).map(drop)
}

/// Writes a snapshot to a folder, which is made if need be.
pub fn record(snapshot: &Snapshot, folder: &Path) -> Result<(), SourceError> {
    let files = contents(snapshot).map_err(|error| cannot_record(folder, error.into()))?;
    let earlier = prepare(folder)?;
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    for name in &names {
        let path = folder.join(name);
        if path.symlink_metadata().is_ok() && !earlier.iter().any(|known| known == name) {
            return Err(SourceError::RecordExists {
                file: path.display().to_string(),
            });
        }
    }
    for name in earlier.iter().map(String::as_str).chain([MARKER]) {
        remove(&folder.join(name))?;
    }
    // The marker comes first, so that a recording which was interrupted can be replaced.
    write(&folder.join(MARKER), &format!("{}\n", names.join("\n")))?;
    for (name, text) in &files {
        write(&folder.join(name), text)?;
    }
    Ok(())
}

/// The files of a recording, by name.
fn contents(snapshot: &Snapshot) -> serde_json::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut incomplete = Vec::new();
    let mut kinds: BTreeMap<ResourceType, Vec<serde_json::Value>> = BTreeMap::new();
    for collection in snapshot.collections() {
        let resource = collection.resource_type();
        if snapshot.is_absent(resource) {
            incomplete.push(resource.qualified_plural());
        }
        if !snapshot.is_absent(resource) || !collection.is_empty() {
            // Two hand-shaped types may stand for one kind.
            let manifests = match kinds.remove(&resource) {
                Some(earlier) => merge(earlier, collection.manifests()),
                None => collection.manifests(),
            };
            kinds.insert(resource, manifests);
        }
    }
    incomplete.dedup();
    for (resource, manifests) in kinds {
        let name = format!("{}.json", resource.qualified_plural());
        files.insert(name, list(resource, &manifests)?);
    }
    if !snapshot.catalog.resources.is_empty() {
        let mut text = String::new();
        for document in snapshot.catalog.to_discovery_documents() {
            text.push_str(&serde_json::to_string(&document)?);
            text.push('\n');
        }
        files.insert("discovery.json".to_owned(), text);
    }
    let facts = Recorded::ClusterFacts(snapshot.cluster.clone());
    let remarks = Recorded::Remarks {
        gaps: snapshot.gaps.clone(),
        notes: snapshot.notes.clone(),
        origin: snapshot.origin,
        incomplete,
        scopes: snapshot
            .scopes()
            .map(|(resource, scopes)| (resource.qualified_plural(), scopes.to_vec()))
            .collect(),
    };
    let text = format!("{}\n{}\n", facts.document()?, remarks.document()?);
    files.insert("recording.json".to_owned(), text);
    Ok(files)
}

/// A list of one kind, one object a line. It is there even if it is empty: that says that the
/// cluster has no object of the kind.
fn list(resource: ResourceType, manifests: &[serde_json::Value]) -> serde_json::Result<String> {
    let mut lines = Vec::with_capacity(manifests.len());
    for manifest in manifests {
        lines.push(serde_json::to_string(manifest)?);
    }
    Ok(format!(
        "{{\"apiVersion\":\"{}\",\"kind\":\"{}List\",\"items\":[\n{}\n]}}\n",
        resource.api_version(),
        resource.kind,
        lines.join(",\n")
    ))
}

/// Makes the folder, or finds the files of an earlier recording in it.
fn prepare(folder: &Path) -> Result<Vec<String>, SourceError> {
    if folder.symlink_metadata().is_err() {
        make_folder(folder).map_err(|source| cannot_record(folder, source))?;
        return Ok(Vec::new());
    }
    let mut entries = fs::read_dir(folder).map_err(|source| cannot_record(folder, source))?;
    match fs::read_to_string(folder.join(MARKER)) {
        Ok(marker) => Ok(marker
            .lines()
            .filter(|name| is_our_name(name))
            .map(str::to_owned)
            .collect()),
        Err(_) if entries.next().is_none() => Ok(Vec::new()),
        Err(_) => Err(SourceError::RecordOccupied {
            folder: folder.display().to_string(),
        }),
    }
}

/// A marker that was tampered with must not make us remove files elsewhere.
fn is_our_name(name: &str) -> bool {
    name.strip_suffix(".json").is_some()
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}

fn remove(path: &Path) -> Result<(), SourceError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(cannot_record(path, source)),
        _ => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> Result<(), SourceError> {
    private_file()
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|source| cannot_record(path, source))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A file that is new and only the user's.
fn private_file() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn cannot_record(path: &Path, source: io::Error) -> SourceError {
    SourceError::Record {
        file: path.display().to_string(),
        source,
    }
}
