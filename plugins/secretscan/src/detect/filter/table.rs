//! Which literals a group of four bytes may belong to.

use super::{FOLD, LiteralIndex, fold};

/// What a key is multiplied with, so that its upper bits tell it from others.
const MULTIPLIER: u32 = 0x9e37_79b1;

/// Four bytes of a literal, folded; or three and any other beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// All four.
    Whole([u8; 4]),
    /// A byte, any, and then three.
    Before([u8; 3]),
    /// Three, and then any byte, or none.
    After([u8; 3]),
}

impl Group {
    /// Every group of four bytes that this stands for, folded.
    pub(super) fn for_each(self, mut each: impl FnMut([u8; 4])) {
        let folded = (0..=u8::MAX).filter(|byte| fold(*byte) == *byte);
        match self {
            Self::Whole(bytes) => each(bytes),
            Self::Before([a, b, c]) => folded.for_each(|any| each([any, a, b, c])),
            Self::After([a, b, c]) => {
                // Zero stands for the end of the bytes.
                each([a, b, c, 0]);
                folded.for_each(|any| each([a, b, c, any]));
            }
        }
    }

    /// The group's key in the table; a folded byte is never zero, so that keys of the three kinds
    /// never meet.
    const fn key(self) -> u32 {
        match self {
            Self::Whole(bytes) => u32::from_le_bytes(bytes),
            Self::Before([a, b, c]) => u32::from_le_bytes([0, a, b, c]),
            Self::After([a, b, c]) => u32::from_le_bytes([a, b, c, 0]),
        }
    }
}

/// One group of one literal.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) literal: LiteralIndex,
    /// Where the group starts in it.
    pub(super) offset: i8,
    /// The first eight bytes of the literal, or all of it and then zeros.
    head: u64,
    /// Which bits of eight bytes are the literal's.
    mask: u64,
    /// The literal, folded.
    text: Box<[u8]>,
}

impl Entry {
    fn new(literal: LiteralIndex, offset: i8, text: Box<[u8]>) -> Self {
        let (mut head, mut mask) = ([0; 8], [0; 8]);
        for ((head, mask), byte) in head.iter_mut().zip(&mut mask).zip(&text) {
            (*head, *mask) = (*byte, u8::MAX);
        }
        Self {
            literal,
            offset,
            head: u64::from_le_bytes(head),
            mask: u64::from_le_bytes(mask),
            text,
        }
    }

    /// Whether bytes begin with the literal.
    #[inline]
    pub(super) fn begins(&self, bytes: &[u8]) -> bool {
        if let Some(first) = bytes.first_chunk() {
            let first = (u64::from_le_bytes(*first) | FOLD) & self.mask;
            if first != self.head {
                return false;
            }
            if self.text.len() <= 8 {
                return true;
            }
        }
        bytes.get(..self.text.len()).is_some_and(|there| {
            let mut pairs = there.iter().zip(&self.text);
            pairs.all(|(byte, expected)| fold(*byte) == *expected)
        })
    }
}

/// A group and its entries; the key is zero where there is none.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u32,
    start: u32,
    end: u32,
}

/// Groups by hash; a group lies at its hash's slot or after it, before the next free one.
pub(super) struct Table {
    slots: Box<[Slot]>,
    shift: u32,
    /// Those of one group lie together.
    entries: Vec<Entry>,
}

impl Table {
    /// A table, mostly free, of groups with the literals they stand in and where.
    pub(super) fn new(mut groups: Vec<(Group, LiteralIndex, i8, Box<[u8]>)>) -> Self {
        groups.sort_by_key(|(group, ..)| group.key());
        let bits = (groups.len() * 4)
            .next_power_of_two()
            .trailing_zeros()
            .max(4);
        let mut table = Self {
            slots: vec![Slot::default(); 1 << bits].into_boxed_slice(),
            shift: u32::BITS - bits,
            entries: Vec::with_capacity(groups.len()),
        };
        let mut end = 0;
        for same in groups.chunk_by(|(left, ..), (right, ..)| left.key() == right.key()) {
            let start = end;
            // Two groups to each index of a literal, which has sixteen bits.
            end += u32::try_from(same.len()).unwrap_or_default();
            if let [(group, ..), ..] = same {
                table.insert(Slot {
                    key: group.key(),
                    start,
                    end,
                });
            }
        }
        let entries = groups.into_iter();
        let entries = entries.map(|(_, literal, offset, text)| Entry::new(literal, offset, text));
        table.entries.extend(entries);
        table
    }

    fn insert(&mut self, slot: Slot) {
        let start = self.home(slot.key);
        let (before, behind) = self.slots.split_at_mut(start);
        let mut slots = behind.iter_mut().chain(before);
        if let Some(free) = slots.find(|slot| slot.key == 0) {
            *free = slot;
        }
    }

    /// Where a key is, unless others came first.
    #[inline]
    fn home(&self, key: u32) -> usize {
        (key.wrapping_mul(MULTIPLIER) >> self.shift) as usize
    }

    /// The entries of a key.
    #[inline]
    fn entries(&self, key: u32) -> &[Entry] {
        let mut at = self.home(key);
        while let Some(slot) = self.slots.get(at) {
            if slot.key == key {
                let range = slot.start as usize..slot.end as usize;
                return self.entries.get(range).unwrap_or_default();
            }
            if slot.key == 0 {
                break;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        &[]
    }

    /// Calls `each` with every literal that may stand round four bytes.
    #[inline]
    pub(super) fn lookup(&self, group: u32, mut each: impl FnMut(&Entry)) {
        // At the end of the bytes the last byte of a group is zero already.
        let keys = [group, group & 0xffff_ff00, group & 0x00ff_ffff];
        let different = if group >> 24 == 0 { 2 } else { 3 };
        for key in keys.into_iter().take(different) {
            self.entries(key).iter().for_each(&mut each);
        }
    }
}
