//! Reads the members of a zip archive that lies in memory (PKWARE APPNOTE.TXT 6.3.10), in the
//! order in which their local headers stand.
//!
//! # Why
//! Whoever reads only the central directory sees what the archive's maker wants seen: members that
//! were taken off the list, and what is left of a broken archive, are found by local headers alone.
//! One walk from front to back also makes overlapping members, of which bombs are made, impossible.
//! The central directory is asked only for sizes that a local header leaves open.

use std::{borrow::Cow, collections::HashMap};

use memchr::memmem;

use super::{
    Limit,
    budget::{Allowance, Unpacked},
    inflate,
};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const LONGEST_NAME: usize = 4096;

/// A file in an archive.
pub(super) struct Member<'z> {
    pub(super) name: String,
    pub(super) content: Cow<'z, [u8]>,
    /// Why the content is not all there is.
    pub(super) problem: Option<Limit>,
}

/// The members of an archive, one after the other.
pub(super) struct Zip<'z> {
    bytes: &'z [u8],
    at: usize,
    /// Sizes of packed content, by the offset of the local header.
    sizes: HashMap<usize, usize>,
}

/// What a local header says.
struct Header<'z> {
    name: &'z [u8],
    flags: u16,
    method: u16,
    /// None where it follows the content or stands in the central directory only.
    size: Option<usize>,
    content: usize,
}

impl<'z> Zip<'z> {
    pub(super) fn new(bytes: &'z [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            sizes: central_sizes(bytes),
        }
    }

    /// The next member; `allow` says what a packed size may become.
    pub(super) fn next(&mut self, allow: impl Fn(usize) -> Allowance) -> Option<Member<'z>> {
        loop {
            let offset = self.at + memmem::find(self.bytes.get(self.at..)?, LOCAL)?;
            self.at = offset + LOCAL.len();
            if let Some(header) = header(self.bytes, offset) {
                return Some(self.member(offset, &header, allow));
            }
        }
    }

    fn member(
        &mut self,
        offset: usize,
        header: &Header<'z>,
        allow: impl Fn(usize) -> Allowance,
    ) -> Member<'z> {
        let rest = self.bytes.get(header.content..).unwrap_or_default();
        let size = header.size.or_else(|| self.sizes.get(&offset).copied());
        let claimed = size.map(|size| rest.get(..size));
        let packed = match claimed {
            Some(Some(packed)) => packed,
            // Packed data says itself where it ends.
            _ if header.method == 8 => rest,
            _ => rest.get(..open_end(rest)).unwrap_or(rest),
        };
        let is_cut = claimed == Some(None);
        let (content, problem, taken) = unpack(header, packed, allow);
        // A size that is not true must not hide what follows.
        self.at = header.content
            + match claimed {
                Some(Some(packed)) => packed.len(),
                _ if problem.is_none() => taken,
                _ => 0,
            };
        Member {
            name: name(header.name),
            content,
            problem: if is_cut {
                Some(Limit::Damaged)
            } else {
                problem
            },
        }
    }
}

/// Whether bytes that begin otherwise end with an archive.
pub(super) fn has_directory(bytes: &[u8]) -> bool {
    !central_sizes(bytes).is_empty()
}

/// The content, why it is not all there is, and how much of the packed bytes it took.
fn unpack<'z>(
    header: &Header<'z>,
    packed: &'z [u8],
    allow: impl Fn(usize) -> Allowance,
) -> (Cow<'z, [u8]>, Option<Limit>, usize) {
    let none = Cow::Borrowed([].as_slice());
    if header.flags & 1 != 0 {
        return (none, Some(Limit::Encrypted), packed.len());
    }
    match header.method {
        0 => (Cow::Borrowed(packed), None, packed.len()),
        8 => {
            let (Unpacked { bytes, problem }, taken) = inflate::bare(packed, allow(packed.len()));
            (Cow::Owned(bytes), problem, taken)
        }
        93 => {
            let Unpacked { bytes, problem } = inflate::zstd(packed, allow(packed.len()));
            (Cow::Owned(bytes), problem, packed.len())
        }
        _ => (none, Some(Limit::Unsupported), packed.len()),
    }
}

