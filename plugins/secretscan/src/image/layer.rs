//! Reads one layer: every file is shown, every entry is compared with the paths of findings.
//!
//! Whiteouts are seen, not obeyed: what they hide in lower layers has been shown already.

use std::io::{self, BufRead, Read};

use super::{
    Layer, Limits, Place, Seen, Shared, Unread,
    batch::{Batch, Part, Taken, may_be_taken},
    content::{Contents, Spare},
    crew::{Crew, Job},
    decode::reason,
    hidden::{EntryKind, Hidden},
    path::shown,
    tar::{Member, MemberKind, TarReader, is_header},
};
use crate::unfold::{Limit, Trail};

/// Compares the entries of a layer, in its decoded bytes, with paths that were not known when the
/// layer was shown.
pub(super) fn compare(stream: &mut dyn BufRead, layer: &Layer, hidden: &mut Hidden) {
    let mut head = Vec::new();
    // What breaks off here has broken off when it was shown, and was told.
    let _ = (&mut *stream).take(512).read_to_end(&mut head);
    if !is_file_system(&head) {
        return;
    }
    let mut stream = io::Cursor::new(head).chain(stream);
    let mut members = TarReader::new(&mut stream);
    while let Ok(Some(member)) = members.next() {
        hidden.entry(layer.index, &shown(&member.name), kind(&member));
    }
}

/// A layer that is being shown.
pub(super) struct Reading<'r, 'p, V> {
    layer: &'p Layer,
    limits: &'p Limits,
    crew: &'r Crew<'p, V>,
    /// Whom others are made after.
    visitor: &'r V,
    hidden: &'r mut Hidden,
    /// How many parts there are.
    number: usize,
    /// The last part, unless a batch has followed it.
    part: Option<Part<V>>,
    batch: Option<(usize, Batch<'p>)>,
    spare: Spare,
}

impl<'r, 'p, V: Shared> Reading<'r, 'p, V> {
    pub(super) fn new(
        layer: &'p Layer,
        limits: &'p Limits,
        crew: &'r Crew<'p, V>,
        visitor: &'r V,
        hidden: &'r mut Hidden,
    ) -> Self {
        Self {
            layer,
            limits,
            crew,
            visitor,
            hidden,
            number: 0,
            part: None,
            batch: None,
            spare: Spare::default(),
        }
    }

    /// Shows what the decoded bytes of the layer hold.
    pub(super) fn read(&mut self, stream: &mut dyn BufRead) {
        let place = Place::Layer(self.layer);
        let mut head = Vec::new();
        let result = (&mut *stream).take(512).read_to_end(&mut head);
        let is_file_system = is_file_system(&head);
        let mut stream = io::Cursor::new(head).chain(stream);
        if let Err(error) = result {
            self.missed(&place, reason(&error));
        }
        if is_file_system {
            self.entries(&mut stream);
        } else {
            self.here(|contents| contents.file(&place, &mut stream, None));
            if is_said_to_be_tar(self.layer) {
                self.missed(&place, Limit::Damaged);
            }
        }
    }

    /// Tells that something was not read.
    pub(super) fn missed(&mut self, place: &Place<'_>, why: impl Into<Unread>) {
        self.here(|contents| contents.missed(place, &Trail::new(), why));
    }

    /// Everything that was seen, in order.
    pub(super) fn finish(mut self) -> Vec<Part<V>> {
        self.hand_over();
        self.keep();
        self.crew.parts()
    }

    fn entries(&mut self, stream: &mut dyn BufRead) {
        let mut members = TarReader::new(stream);
        loop {
            match members.next() {
                Ok(None) => return,
                Ok(Some(member)) => self.entry(&mut members, &member),
                Err(error) => return self.missed(&Place::Layer(self.layer), reason(&error)),
            }
        }
    }

    fn entry(&mut self, members: &mut TarReader<'_>, member: &Member) {
        let path = shown(&member.name);
        self.hidden.entry(self.layer.index, &path, kind(member));
        let is_cut = members.is_cut();
        let is_shown = member.kind == MemberKind::File && member.size > 0;
        let mut body = members.body();
        if is_shown && may_be_taken(&mut body, member.size) && self.is_batch_wanted() {
            let taken = self.take(&path, is_cut, &mut body, member.size);
            if let Taken::Broken(read, error) = taken {
                let mut stream =
                    io::BufReader::new(io::Cursor::new(read).chain(Fails(Some(error))));
                self.file(&path, is_cut, &mut stream, member.size);
            }
        } else if is_shown {
            self.file(&path, is_cut, &mut body, member.size);
        } else if is_cut {
            let layer = self.layer;
            self.missed(&Place::File { layer, path: &path }, Limit::Bytes);
        }
    }

    /// Shows a file.
    fn file(&mut self, path: &str, is_cut: bool, stream: &mut dyn BufRead, size: u64) {
        let layer = self.layer;
        let place = Place::File { layer, path };
        if is_cut {
            self.missed(&place, Limit::Bytes);
        }
        let seen = self.here(|contents| contents.file(&place, stream, Some(size)));
        if seen == Seen::Finding
            && let Some(part) = &mut self.part
        {
            part.found.push(path.to_owned());
        }
    }

    /// Works with what the caller shows itself, behind the batch so far.
    fn here<T>(&mut self, work: impl FnOnce(&mut Contents<'_>) -> T) -> T {
        self.hand_over();
        let part = self
            .part
            .get_or_insert_with(|| Part::new(self.visitor.apart()));
        let spare = std::mem::take(&mut self.spare);
        let mut contents = Contents::with(&mut part.visitor, self.limits, spare);
        let result = work(&mut contents);
        self.spare = contents.into_spare();
        result
    }

    /// Whether there is a batch, or a helper has time for one.
    fn is_batch_wanted(&mut self) -> bool {
        if self.batch.is_none()
            && let Some(buffer) = self.crew.wanted()
        {
            self.keep();
            self.batch = Some((self.number, Batch::new(self.layer, buffer)));
            self.number += 1;
        }
        self.batch.is_some()
    }

    fn take(&mut self, path: &str, is_cut: bool, body: &mut dyn BufRead, size: u64) -> Taken {
        let Some((_, batch)) = &mut self.batch else {
            return Taken::Whole;
        };
        let taken = batch.take(path, is_cut, body, size);
        if batch.is_full() {
            self.hand_over();
        }
        taken
    }

    /// Nothing more comes into the batch.
    fn hand_over(&mut self) {
        if let Some((number, batch)) = self.batch.take() {
            let visitor = self.visitor.apart();
            self.crew.add(Job {
                number,
                batch,
                visitor,
            });
        }
    }

    /// Nothing more comes into the last part.
    fn keep(&mut self) {
        if let Some(part) = self.part.take() {
            self.crew.keep(self.number, part);
            self.number += 1;
        }
    }
}

fn is_file_system(head: &[u8]) -> bool {
    is_header(head) || head.iter().all(|&byte| byte == 0)
}

fn kind(member: &Member) -> EntryKind {
    match member.kind {
        MemberKind::Folder => EntryKind::Folder,
        _ => EntryKind::Other,
    }
}

/// Whether the layer should have been a file system; registries keep other things as well, such as
/// attestations, and say so.
fn is_said_to_be_tar(layer: &Layer) -> bool {
    let media_type = layer.media_type.as_ref();
    media_type.is_none_or(|media_type| media_type.contains("tar"))
}

/// Fails where a stream has failed.
struct Fails(Option<io::Error>);

impl Read for Fails {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}
