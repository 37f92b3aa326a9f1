//! Where the documents and blobs of an image archive are read from.
//!
//! | form | documents | blobs |
//! |---|---|---|
//! | tar archive | at their place in the file | at their place in the file, in any order |
//! | compressed tar archive | kept from a first pass | in a second pass, in the archive's order |
//! | folder | files | files |

mod folder;
mod index;
mod packed;
mod plain;

use std::{
    fs::File,
    io::{self, Read},
};

use super::{
    ImageError, ImageSource, Limits, Unread, decode::Packing, pipeline::Source, tar::is_header,
};

/// An open archive.
pub(super) struct Store {
    form: Form,
    /// Something about the archive as such.
    problem: Option<Unread>,
}

enum Form {
    Plain(plain::Plain),
    Packed(packed::Packed),
    Folder(folder::Folder),
}

impl Store {
    /// Opens an archive and looks at the names in it.
    pub(super) fn open(source: &ImageSource, limits: &Limits) -> Result<Self, ImageError> {
        let failed = |error| ImageError::Read {
            path: source.path().to_owned(),
            source: error,
        };
        let path = match source {
            ImageSource::Folder(path) => {
                return Ok(Self {
                    form: Form::Folder(folder::Folder::open(path).map_err(failed)?),
                    problem: None,
                });
            }
            ImageSource::File(path) => path,
        };
        let mut head = Vec::new();
        let file = File::open(path).map_err(failed)?;
        file.take(512).read_to_end(&mut head).map_err(failed)?;
        let (form, problem) = match Packing::of(&head) {
            Packing::Plain if is_header(&head) => {
                let (plain, problem) = plain::Plain::open(path, limits).map_err(failed)?;
                (Form::Plain(plain), problem)
            }
            Packing::Gzip | Packing::Zstd => {
                let opened = packed::Packed::open(path, limits).map_err(failed)?;
                let (packed, problem) =
                    opened.ok_or_else(|| ImageError::NotAnArchive { path: path.clone() })?;
                (Form::Packed(packed), problem)
            }
            _ => {
                return Err(ImageError::NotAnArchive { path: path.clone() });
            }
        };
        Ok(Self { form, problem })
    }

    /// What could not be read of the archive as such: it breaks off, or has too many members.
    pub(super) const fn problem(&self) -> Option<Unread> {
        self.problem
    }

    /// The name under which the bytes of a member lie, links in the archive followed; `None` where
    /// there is no such member.
    pub(super) fn resolve(&self, name: &str) -> Option<String> {
        match &self.form {
            Form::Plain(plain) => plain.resolve(name),
            Form::Packed(packed) => packed.resolve(name),
            Form::Folder(folder) => folder.resolve(name),
        }
    }

    /// A small member as a whole.
    pub(super) fn document(&self, name: &str, limit: usize) -> Result<Vec<u8>, Unread> {
        let name = self.resolve(name).ok_or(Unread::Absent)?;
        match &self.form {
            Form::Plain(plain) => whole(plain.member(&name), limit),
            Form::Packed(packed) => packed.document(&name),
            Form::Folder(folder) => whole(folder.member(&name), limit),
        }
    }

    /// Opens members by their resolved names, in this order where the form allows it, and gives
    /// each with its position in the list to `work`. A member that the archive suddenly lacks is
    /// left out.
    pub(super) fn each(
        &self,
        names: &[String],
        work: &mut dyn FnMut(usize, io::Result<Source<'_>>),
    ) {
        if let Form::Packed(packed) = &self.form {
            packed.each(names, work);
            return;
        }
        for (position, name) in names.iter().enumerate() {
            let member = match &self.form {
                Form::Plain(plain) => plain.member(name),
                Form::Folder(folder) => folder.member(name),
                Form::Packed(_) => return,
            };
            work(position, member.map(Source::Own));
        }
    }
}

type Member = Box<dyn Read + Send>;

fn whole(member: io::Result<Member>, limit: usize) -> Result<Vec<u8>, Unread> {
    use crate::unfold::Limit;
    let member = member.map_err(|_| Unread::Unreadable)?;
    let mut bytes = Vec::new();
    member
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Unread::Limit(Limit::Damaged),
            _ => Unread::Unreadable,
        })?;
    if bytes.len() > limit {
        return Err(Limit::Bytes.into());
    }
    Ok(bytes)
}

/// A part of a file that fails where the file ends before the part does.
struct Exactly<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = usize::try_from(self.left).unwrap_or(usize::MAX);
        let length = length.min(buffer.len());
        let Some(buffer) = buffer.get_mut(..length).filter(|part| !part.is_empty()) else {
            return Ok(0);
        };
        match self.inner.read(buffer)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.left -= read as u64;
                Ok(read)
            }
        }
    }
}
