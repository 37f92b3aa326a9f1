//! Plain files with credentials, for `secretscan files`.

use std::fs;
use std::path::{Path, PathBuf};

use super::credential::Credential;
use super::{issue, syntax};
use crate::Error;
use crate::random::Random;

/// One credential in one file.
pub struct PlantedFile {
    /// The kind of file, in words.
    pub placement: String,
    /// What was planted.
    pub credential: Credential,
    /// Where, below the folder.
    pub path: PathBuf,
}

impl PlantedFile {
    /// Writes a credential of every kind in every kind of file that can hold it, or every
    /// `stride`-th of these combinations.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn plant(seed: u64, stride: usize, folder: &Path) -> Result<Vec<Self>, Error> {
        let mut random = Random::new(seed);
        let mut planted = Vec::new();
        let mut count = 0;
        for (number, syntax) in syntax::all().iter().enumerate() {
            for (kind, issue) in issue::KINDS.iter().enumerate() {
                let credential = issue(&mut random);
                if !syntax.fits.takes(&credential) {
                    continue;
                }
                count += 1;
                if count % stride != 0 {
                    continue;
                }
                let path = Path::new(&format!("p{number:03}-{kind:02}")).join(syntax.file);
                write(&folder.join(&path), (syntax.write)(&credential).as_bytes())?;
                planted.push(Self {
                    placement: syntax.name.to_owned(),
                    credential,
                    path,
                });
            }
        }
        Ok(planted)
    }
}

/// Writes a file and makes the folders above it.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    let doing = format!("write {}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::io(doing.as_str()))?;
    }
    fs::write(path, content).map_err(Error::io(doing.as_str()))
}
