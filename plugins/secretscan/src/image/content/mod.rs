//! What a file of a layer holds: shown as a whole, through windows, or member by member.
//!
//! Archives are read as streams at every level, so a member may be larger than memory. What is
//! small and no archive goes to [`leaf`], as a whole.

mod deb;
mod form;
mod leaf;
mod meter;
mod stored;
mod window;
mod zip;

use std::{
    io::{self, BufRead, BufReader, Read},
    mem,
};

use self::{form::Form, meter::Meter};
use super::{
    ImageVisitor, Limits, Place, Seen, Unread,
    decode::{Packing, decoder, reason},
    path::shown,
    tar::{MemberKind, TarReader},
};
use crate::unfold::{Limit, Step, Trail};

/// First bytes, by which a file is recognised.
const HEAD: usize = 4 << 10;
/// Decoded bytes of one level of nesting that wait to be read.
const DECODED: usize = 64 << 10;

/// What is being shown.
#[derive(Clone, Copy)]
struct Here<'h> {
    /// The file of the layer.
    place: &'h Place<'h>,
    /// The name of the file, or of the member of an archive in it.
    name: &'h str,
}

impl<'h> Here<'h> {
    fn member(self, name: &'h str) -> Self {
        Self { name, ..self }
    }

    /// What a compressed file holds has its name without the suffix.
    fn unpacked(self) -> Self {
        let suffixes = [".gz", ".zst", ".gzip", ".zstd"];
        let cut = suffixes
            .iter()
            .find_map(|suffix| self.name.strip_suffix(suffix));
        self.member(cut.unwrap_or(self.name))
    }
}

/// Whether a file that begins like this is an archive, or compressed as a whole.
pub(super) fn is_archive(head: &[u8]) -> bool {
    Form::of(head) != Form::Leaf
}

/// Buffers that are used again.
pub(super) type Spare = Vec<Vec<u8>>;

/// Shows files to a visitor.
pub struct Contents<'c> {
    visitor: &'c mut dyn ImageVisitor,
    limits: &'c Limits,
    /// Buffers for what does not lie in one piece; one for each level of nesting in use.
    spare: Spare,
    meter: Meter,
    depth: usize,
}

impl<'c> Contents<'c> {
    /// Shows to a visitor, within limits.
    pub fn new(visitor: &'c mut dyn ImageVisitor, limits: &'c Limits) -> Self {
        Self::with(visitor, limits, Spare::new())
    }

    /// The same, with the buffers of another.
    pub(super) fn with(
        visitor: &'c mut dyn ImageVisitor,
        limits: &'c Limits,
        spare: Spare,
    ) -> Self {
        Self {
            visitor,
            limits,
            spare,
            meter: Meter::default(),
            depth: 0,
        }
    }

    /// Its buffers.
    pub(super) fn into_spare(self) -> Spare {
        self.spare
    }

    /// Shows a file of a layer, a blob that is one, or a file that is in no image.
    pub fn file(&mut self, place: &Place<'_>, stream: &mut dyn BufRead, size: Option<u64>) -> Seen {
        self.meter = Meter::new(self.limits, size.unwrap_or(0));
        self.depth = 0;
        self.visitor.enter(place);
        let name = match place {
            Place::File { path, .. } => path,
            Place::Loose { name } => name,
            Place::Layer(layer) => layer.name.as_str(),
            _ => "",
        };
        self.show(Here { place, name }, &mut Trail::new(), stream, size);
        self.visitor.leave()
    }

    /// Tells that something was not read.
    pub(super) fn missed(&mut self, place: &Place<'_>, inside: &Trail, why: impl Into<Unread>) {
        self.visitor.missed(place, inside, why.into());
    }

    /// Shows a stream that ends where the file ends.
    fn show(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        stream: &mut dyn BufRead,
        size: Option<u64>,
    ) {
        if let Some(size) = size
            && let Ok(bytes) = stream.fill_buf()
            && bytes.len() as u64 == size
        {
            // All of it lies in one piece: no copy is made.
            self.whole(here, at, bytes);
            let length = bytes.len();
            stream.consume(length);
            return;
        }
        let mut buffer = self.spare.pop().unwrap_or_default();
        buffer.clear();
        let failure = read_up_to(stream, &mut buffer, HEAD);
        match Form::of(&buffer) {
            Form::Leaf => self.leaf_of(here, at, &mut buffer, stream, failure),
            form => {
                let head = mem::take(&mut buffer);
                let mut joined = io::Cursor::new(&head[..]).chain(stream);
                self.archive(here, at, form, &mut joined);
                buffer = head;
            }
        }
        self.spare.push(buffer);
    }

