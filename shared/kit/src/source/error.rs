//! Why files could not be read, or a recording not be written, at all.

use std::io;

use crate::snapshot::Location;

/// An error that ends the run.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A file or folder that was named cannot be opened or read.
    #[error("cannot read {file}")]
    Read {
        /// The file as the user named it.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file that was named is neither YAML nor JSON.
    #[error("cannot read {location}:{column}: {problem}")]
    Malformed {
        /// The file and line.
        location: Location,
        /// Column, counted from 1.
        column: usize,
        /// What is wrong, without any of the text.
        problem: &'static str,
    },
    /// A document of a file that was named is no Kubernetes object.
    #[error("cannot read {location}: the document has no apiVersion and kind")]
    NoKind {
        /// The file and line.
        location: Location,
    },
    /// What was named holds no object at all.
    #[error("no objects in {file}")]
    NoObjects {
        /// The file or folder as the user named it.
        file: String,
    },
    /// A folder that was named holds no file to read.
    #[error("no .yaml, .yml or .json file in {folder}")]
    NoFiles {
        /// The folder as the user named it.
        folder: String,
        /// Whether folders below it were looked into.
        recursive: bool,
    },
    /// The folder of a recording holds something else.
    #[error("cannot record to {folder}: it is not empty and holds no earlier recording")]
    RecordOccupied {
        /// The folder as the user named it.
        folder: String,
    },
    /// A recording would overwrite a file that is not part of an earlier recording.
    #[error("cannot record to {file}: the file exists and is not part of an earlier recording")]
    RecordExists {
        /// The file.
        file: String,
    },
    /// A recording cannot be written.
    #[error("cannot record to {file}")]
    Record {
        /// The file or folder.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl SourceError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Read { file, .. }
                if file.starts_with("http://") || file.starts_with("https://") =>
            {
                "URLs are not read; download the file first, or pipe it in with `-f -`"
            }
            Self::Read { .. } | Self::Record { .. } => return None,
            Self::Malformed { .. } => {
                "name YAML or JSON files, such as the output of `kubectl get -o yaml`"
            }
            Self::NoKind { .. } => {
                "name files that hold Kubernetes objects, or their folder: in a folder, other \
                 documents are passed over"
            }
            Self::NoObjects { .. } => {
                "an empty dump may come from a failed `kubectl get`; check how it was made"
            }
            Self::NoFiles {
                recursive: false, ..
            } => "folders below it are read with -R",
            Self::NoFiles { .. } => {
                "files with other names are read when they are named one by one"
            }
            Self::RecordOccupied { .. } | Self::RecordExists { .. } => "name a new or empty folder",
        };
        Some(hint.to_owned())
    }
}
