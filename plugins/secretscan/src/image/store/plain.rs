//! A tar archive whose members are read at their place in the file.

use std::{
    fs::File,
    io::{self, BufReader, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::{Exactly, Member, index::Index};
use crate::{
    image::{Limits, Unread, decode::reason, tar::TarReader},
    unfold::Limit,
};

/// Bytes that are read at a time when only headers are looked at.
const HEADERS: usize = 4 << 10;

pub(super) struct Plain {
    path: PathBuf,
    index: Index,
}

impl Plain {
    /// Reads the headers only: content is jumped over.
    pub(super) fn open(path: &Path, limits: &Limits) -> io::Result<(Self, Option<Unread>)> {
        let mut file = BufReader::with_capacity(HEADERS, File::open(path)?);
        let mut index = Index::default();
        let mut position = 0;
        let problem = loop {
            file.seek(SeekFrom::Start(position))?;
            let mut headers = TarReader::new(&mut file);
            match headers.next() {
                Ok(None) => break None,
                Ok(Some(_)) if index.len() >= limits.entries => break Some(Limit::Members.into()),
                Ok(Some(member)) => {
                    index.add(&member, position + headers.position());
                    position += headers.end();
                }
                Err(error) => break Some(reason(&error)),
            }
        };
        let path = path.to_owned();
        Ok((Self { path, index }, problem))
    }

    pub(super) fn resolve(&self, name: &str) -> Option<String> {
        self.index.resolve(name)
    }

    pub(super) fn member(&self, name: &str) -> io::Result<Member> {
        let slot = self.index.slot(name).ok_or(io::ErrorKind::NotFound)?;
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(slot.offset))?;
        Ok(Box::new(Exactly {
            inner: file,
            left: slot.size,
        }))
    }
}
