//! A folder with the files of an image archive.
//!
//! Names come from manifests, so they are not trusted: they stay below the folder, whatever `..`
//! parts and links they go through, and lead to regular files.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{Exactly, Member};
use crate::image::path::parts;

pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            root: fs::canonicalize(path)?,
        })
    }

    pub(super) fn resolve(&self, name: &str) -> Option<String> {
        let mut path = self.root.clone();
        path.extend(parts(name));
        let path = fs::canonicalize(path).ok()?;
        let below = path.strip_prefix(&self.root).ok()?;
        if !fs::metadata(&path).ok()?.is_file() {
            return None;
        }
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }

    pub(super) fn member(&self, name: &str) -> io::Result<Member> {
        let mut path = self.root.clone();
        path.extend(parts(name));
        let file = File::open(path)?;
        let left = file.metadata()?.len();
        Ok(Box::new(Exactly { inner: file, left }))
    }
}
