//! One pass over the bytes that finds every occurrence of some hundreds of literals, ASCII case
//! folded.
//!
//! # Why
//!
//! Automata for this many literals run at 0.5 GiB/s; shuffling SIMD filters stop paying at about
//! sixty. Four bytes and a bitmap do not care how many literals there are: at every *second*
//! position the four bytes there are folded, hashed and looked up in a bitmap that fits into the
//! second-level cache, eight groups at a time where the processor can. A literal of five bytes or
//! more holds two neighbouring groups of four, one of which starts at an even position wherever the
//! literal stands; the rarest such pair is chosen. For shorter literals the missing byte is filled
//! in with every byte that may stand there. What the bitmap lets through is looked up in a table of
//! groups and compared with the literal, so an occurrence is reported exactly once and nothing else
//! ever is.

mod rarity;
mod table;

use crate::vector::{Avx2, BLOCK, BLOCKS, Bitmap, Positions};
use table::{Group, Table};

/// Bytes of one group.
const GROUP: usize = 4;

/// Bits of a hash that choose the word of the second bitmap: 64 KiB, seldom looked at.
const SECOND_BITS: u32 = 14;

/// Position of a literal in the list that the filter was built from.
pub(super) type LiteralIndex = u16;

/// Finds literals.
pub(super) struct Filter {
    /// The groups that are looked for.
    bitmap: Bitmap,
    /// A bit for each of them by another hash, for what the first lets through.
    second: Box<[u32; 1 << SECOND_BITS]>,
    /// Which literals a group may belong to.
    table: Table,
    avx2: Option<Avx2>,
}

/// Folds eight bytes.
const FOLD: u64 = 0x2020_2020_2020_2020;

/// Folds the case of ASCII letters; other bytes fall together with others now and then, the same
/// way in literals and texts.
const fn fold(byte: u8) -> u8 {
    byte | 0x20
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
        let mut bitmap = Bitmap::new();
        let mut second = Box::new([0_u32; 1 << SECOND_BITS]);
        let mut of_literals = Vec::new();
        for (index, literal) in (0..=LiteralIndex::MAX).zip(literals) {
            for (group, offset) in groups(&literal) {
                group.for_each(|bytes| {
                    let group = u32::from_le_bytes(bytes);
                    bitmap.insert(group);
                    if let Some(word) = second.get_mut(second_word(group)) {
                        *word |= 1_u32.wrapping_shl(group >> 8);
                    }
                });
                of_literals.push((group, index, offset, literal.clone()));
            }
        }
        Self {
            bitmap,
            second,
            table: Table::new(of_literals),
            avx2: Avx2::detect(),
        }
    }

    /// The same without the instructions that only some processors have.
    #[cfg(test)]
    pub(super) fn plain(self) -> Self {
        Self { avx2: None, ..self }
    }

    /// Whether a group that passed the bitmap may be looked for after all.
    #[inline]
    fn second_probe(&self, group: u32) -> bool {
        self.second[second_word(group)].wrapping_shr(group >> 8) & 1 != 0
    }

    /// Calls `hit` with the start of each occurrence of each literal, once. Occurrences come in the
    /// order of one of their groups of four, so neighbours may swap places.
    pub(super) fn scan(&self, bytes: &[u8], mut hit: impl FnMut(LiteralIndex, usize)) {
        let start = match self.avx2 {
            Some(avx2) if bytes.len() > BLOCK => self.scan_blocks(avx2, bytes, &mut hit),
            _ => 0,
        };
        self.scan_words(bytes, start, &mut hit);
    }

    /// Looks at whole blocks; where the next would begin.
    fn scan_blocks(
        &self,
        avx2: Avx2,
        bytes: &[u8],
        hit: &mut impl FnMut(LiteralIndex, usize),
    ) -> usize {
        let mut positions: Positions = [0; _];
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let (passed, count) = avx2.candidates(&self.bitmap, rest, &mut positions);
            // First all that pass, without a branch, and only then what is to be done about them.
            let mut kept = 0;
            for index in 0..count {
                let position = positions.get(index).copied().unwrap_or_default();
                if let Some(slot) = positions.get_mut(kept) {
                    *slot = position;
                }
                let group = group_at(rest, position);
                kept += usize::from(group.is_some_and(|group| self.second_probe(group)));
            }
            for position in positions.get(..kept).unwrap_or_default() {
                if let Some(group) = group_at(rest, *position) {
                    self.verify(bytes, at + usize::from(*position), group, hit);
                }
            }
            at += passed;
            if passed < BLOCK * BLOCKS {
                return at;
            }
        }
    }

    /// Looks at the bytes from an even position on, eight at a time.
    fn scan_words(&self, bytes: &[u8], start: usize, hit: &mut impl FnMut(LiteralIndex, usize)) {
        let (words, _) = bytes.get(start..).unwrap_or_default().as_chunks::<8>();
        let mut at = 0;
        while let Some(rest) = words.get(at..) {
            let clean = self.clean_words(rest);
            at += clean;
            let Some([word, next]) = rest.get(clean..).and_then(<[_]>::first_chunk) else {
                break;
            };
            let pair = [u64::from_le_bytes(*word), u64::from_le_bytes(*next)];
            self.look_closer(bytes, start + 8 * at, pair, hit);
            at += 1;
        }
        self.finish(bytes, start + 8 * at, hit);
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
            let bitmap = &self.bitmap;
            if bitmap.may_contain(first)
                || bitmap.may_contain(second)
                || bitmap.may_contain(third)
                || bitmap.may_contain(fourth)
            {
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
            if self.bitmap.may_contain(group) && self.second_probe(group) {
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
            if self.bitmap.may_contain(group) {
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
        self.table.lookup(group, |entry| {
            // The offset is -1 where the group starts with the byte before the literal.
            if let Some(start) = at.checked_add_signed(-isize::from(entry.offset))
                && let Some(rest) = bytes.get(start..)
                && entry.begins(rest)
            {
                hit(entry.literal, start);
            }
        });
    }
}

/// The four bytes at a position, folded.
#[inline]
fn group_at(bytes: &[u8], position: u16) -> Option<u32> {
    let bytes = bytes.get(usize::from(position)..)?;
    let group = u32::from_le_bytes(*bytes.first_chunk()?);
    Some(group | u32::from_le_bytes([fold(0); GROUP]))
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
