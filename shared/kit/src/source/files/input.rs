//! Finds the files that `-f` means and reads them within a byte budget.
//!
//! As in kubectl, a folder stands for its .yaml, .yml and .json files, sorted by name, and
//! symbolic links to folders are not followed, so that no loop can be entered.

use std::{
    borrow::Cow,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{FileArgument, stdin::Stdin};
use crate::{
    snapshot::{Location, Note, NoteCode},
    source::SourceError,
};

/// One text to read.
#[derive(Debug)]
pub(super) struct Input {
    /// The file as the user named it.
    pub(super) name: String,
    /// Where it is; absent for standard input.
    path: Option<PathBuf>,
    /// Whether the user named it, and not just its folder.
    pub(super) named: bool,
}

/// What one value of `-f` stands for.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) files: Vec<Input>,
    pub(super) notes: Vec<Note>,
}

/// Finds the files of one value of `-f`.
pub(super) fn find(argument: &FileArgument, recursive: bool) -> Result<Inputs, SourceError> {
    let mut inputs = Inputs::default();
    match argument {
        FileArgument::Stdin => inputs.files.push(Input {
            name: argument.to_string(),
            path: None,
            named: true,
        }),
        FileArgument::Path(path) => {
            let metadata = fs::metadata(path).map_err(|source| cannot_read(path, source))?;
            if metadata.is_dir() {
                inputs.add_folder(path, recursive)?;
                if inputs.files.is_empty() {
                    return Err(SourceError::NoFiles {
                        folder: path.display().to_string(),
                        recursive,
                    });
                }
            } else {
                inputs.files.push(Input {
                    name: path.display().to_string(),
                    path: Some(path.clone()),
                    named: true,
                });
            }
        }
    }
    Ok(inputs)
}

impl Inputs {
    fn add_folder(&mut self, folder: &Path, recursive: bool) -> Result<(), SourceError> {
        let listed = fs::read_dir(folder)
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .map_err(|source| cannot_read(folder, source))?;
        let mut entries: Vec<PathBuf> = listed.iter().map(fs::DirEntry::path).collect();
        entries.sort();
        for path in entries {
            let is_link = path.is_symlink();
            if path.is_dir() {
                if recursive && is_link {
                    let why = "a symbolic link to a folder is not followed";
                    self.notes.push(passed_over(&path, why));
                } else if recursive {
                    self.add_folder(&path, recursive)?;
                }
            } else if is_read(&path) && is_special(&path) {
                self.notes.push(passed_over(&path, "not a file"));
            } else if is_read(&path) {
                self.files.push(Input {
                    name: path.display().to_string(),
                    path: Some(path),
                    named: false,
                });
            }
        }
        Ok(())
    }
}

fn is_read(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["yaml", "yml", "json"]
            .iter()
            .any(|read| extension == *read)
    })
}

/// Whether it is a pipe, a socket or a device, which might be read forever. A link to nothing is
/// not: that it cannot be read has to be said.
fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file())
}

fn passed_over(path: &Path, why: &str) -> Note {
    Note::new(NoteCode::Files, format!("passed over: {why}")).at(Location {
        file: path.display().to_string(),
        line: 1,
    })
}

fn cannot_read(path: &Path, source: io::Error) -> SourceError {
    SourceError::Read {
        file: path.display().to_string(),
        source,
    }
}

/// What reading a file gave.
pub(super) enum Bytes<'s> {
    /// Everything.
    All(Cow<'s, [u8]>),
    /// Nothing: the file is larger than what is left of the budget.
    OverBudget,
}

impl Input {
    /// Reads the file and takes its size off the budget.
    pub(super) fn read<'s>(
        &self,
        stdin: &'s mut Stdin<'_, '_>,
        budget: &mut u64,
    ) -> io::Result<Bytes<'s>> {
        let bytes = match (&self.path, stdin) {
            (None, Stdin::Kept(kept)) => Cow::Borrowed(kept.bytes(*budget)?),
            (None, Stdin::Once(reader)) => Cow::Owned(read_within(reader, *budget)?),
            (Some(path), _) => Cow::Owned(read_within(&mut fs::File::open(path)?, *budget)?),
        };
        match budget.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
            None => Ok(Bytes::OverBudget),
            Some(left) => {
                *budget = left;
                Ok(Bytes::All(bytes))
            }
        }
    }
}

fn read_within(file: &mut dyn Read, budget: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that just fits from one that does not; the size that
    // the file system states is no help with pipes.
    file.take(budget.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
