//! One pass over the bytes that finds every occurrence of some hundreds of literals, ASCII case
//! folded.
//!
//! # Why
//!
//! Automata for this many literals run at 0.5 GiB/s; shuffling SIMD filters stop paying at about
//! sixty. Four bytes and a bitmap do not care how many literals there are: at every *second*
//! position the four bytes there are folded, hashed and looked up in a bitmap that fits into the
//! first-level cache. A literal of five bytes or more holds two neighbouring groups of four, one of
//! which starts at an even position wherever the literal stands; the rarest such pair is chosen.
//! For shorter literals the missing byte is filled in with every byte that may stand there. What
//! the bitmap lets through is looked up in a table of groups and compared with the literal, so an
//! occurrence is reported exactly once and nothing else ever is.

mod rarity;
mod table;

use table::{Group, Table};

/// Bytes of one group.
const GROUP: usize = 4;

/// Bits of a hash that choose the word of the bitmap: 256 KiB, which a second-level cache holds.
const BITMAP_BITS: u32 = 16;

/// The same for the second bitmap.
const SECOND_BITS: u32 = 13;

/// Position of a literal in the list that the filter was built from.
pub(super) type LiteralIndex = u16;

/// Finds literals.
pub(super) struct Filter {
    /// A bit for each hash of a group that is looked for.
    bitmap: Box<[u32; 1 << BITMAP_BITS]>,
    /// Another, by another hash, for what the first lets through.
    second: Box<[u32; 1 << SECOND_BITS]>,
    /// Which literals a group may belong to.
    table: Table,
    /// The literals, folded.
    literals: Vec<Box<[u8]>>,
}

/// Folds eight bytes.
const FOLD: u64 = 0x2020_2020_2020_2020;

/// Folds the case of ASCII letters; other bytes fall together with others now and then, the same
/// way in literals and texts.
const fn fold(byte: u8) -> u8 {
    byte | 0x20
}

/// A number that tells groups apart in its upper bits.
const fn hash(group: u32) -> u32 {
    group.wrapping_mul(0x9e37_79b1)
}

impl Filter {
    /// A filter for these literals, each of three bytes or more; shorter ones are never found.
    #[expect(
        clippy::large_stack_arrays,
        reason = "a boxed array of fixed length spares the check of every index"
    )]
    pub(super) fn new<'l>(literals: impl IntoIterator<Item = &'l [u8]>) -> Self {
        let literals: Vec<Box<[u8]>> = literals
            .into_iter()
            .map(|literal| literal.iter().map(|byte| fold(*byte)).collect())
            .collect();
        let mut filter = Self {
            bitmap: Box::new([0; 1 << BITMAP_BITS]),
            second: Box::new([0; 1 << SECOND_BITS]),
            table: Table::with_room_for(literals.len() * 2),
            literals: Vec::new(),
        };
        for (index, literal) in literals.iter().enumerate() {
            let Ok(index) = LiteralIndex::try_from(index) else {
                break;
            };
            for (group, offset) in groups(literal) {
                filter.table.insert(group, index, offset);
                group.for_each(|bytes| filter.mark(u32::from_le_bytes(bytes)));
            }
        }
        filter.literals = literals;
        filter
    }

    fn mark(&mut self, group: u32) {
        if let Some(word) = self.bitmap.get_mut(word(group)) {
            *word |= 1_u32.wrapping_shl(group);
        }
        if let Some(word) = self.second.get_mut(second_word(group)) {
            *word |= 1_u32.wrapping_shl(group >> 8);
        }
    }

    /// Whether a group that passed the first bitmap may be looked for after all.
    #[inline]
    fn second_probe(&self, group: u32) -> bool {
        self.second[second_word(group)].wrapping_shr(group >> 8) & 1 != 0
    }

    /// Whether a group, folded, may be looked for.
    #[inline]
    fn probe(&self, group: u32) -> bool {
        // The index has as many bits as the bitmap has words: the check is optimized away. The
        // lowest five bits of the group itself choose the bit: one instruction.
        self.bitmap[word(group)].wrapping_shr(group) & 1 != 0
    }

    /// Calls `hit` with the start of each occurrence of each literal, once. Occurrences come in the
    /// order of one of their groups of four, so neighbours may swap places.
    pub(super) fn scan(&self, bytes: &[u8], mut hit: impl FnMut(LiteralIndex, usize)) {
        let (words, _) = bytes.as_chunks::<8>();
        let mut at = 0;
        while let Some(rest) = words.get(at..) {
            let clean = self.clean_words(rest);
            at += clean;
            let Some([word, next]) = rest.get(clean..).and_then(<[_]>::first_chunk) else {
                break;
            };
            let pair = [u64::from_le_bytes(*word), u64::from_le_bytes(*next)];
            self.look_closer(bytes, 8 * at, pair, &mut hit);
            at += 1;
        }
        self.finish(bytes, 8 * at, &mut hit);
    }

    /// How many words at the start hold nothing that may be looked for; the last one is not judged,
    /// as its last group ends in the next.
    #[inline(never)]
    fn clean_words(&self, words: &[[u8; 8]]) -> usize {
        let mut folded = words.iter().map(|word| u64::from_le_bytes(*word) | FOLD);
        let Some(mut word) = folded.next() else {
            return 0;
        };
        let mut clean = 0;
        for next in folded {
            let [first, second, third, fourth] = window(word, next);
            if self.probe(first) || self.probe(second) || self.probe(third) || self.probe(fourth) {
                return clean;
            }
            word = next;
            clean += 1;
        }
        clean
    }

    /// Reports what stands round the groups that start in a word.
    fn look_closer(
        &self,
        bytes: &[u8],
        at: usize,
        [word, next]: [u64; 2],
        hit: &mut impl FnMut(LiteralIndex, usize),
    ) {
        for (step, group) in window(word | FOLD, next | FOLD).into_iter().enumerate() {
            if self.probe(group) && self.second_probe(group) {
                self.verify(bytes, at + 2 * step, group, hit);
            }
        }
    }

    /// The last bytes, too few for two words.
    fn finish(&self, bytes: &[u8], start: usize, hit: &mut impl FnMut(LiteralIndex, usize)) {
        for at in (start..bytes.len()).step_by(2) {
            let mut group = [0; GROUP];
            for (to, from) in group.iter_mut().zip(bytes.get(at..).unwrap_or_default()) {
                *to = fold(*from);
            }
            let group = u32::from_le_bytes(group);
            if self.probe(group) {
                self.verify(bytes, at, group, hit);
            }
        }
    }

    /// Reports the literals that stand round a group.
    fn verify(
        &self,
        bytes: &[u8],
        at: usize,
        group: u32,
        hit: &mut impl FnMut(LiteralIndex, usize),
    ) {
        self.table.lookup(group, |index, offset| {
            let Some(literal) = self.literals.get(usize::from(index)) else {
                return;
            };
            // The offset is -1 where the group starts with the byte before the literal.
            let Some(start) = at.checked_add_signed(-isize::from(offset)) else {
                return;
            };
            let there = bytes
                .get(start..)
                .and_then(|rest| rest.get(..literal.len()));
            if there.is_some_and(|there| {
                there
                    .iter()
                    .zip(literal)
                    .all(|(byte, expected)| fold(*byte) == *expected)
            }) {
                hit(index, start);
            }
        });
    }
}

