//! Why an image archive could not be read at all.
//!
//! Anything that merely leaves a hole is shown to the visitor as [`Unread`](super::Unread).

use std::{io, path::PathBuf};

/// An error that ends the scan of one archive. Holds names and causes, never content.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// The file or folder cannot be opened or read.
    #[error("cannot read image archive {}", path.display())]
    Read {
        /// The file or folder as the user named it.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is neither a tar archive nor a compressed one.
    #[error("cannot read image archive {}: it is not a tar archive", path.display())]
    NotAnArchive {
        /// The file as the user named it.
        path: PathBuf,
    },
    /// There is an archive or a folder, but nothing in it says that it holds an image.
    #[error(
        "cannot read image archive {}: it has no manifest.json, index.json or repositories",
        path.display()
    )]
    NoManifest {
        /// The file or folder as the user named it.
        path: PathBuf,
    },
    /// The list of images cannot be understood.
    #[error("cannot read image archive {}: {document} {problem}", path.display())]
    Manifest {
        /// The file or folder as the user named it.
        path: PathBuf,
        /// The document in the archive.
        document: &'static str,
        /// What is wrong, without any of its text.
        problem: &'static str,
    },
}

impl ImageError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Read { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "name a file that `docker save` wrote, or the folder of an OCI layout"
            }
            Self::Read { .. } => return None,
            Self::NotAnArchive { .. } => {
                "save the image with `docker save -o FILE IMAGE`; for other files, use `kubectl secretscan files`"
            }
            Self::NoManifest { .. } => {
                "`docker export` writes a file system, not an image: use `docker save -o FILE IMAGE`"
            }
            Self::Manifest { .. } => {
                "the archive may be cut off: save the image again and compare the sizes"
            }
        };
        Some(hint.to_owned())
    }
}
