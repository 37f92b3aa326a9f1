//! Which literals a group of four bytes may belong to.

use super::{LiteralIndex, fold, hash};

/// Four bytes of a literal, folded; or three and any other beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// All four.
    Whole([u8; 4]),
    /// A byte, any, and then three.
    Before([u8; 3]),
    /// Three, and then any byte that a text goes on with.
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
                folded
                    .filter(u8::is_ascii)
                    .for_each(|any| each([a, b, c, any]));
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
#[derive(Debug, Clone, Copy)]
struct Entry {
    literal: LiteralIndex,
    offset: i8,
    /// The next entry of the same group, plus one.
    next: u32,
}

/// A group and its entries; the key is zero where there is none.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u32,
    /// The first entry, plus one.
    first: u32,
}

/// Groups by hash; a group lies at its hash's slot or after it, before the next free one.
pub(super) struct Table {
    slots: Box<[Slot]>,
    shift: u32,
    entries: Vec<Entry>,
}

impl Table {
    /// A table, mostly free, for as many entries.
    pub(super) fn with_room_for(entries: usize) -> Self {
        let bits = entries
            .saturating_mul(4)
            .next_power_of_two()
            .trailing_zeros()
            .clamp(4, 20);
        Self {
            slots: vec![Slot::default(); 1 << bits].into_boxed_slice(),
            shift: 32 - bits,
            entries: Vec::with_capacity(entries),
        }
    }

    /// Where the key is, or would be.
    fn position(&self, key: u32) -> Option<usize> {
        let start = (hash(key) >> self.shift) as usize;
        (start..self.slots.len()).chain(0..start).find(|at| {
            self.slots
                .get(*at)
                .is_some_and(|slot| slot.key == key || slot.key == 0)
        })
    }

    /// Notes that a literal holds a group, and where.
    pub(super) fn insert(&mut self, group: Group, literal: LiteralIndex, offset: i8) {
        let key = group.key();
        let Some(slot) = self.position(key).and_then(|at| self.slots.get_mut(at)) else {
            return;
        };
        self.entries.push(Entry {
            literal,
            offset,
            next: slot.first,
        });
        *slot = Slot {
            key,
            first: u32::try_from(self.entries.len()).unwrap_or(0),
        };
    }

    /// Calls `each` with every literal that may stand round four bytes, and where the group starts
    /// in it.
    pub(super) fn lookup(&self, group: u32, mut each: impl FnMut(LiteralIndex, i8)) {
        // At the end of the bytes the last byte of a group is zero already.
        let keys = [group, group & 0xffff_ff00, group & 0x00ff_ffff];
        let different = if group >> 24 == 0 { 2 } else { 3 };
        for key in keys.into_iter().take(different) {
            let slot = self.position(key).and_then(|at| self.slots.get(at));
            let mut next = slot.map_or(0, |slot| slot.first);
            while let Some(entry) = (next as usize)
                .checked_sub(1)
                .and_then(|at| self.entries.get(at))
            {
                each(entry.literal, entry.offset);
                next = entry.next;
            }
        }
    }
}