    /// Shows a file that is in memory.
    fn whole(&mut self, here: Here<'_>, at: &mut Trail, bytes: &[u8]) {
        match Form::of(bytes) {
            Form::Leaf if bytes.len() <= self.limits.whole => {
                leaf::show(self.visitor, self.limits, here, at, bytes);
            }
            Form::Leaf => {
                let mut buffer = self.spare.pop().unwrap_or_default();
                buffer.clear();
                self.windows(here, at, &mut buffer, &mut &*bytes);
                self.spare.push(buffer);
            }
            form => self.archive(here, at, form, &mut &*bytes),
        }
    }

    /// Shows a file that is no archive: its first bytes are in the buffer.
    fn leaf_of(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        buffer: &mut Vec<u8>,
        stream: &mut dyn BufRead,
        failure: io::Result<()>,
    ) {
        let failure = failure.and_then(|()| read_up_to(stream, buffer, self.limits.whole + 1));
        if buffer.len() > self.limits.whole {
            self.windows(here, at, buffer, stream);
            // A buffer of this size is not needed for every level of nesting.
            buffer.truncate(self.limits.window);
            buffer.shrink_to(self.limits.window);
            return;
        }
        leaf::show(self.visitor, self.limits, here, at, buffer);
        if let Err(error) = failure {
            self.missed(here.place, at, reason(&error));
        }
    }

    /// Shows what an archive or a compressed file holds.
    fn archive(&mut self, here: Here<'_>, at: &mut Trail, form: Form, stream: &mut dyn BufRead) {
        if self.depth >= self.limits.depth {
            self.missed(here.place, at, Limit::Depth);
            return;
        }
        self.depth += 1;
        match form {
            Form::Leaf => {}
            Form::Unsupported => self.missed(here.place, at, Limit::Unsupported),
            Form::Packed(packing, name) => at.within(Step::Decoded(name), |at| {
                self.packed(here, at, packing, stream);
            }),
            Form::Tar => at.within(Step::Decoded("tar"), |at| self.tar(here, at, stream)),
            Form::Zip => at.within(Step::Decoded("zip"), |at| self.zip(here, at, stream)),
            Form::Deb => at.within(Step::Decoded("deb"), |at| self.deb(here, at, stream)),
        }
        self.depth -= 1;
    }

    fn packed(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        packing: Packing,
        stream: &mut dyn BufRead,
    ) {
        let decoded = decoder(packing, stream, self.limits.zstd_window);
        let metered = self.meter.reader(decoded);
        let mut stream = BufReader::with_capacity(DECODED, metered);
        self.show(here.unpacked(), at, &mut stream, None);
    }

    fn tar(&mut self, here: Here<'_>, at: &mut Trail, stream: &mut dyn BufRead) {
        let mut members = TarReader::new(stream);
        loop {
            match members.next() {
                Ok(None) => return,
                Ok(Some(member)) => {
                    if !self.may_go_on(here, at) {
                        return;
                    }
                    let name = shown(&member.name).into_owned();
                    let is_cut = members.is_cut();
                    at.within(Step::Member(name.clone()), |at| {
                        if is_cut {
                            self.missed(here.place, at, Limit::Bytes);
                        }
                        if member.kind == MemberKind::File && member.size > 0 {
                            let here = here.member(&name);
                            self.show(here, at, &mut members.body(), Some(member.size));
                        }
                    });
                }
                Err(error) => {
                    self.missed(here.place, at, reason(&error));
                    return;
                }
            }
        }
    }

    /// Counts a member; says so where there have been too many.
    fn may_go_on(&mut self, here: Here<'_>, at: &Trail) -> bool {
        let result = self.meter.member();
        if let Err(limit) = result {
            self.missed(here.place, at, limit);
        }
        result.is_ok()
    }
}

/// Reads until the buffer has this length or the stream ends.
fn read_up_to(stream: &mut dyn BufRead, buffer: &mut Vec<u8>, length: usize) -> io::Result<()> {
    let missing = length.saturating_sub(buffer.len());
    stream.take(missing as u64).read_to_end(buffer)?;
    Ok(())
}
