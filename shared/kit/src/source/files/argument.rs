//! What `-f` was given.

use std::path::PathBuf;

/// A value of `-f`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileArgument {
    /// A file or folder.
    Path(PathBuf),
    /// Standard input, written `-`.
    Stdin,
}

impl From<PathBuf> for FileArgument {
    fn from(path: PathBuf) -> Self {
        if path.as_os_str() == "-" {
            Self::Stdin
        } else {
            Self::Path(path)
        }
    }
}

impl std::fmt::Display for FileArgument {
    /// As the user wrote it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(path) => path.display().fmt(formatter),
            Self::Stdin => formatter.write_str("-"),
        }
    }
}