/// Where stored content of unknown size ends: before its descriptor, or what can follow it.
fn open_end(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(offset) = rest.get(at..).and_then(|rest| memmem::find(rest, b"PK")) {
        let here = rest.get(at + offset..).unwrap_or_default();
        if [DESCRIPTOR, CENTRAL, LOCAL]
            .iter()
            .any(|mark| here.starts_with(mark))
        {
            return at + offset;
        }
        at += offset + 2;
    }
    rest.len()
}

fn header(bytes: &[u8], offset: usize) -> Option<Header<'_>> {
    let fixed = bytes.get(offset..)?.get(..30)?;
    let name_length = usize::from(short(fixed, 26)?);
    let extra_length = usize::from(short(fixed, 28)?);
    let name = bytes.get(offset + 30..)?.get(..name_length)?;
    let extra = bytes
        .get(offset + 30 + name_length..)?
        .get(..extra_length)?;
    let flags = short(fixed, 6)?;
    let packed = long(fixed, 18)?;
    let unpacked = long(fixed, 22)?;
    let size = match (flags & 8 != 0 && packed == 0, packed) {
        (true, _) => None,
        (_, u32::MAX) => zip64(extra, usize::from(unpacked == u32::MAX)),
        _ => usize::try_from(packed).ok(),
    };
    Some(Header {
        name,
        flags,
        method: short(fixed, 8)?,
        size,
        content: offset + 30 + name_length + extra_length,
    })
}

/// A size of the extended information (APPNOTE 4.5.3), which holds those that did not fit.
fn zip64(extra: &[u8], position: usize) -> Option<usize> {
    let mut rest = extra;
    loop {
        let length = usize::from(short(rest, 2)?);
        let field = rest.get(4..)?.get(..length)?;
        if short(rest, 0)? == 1 {
            let size = field.get(position * 8..)?.get(..8)?;
            return usize::try_from(u64::from_le_bytes(size.try_into().ok()?)).ok();
        }
        rest = rest.get(4 + length..)?;
    }
}

/// What the central directory says of packed sizes. Offsets are counted from where the archive
/// begins, which something may stand before.
fn central_sizes(bytes: &[u8]) -> HashMap<usize, usize> {
    let mut sizes = HashMap::new();
    let tail = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let Some(end) = bytes
        .get(tail..)
        .and_then(|tail| memmem::rfind(tail, b"PK\x05\x06"))
    else {
        return sizes;
    };
    let Some(first) = memmem::find(bytes, LOCAL) else {
        return sizes;
    };
    let start = bytes
        .get(tail + end..)
        .and_then(|end| long(end, 12))
        .and_then(|length| usize::try_from(length).ok())
        .and_then(|length| (tail + end).checked_sub(length));
    let mut rest = start
        .and_then(|start| bytes.get(start..))
        .unwrap_or_default();
    let mut base = None;
    while let Some((offset, size, length)) = central_entry(rest) {
        let base = *base.get_or_insert_with(|| first.saturating_sub(offset));
        sizes.insert(base.saturating_add(offset), size);
        rest = rest.get(length..).unwrap_or_default();
    }
    sizes
}

/// Offset and packed size of a member, and how long its entry is.
fn central_entry(entry: &[u8]) -> Option<(usize, usize, usize)> {
    if !entry.starts_with(CENTRAL) {
        return None;
    }
    let name = usize::from(short(entry, 28)?);
    let extra_length = usize::from(short(entry, 30)?);
    let comment = usize::from(short(entry, 32)?);
    let extra = entry.get(46 + name..)?.get(..extra_length)?;
    let (packed, unpacked, offset) = (long(entry, 20)?, long(entry, 24)?, long(entry, 42)?);
    let unpacked_before = usize::from(unpacked == u32::MAX);
    let size = match packed {
        u32::MAX => zip64(extra, unpacked_before)?,
        size => usize::try_from(size).ok()?,
    };
    let offset = match offset {
        u32::MAX => zip64(extra, unpacked_before + usize::from(packed == u32::MAX))?,
        offset => usize::try_from(offset).ok()?,
    };
    Some((offset, size, 46 + name + extra_length + comment))
}

fn name(name: &[u8]) -> String {
    String::from_utf8_lossy(name.get(..LONGEST_NAME).unwrap_or(name)).into_owned()
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..)?.get(..2)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..)?.get(..4)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

#[cfg(test)]
pub(super) mod tests;
