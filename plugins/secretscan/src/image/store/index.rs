//! Names in a tar archive, and where their bytes lie.

use std::collections::HashMap;

use crate::image::{
    path::{parts, shown},
    tar::{Member, MemberKind},
};

/// How many links are followed from one name; `docker save` makes chains of one.
const LINKS: usize = 8;

/// Where a member's content lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// Start of the content in the file; of a compressed archive, in the decoded bytes.
    pub(super) offset: u64,
    pub(super) size: u64,
}

enum Target {
    Bytes(Slot),
    Link(String),
}

/// Names and places.
#[derive(Default)]
pub(super) struct Index {
    members: HashMap<String, Target>,
}

impl Index {
    /// Adds a member; a later one with the same name takes its place.
    pub(super) fn add(&mut self, member: &Member, offset: u64) {
        let name = clean(&shown(&member.name));
        let link = shown(&member.link);
        let target = match member.kind {
            MemberKind::File => Target::Bytes(Slot {
                offset,
                size: member.size,
            }),
            MemberKind::SymbolicLink => {
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                Target::Link(clean(&format!("{folder}/{link}")))
            }
            MemberKind::HardLink => Target::Link(clean(&link)),
            MemberKind::Folder | MemberKind::Special => return,
        };
        self.members.insert(name, target);
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// Follows links within the archive.
    pub(super) fn resolve(&self, name: &str) -> Option<String> {
        let mut name = clean(name);
        for _ in 0..LINKS {
            match self.members.get(&name)? {
                Target::Bytes(_) => return Some(name),
                Target::Link(target) => name.clone_from(target),
            }
        }
        None
    }

    /// Where the content of a resolved name lies.
    pub(super) fn slot(&self, name: &str) -> Option<Slot> {
        match self.members.get(name)? {
            Target::Bytes(slot) => Some(*slot),
            Target::Link(_) => None,
        }
    }
}

fn clean(path: &str) -> String {
    parts(path).join("/")
}
