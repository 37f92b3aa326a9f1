//! Finds where any of many texts may begin, in one pass.
//!
//! Every text is eight bytes or more and so holds four neighbouring groups of five; wherever the
//! text stands, one of them begins at a multiple of four. Groups are looked up in a bitmap by their
//! hash, four times in sixteen bytes. Which four groups of a text are taken is free: those that the
//! fewest other texts share, so that a beginning that many have in common costs nothing.

use super::Needle;

/// Bytes of a group.
const GROUP: usize = 5;

/// Distance of the positions that are looked at.
const STRIDE: usize = 4;

/// The bits of a group in eight bytes.
const MASK: u64 = 0xff_ffff_ffff;

/// Counters for how many texts share a group.
const SKETCH: usize = 1 << 18;

/// Where texts may begin.
pub(super) struct Index {
    /// A bit for each hash.
    bitmap: Vec<u64>,
    /// How far a hash is shifted to choose its bit.
    shift: u32,
    /// The first entry of each slot, plus one; as many as a power of two.
    slots: Vec<u32>,
    slot_shift: u32,
    entries: Vec<Entry>,
}

/// A group of a text.
struct Entry {
    group: u64,
    needle: u32,
    offset: u32,
    /// The next entry in the same slot, plus one.
    next: u32,
}

fn hash(group: u64) -> u64 {
    group.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The group that begins at a place, if it is whole.
fn group(bytes: &[u8], at: usize) -> Option<u64> {
    let here: &[u8; GROUP] = bytes.get(at..)?.first_chunk()?;
    let mut word = [0; 8];
    word.iter_mut().zip(here).for_each(|(to, from)| *to = *from);
    Some(u64::from_le_bytes(word))
}

impl Index {
    pub(super) fn new(needles: &[Needle]) -> Self {
        let bits = (needles.len() * STRIDE * 32)
            .next_power_of_two()
            .max(1 << 15);
        let slots = (needles.len() * STRIDE).next_power_of_two().max(16);
        let mut index = Self {
            bitmap: vec![0; bits / 64],
            shift: 64 - bits.trailing_zeros(),
            slots: vec![0; slots],
            slot_shift: 64 - slots.trailing_zeros(),
            entries: Vec::with_capacity(needles.len() * STRIDE),
        };
        let sketch = shares(needles);
        for (number, needle) in (0..).zip(needles) {
            let start = rarest(&needle.text, &sketch);
            for offset in start..start + STRIDE {
                if let Some(group) = group(&needle.text, offset) {
                    index.insert(group, number, offset);
                }
            }
        }
        index
    }

    fn insert(&mut self, group: u64, needle: u32, offset: usize) {
        let hash = hash(group);
        let bit = hash >> self.shift;
        if let Some(word) = self.bitmap.get_mut(place(bit >> 6)) {
            *word |= 1 << (bit & 63);
        }
        let Some(slot) = self.slots.get_mut(place(hash >> self.slot_shift)) else {
            return;
        };
        let offset = u32::try_from(offset).unwrap_or(0);
        self.entries.push(Entry {
            group,
            needle,
            offset,
            next: *slot,
        });
        *slot = u32::try_from(self.entries.len()).unwrap_or(0);
    }

    /// Calls `hit` with each text that may be in the bytes, and where it would begin.
    pub(super) fn scan(&self, bytes: &[u8], mut hit: impl FnMut(usize, usize)) {
        if self.entries.is_empty() {
            return;
        }
        let mut at = 0;
        // As long as eight bytes can be read at each place.
        while let Some(clean) = bytes.get(at..).map(|rest| self.clean(rest)) {
            at += clean * STRIDE;
            let Some(group) = group(bytes, at) else {
                return;
            };
            self.look_up(group, at, &mut hit);
            at += STRIDE;
        }
    }

    /// How many places at the start hold nothing that is looked for.
    fn clean(&self, bytes: &[u8]) -> usize {
        let (words, _) = bytes.as_chunks::<STRIDE>();
        let mut words = words
            .iter()
            .map(|word| u64::from(u32::from_le_bytes(*word)));
        let Some(mut word) = words.next() else {
            return 0;
        };
        let mut clean = 0;
        for next in words {
            let bit = hash((word | next << 32) & MASK) >> self.shift;
            let there = self.bitmap.get(place(bit >> 6)).copied().unwrap_or(0);
            if there >> (bit & 63) & 1 != 0 {
                return clean;
            }
            word = next;
            clean += 1;
        }
        clean
    }

    fn look_up(&self, group: u64, at: usize, hit: &mut impl FnMut(usize, usize)) {
        let slot = self.slots.get(place(hash(group) >> self.slot_shift));
        let mut next = slot.copied().unwrap_or(0);
        while let Some(entry) = (next as usize)
            .checked_sub(1)
            .and_then(|entry| self.entries.get(entry))
        {
            if entry.group == group
                && let Some(start) = at.checked_sub(entry.offset as usize)
            {
                hit(entry.needle as usize, start);
            }
            next = entry.next;
        }
    }
}

/// A hash that has been shifted, as a position.
fn place(hash: u64) -> usize {
    usize::try_from(hash).unwrap_or(usize::MAX)
}

/// How many texts hold a group, by hash; never too few.
fn shares(needles: &[Needle]) -> Vec<u16> {
    let mut sketch = vec![0_u16; SKETCH];
    for needle in needles {
        for at in 0..needle.text.len().min(512) {
            if let Some(group) = group(&needle.text, at)
                && let Some(count) = sketch.get_mut(sketch_place(group))
            {
                *count = count.saturating_add(1);
            }
        }
    }
    sketch
}

fn sketch_place(group: u64) -> usize {
    place(hash(group) >> (64 - SKETCH.trailing_zeros()))
}

/// Where the four neighbouring groups begin that the fewest texts share; of those, the ones with
/// the fewest small letters.
fn rarest(text: &[u8], sketch: &[u16]) -> usize {
    let cost = |at: usize| {
        let share = group(text, at).and_then(|group| sketch.get(sketch_place(group)).copied());
        let bytes = text.get(at..at + GROUP).unwrap_or_default();
        let ordinary = bytes
            .iter()
            .filter(|byte| byte.is_ascii_lowercase() || **byte == b' ')
            .count();
        u32::from(share.unwrap_or(u16::MAX)) * 8 + u32::try_from(ordinary).unwrap_or(8)
    };
    let last = text.len().min(512).saturating_sub(GROUP + STRIDE - 1);
    (0..=last)
        .min_by_key(|start| (*start..start + STRIDE).map(cost).max())
        .unwrap_or(0)
}
