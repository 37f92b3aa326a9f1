//! Reads and writes baseline files.
//!
//! A file is replaced as a whole: written beside the old one, flushed to disk, then renamed. Only its
//! owner may read it, for whoever has key and fingerprints can try passwords.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::Baseline;

/// A baseline of more is none: one entry takes about 150 bytes.
const LARGEST: u64 = 256 << 20;

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It cannot be read.
    #[error("cannot read the baseline {file}")]
    Read {
        /// The file as the user named it.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It is none.
    #[error("cannot use {file}: {problem}")]
    Malformed {
        /// The file as the user named it.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// It cannot be written.
    #[error("cannot write the baseline {file}")]
    Write {
        /// The file as the user named it.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Reads a baseline; `None` where the file does not exist.
pub fn read(path: &Path) -> Result<Option<Baseline>, BaselineError> {
    let file = || path.display().to_string();
    let opened = match File::open(path) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => {
            return Err(BaselineError::Read {
                file: file(),
                source,
            });
        }
    };
    let mut text = Zeroizing::new(String::new());
    opened
        .take(LARGEST)
        .read_to_string(&mut text)
        .map_err(|source| BaselineError::Read {
            file: file(),
            source,
        })?;
    Baseline::parse(&text)
        .map(Some)
        .map_err(|problem| BaselineError::Malformed {
            file: file(),
            problem,
        })
}

/// Writes a baseline in place of the file.
pub fn write(baseline: &Baseline, path: &Path) -> Result<(), BaselineError> {
    let text = baseline.to_text().map_err(io::Error::from);
    text.and_then(|text| replace(path, text.as_bytes()))
        .map_err(|source| BaselineError::Write {
            file: path.display().to_string(),
            source,
        })
}

/// Writes beside the file and renames.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut beside = name.to_os_string();
    beside.push(format!(".{}.new", std::process::id()));
    let beside: PathBuf = path.with_file_name(beside);
    let written = create(&beside).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&beside, path));
    if done.is_err() {
        // What was begun is of no use to anybody.
        let _ = fs::remove_file(&beside);
    }
    done
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::{BaselineError, read, write};
    use crate::{baseline::Baseline, finding::Fingerprinter};

    fn baseline() -> Baseline {
        Baseline::new(Fingerprinter::from_bytes([7; 32]))
    }

    #[test]
    fn a_file_is_written_for_its_owner_only_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.json");
        assert!(read(&path).unwrap().is_none());
        write(&baseline(), &path).unwrap();
        write(&baseline(), &path).unwrap();
        assert!(read(&path).unwrap().is_some());
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_link_is_replaced_and_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link"));
        std::fs::write(&target, "precious").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&baseline(), &link).unwrap();
        assert_eq!(std::fs::read_to_string(&target).unwrap(), "precious");
    }

    #[test]
    fn a_file_that_is_no_baseline_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("known.json");
        std::fs::write(&path, "{}").unwrap();
        assert!(matches!(read(&path), Err(BaselineError::Malformed { .. })));
        assert!(matches!(
            read(folder.path()),
            Err(BaselineError::Read { .. })
        ));
        let missing = folder.path().join("no/known.json");
        assert!(matches!(
            write(&baseline(), &missing),
            Err(BaselineError::Write { .. })
        ));
    }
}