/// The four groups that start in a word at even positions.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half is what is wanted"
)]
const fn window(word: u64, next: u64) -> [u32; 4] {
    [
        word as u32,
        (word >> 16) as u32,
        (word >> 32) as u32,
        ((word >> 48) | (next << 16)) as u32,
    ]
}

/// The word of the bitmap in which the bit of a group is.
#[inline]
const fn word(group: u32) -> usize {
    (hash(group) >> (32 - BITMAP_BITS)) as usize
}

/// The word of the second bitmap in which the bit of a group is.
#[inline]
const fn second_word(group: u32) -> usize {
    (group.wrapping_mul(0x85eb_ca6b) >> (32 - SECOND_BITS)) as usize
}

/// The two groups by which a literal is found at even and at odd positions, and where in the
/// literal each starts.
fn groups(literal: &[u8]) -> Vec<(Group, i8)> {
    match literal {
        [] | [_] | [_, _] => Vec::new(),
        [a, b, c] => vec![
            (Group::Before([*a, *b, *c]), -1),
            (Group::After([*a, *b, *c]), 0),
        ],
        [a, b, c, d] => {
            let first_is_rarer = rarity::rarity(&[*a, *b, *c]) > rarity::rarity(&[*b, *c, *d]);
            let other = if first_is_rarer {
                (Group::Before([*a, *b, *c]), -1)
            } else {
                (Group::After([*b, *c, *d]), 1)
            };
            vec![(Group::Whole([*a, *b, *c, *d]), 0), other]
        }
        _ => {
            let rarest = literal
                .windows(GROUP + 1)
                .enumerate()
                .take(usize::from(i8::MAX.unsigned_abs()) - 1)
                .max_by_key(|(_, five)| {
                    // The more frequent of the two counts.
                    let groups = [five.get(..GROUP), five.get(1..)];
                    let [first, second] = groups.map(|group| group.map_or(0, rarity::rarity));
                    (first.min(second), first + second)
                });
            let Some((offset, five)) = rarest else {
                return Vec::new();
            };
            let offset = i8::try_from(offset).unwrap_or(0);
            let first = five
                .first_chunk()
                .map(|group| (Group::Whole(*group), offset));
            let second = five
                .last_chunk()
                .map(|group| (Group::Whole(*group), offset + 1));
            first.into_iter().chain(second).collect()
        }
    }
}

#[cfg(test)]
mod tests;
