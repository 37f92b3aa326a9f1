//! Reads one layer: every file is shown, every entry is compared with the paths of findings.
//!
//! Whiteouts are seen, not obeyed: what they hide in lower layers has been shown already.

use std::io::{self, BufRead, Read};

use super::{
    Layer, Place, Seen,
    content::Contents,
    decode::reason,
    hidden::{EntryKind, Hidden},
    path::shown,
    tar::{Member, MemberKind, TarReader, is_header},
};
use crate::unfold::{Limit, Trail};

/// What is done with a layer's entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// They are shown, in this step of the scan, and compared.
    Show {
        /// Counts the layers that have been read.
        step: usize,
    },
    /// They are only compared with paths that were not known when the layer was first read.
    Compare,
}

/// Reads the decoded bytes of a layer.
pub(super) fn read(
    stream: &mut dyn BufRead,
    layer: &Layer,
    purpose: Purpose,
    contents: &mut Contents<'_>,
    hidden: &mut Hidden,
) {
    let mut head = Vec::new();
    let result = (&mut *stream).take(512).read_to_end(&mut head);
    let is_file_system = is_header(&head) || head.iter().all(|&byte| byte == 0);
    let mut stream = io::Cursor::new(head).chain(stream);
    if let Err(error) = result {
        contents.missed(&Place::Layer(layer), &Trail::new(), reason(&error));
    }
    if is_file_system {
        Entries {
            layer,
            contents,
            hidden,
        }
        .read(&mut stream, purpose);
    } else if purpose != Purpose::Compare {
        let place = Place::Layer(layer);
        contents.file(&place, &mut stream, None);
        if is_said_to_be_tar(layer) {
            contents.missed(&place, &Trail::new(), Limit::Damaged);
        }
    }
}

/// Whether the layer should have been a file system; registries keep other things as well, such as
/// attestations, and say so.
fn is_said_to_be_tar(layer: &Layer) -> bool {
    let media_type = layer.media_type.as_ref();
    media_type.is_none_or(|media_type| media_type.contains("tar"))
}

struct Entries<'e, 'c> {
    layer: &'e Layer,
    contents: &'e mut Contents<'c>,
    hidden: &'e mut Hidden,
}

impl Entries<'_, '_> {
    fn read(&mut self, stream: &mut dyn BufRead, purpose: Purpose) {
        let mut members = TarReader::new(stream);
        loop {
            match members.next() {
                Ok(None) => return,
                Ok(Some(member)) => self.entry(&mut members, &member, purpose),
                Err(error) => {
                    if purpose != Purpose::Compare {
                        let place = Place::Layer(self.layer);
                        self.contents.missed(&place, &Trail::new(), reason(&error));
                    }
                    return;
                }
            }
        }
    }

    fn entry(&mut self, members: &mut TarReader<'_>, member: &Member, purpose: Purpose) {
        let path = shown(&member.name);
        let kind = match member.kind {
            MemberKind::Folder => EntryKind::Folder,
            _ => EntryKind::Other,
        };
        self.hidden.entry(self.layer.index, &path, kind);
        let Purpose::Show { step } = purpose else {
            return;
        };
        let place = Place::File {
            layer: self.layer,
            path: &path,
        };
        if members.is_cut() {
            self.contents.missed(&place, &Trail::new(), Limit::Bytes);
        }
        if member.kind != MemberKind::File || member.size == 0 {
            return;
        }
        let seen = self
            .contents
            .file(&place, &mut members.body(), Some(member.size));
        if seen == Seen::Finding {
            let limit = self.contents.limits().watched;
            if !self.hidden.watch(self.layer.index, &path, step, limit) {
                self.contents.missed(&place, &Trail::new(), Limit::Members);
            }
        }
    }
}
