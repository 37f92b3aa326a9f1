//! A tar archive that is compressed as a whole: it can only be read from the start.
//!
//! # Why
//!
//! The manifest usually comes last, and layers lie in the order of their digests. So a first pass
//! keeps every small JSON document and the names of all else, and a second pass reads the layers in
//! the archive's order. Inflating twice costs time; the alternative, keeping layers, costs memory
//! or disk without bound.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, Read},
    path::{Path, PathBuf},
};

use super::index::Index;
use crate::{
    image::{
        Limits, Unread,
        decode::reason,
        pipeline::{Source, through},
        tar::{MemberKind, TarReader},
    },
    unfold::Limit,
};

/// Bytes of all documents that are kept.
const DOCUMENTS: usize = 16 << 20;

pub(super) struct Packed {
    path: PathBuf,
    zstd_window: u64,
    index: Index,
    documents: HashMap<u64, Vec<u8>>,
}

impl Packed {
    /// The first pass; `None` where there is no tar archive in it.
    pub(super) fn open(path: &Path, limits: &Limits) -> io::Result<Option<(Self, Option<Unread>)>> {
        let mut packed = Self {
            path: path.to_owned(),
            zstd_window: limits.zstd_window,
            index: Index::default(),
            documents: HashMap::new(),
        };
        let file = Source::Own(Box::new(File::open(path)?));
        let zstd_window = limits.zstd_window;
        let (problem, _) = through(
            file,
            |_| None,
            zstd_window,
            |stream| packed.read(stream, limits),
        )?;
        let is_archive = packed.index.len() > 0 || problem.is_none();
        Ok(is_archive.then_some((packed, problem)))
    }

    fn read(&mut self, stream: &mut dyn BufRead, limits: &Limits) -> Option<Unread> {
        let mut kept = 0;
        let mut members = TarReader::new(stream);
        loop {
            let member = match members.next() {
                Ok(None) => return None,
                Ok(Some(_)) if self.index.len() >= limits.entries => {
                    return Some(Limit::Members.into());
                }
                Ok(Some(member)) => member,
                Err(error) => return Some(reason(&error)),
            };
            let offset = members.position();
            self.index.add(&member, offset);
            let size = usize::try_from(member.size).unwrap_or(usize::MAX);
            let fits = size <= limits.document && kept + size <= DOCUMENTS;
            if member.kind == MemberKind::File && fits {
                let mut body = members.body();
                if body.fill_buf().is_ok_and(starts_json) {
                    let mut text = Vec::with_capacity(size);
                    if let Err(error) = body.read_to_end(&mut text) {
                        return Some(reason(&error));
                    }
                    kept += size;
                    self.documents.insert(offset, text);
                }
            }
        }
    }

    pub(super) fn resolve(&self, name: &str) -> Option<String> {
        self.index.resolve(name)
    }

    pub(super) fn document(&self, name: &str) -> Result<Vec<u8>, Unread> {
        let slot = self.index.slot(name).ok_or(Unread::Absent)?;
        let text = self.documents.get(&slot.offset);
        text.cloned().ok_or(Unread::Limit(Limit::Bytes))
    }

    /// Another pass.
    pub(super) fn each(
        &self,
        names: &[String],
        work: &mut dyn FnMut(usize, io::Result<Source<'_>>),
    ) {
        let mut wanted: HashMap<u64, Vec<usize>> = HashMap::new();
        for (position, name) in names.iter().enumerate() {
            if let Some(slot) = self.index.slot(name) {
                wanted.entry(slot.offset).or_default().push(position);
            }
        }
        let walk = |stream: &mut dyn BufRead| {
            let mut members = TarReader::new(stream);
            // What fails here has failed in the first pass, and is told.
            while !wanted.is_empty()
                && let Ok(Some(_)) = members.next()
            {
                for position in wanted.remove(&members.position()).unwrap_or_default() {
                    work(position, Ok(Source::Part(&mut members.body())));
                }
            }
        };
        let Ok(file) = File::open(&self.path) else {
            return;
        };
        // A failure to start leaves the members out, which the caller tells.
        let _ = through(
            Source::Own(Box::new(file)),
            |_| None,
            self.zstd_window,
            walk,
        );
    }
}

fn starts_json(text: &[u8]) -> bool {
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}
