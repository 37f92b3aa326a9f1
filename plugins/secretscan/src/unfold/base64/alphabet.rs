//! The alphabets of base64 (RFC 4648 sections 4 and 5), and where long runs of them begin.
//!
//! # Why
//! Every byte of every text passes here. A loop that looks at bytes one by one, however few it
//! looks at, costs a wrong guess of the processor at nearly every word. Bytes are turned into bits
//! without a branch, many at a time, and one branch for each block of them asks whether enough bits
//! lie together.

use std::ops::Range;

use crate::vector::{Avx2, BLOCK, BLOCKS};

/// The shortest run that is looked at; shorter ones hold no credential that is known by its own
/// form.
pub(super) const SHORTEST: usize = 20;

/// What no character stands for.
pub(super) const NONE: u8 = 0xff;

/// Bytes that are turned into bits at once.
const GROUP: usize = 8;

/// What a character stands for, or `NONE`.
pub(super) fn value(character: u8) -> u8 {
    VALUES[usize::from(character)]
}

const VALUES: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [NONE; 256];
    let mut index = 0_u8;
    while index < 64 {
        table[alphabet[index as usize] as usize] = index;
        index += 1;
    }
    table[b'-' as usize] = 62;
    table[b'_' as usize] = 63;
    table
};

/// Finds runs of the alphabet that are long enough.
pub(super) struct Runs<'t> {
    text: &'t [u8],
    /// A bit for each byte of the blocks from `first` on.
    bits: [u64; BLOCKS],
    first: usize,
    known: usize,
    /// The run that was found last: what is left of it ends where it does.
    last: Range<usize>,
    avx2: Option<Avx2>,
}

impl<'t> Runs<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            bits: [0; BLOCKS],
            first: 0,
            known: 0,
            last: 0..0,
            avx2: Avx2::detect(),
        }
    }

    /// The first run that begins at this position or later; of one that goes over the position,
    /// what is left.
    pub(super) fn next(&mut self, from: usize) -> Option<Range<usize>> {
        let mut block = from / BLOCK;
        let mut bits = self.block(block)? & (u64::MAX << (from % BLOCK));
        loop {
            let known = self.bits.get(block + 1 - self.first..self.known);
            for next in known.unwrap_or_default() {
                if let Some(offset) = first_run(bits, *next) {
                    return Some(self.run(BLOCK * block + offset));
                }
                bits = *next;
                block += 1;
            }
            let next = self.block(block + 1);
            if let Some(offset) = first_run(bits, next.unwrap_or_default()) {
                return Some(self.run(BLOCK * block + offset));
            }
            bits = next?;
            block += 1;
        }
    }

    fn run(&mut self, start: usize) -> Range<usize> {
        let end = if self.last.contains(&start) {
            self.last.end
        } else {
            self.end(start)
        };
        self.last = start..end;
        self.last.clone()
    }

    /// Where the run ends that goes over a position.
    fn end(&mut self, position: usize) -> usize {
        let mut at = position;
        loop {
            let offset = at % BLOCK;
            let rest = self.block(at / BLOCK).unwrap_or_default() >> offset;
            let ones = rest.trailing_ones() as usize;
            at += ones;
            if offset + ones < BLOCK {
                return at;
            }
        }
    }

    /// The bits of a block; none behind the end of the text.
    #[inline]
    fn block(&mut self, index: usize) -> Option<u64> {
        if let Some(offset) = index.checked_sub(self.first)
            && offset < self.known
        {
            return self.bits.get(offset).copied();
        }
        self.look(index)
    }

    /// Turns some blocks into bits.
    #[inline(never)]
    fn look(&mut self, index: usize) -> Option<u64> {
        let rest = self.text.get(index * BLOCK..).unwrap_or_default();
        let (whole, last) = rest.as_chunks::<BLOCK>();
        self.first = index;
        self.known = if let Some(avx2) = self.avx2 {
            avx2.members(rest, &mut self.bits)
        } else {
            for (bits, block) in self.bits.iter_mut().zip(whole) {
                *bits = members(block);
            }
            whole.len().min(BLOCKS)
        };
        if let Some(bits) = self.bits.get_mut(self.known)
            && !last.is_empty()
        {
            let mut block = [0; BLOCK];
            for (to, from) in block.iter_mut().zip(last) {
                *to = *from;
            }
            *bits = members(&block);
            self.known += 1;
        }
        (self.known > 0)
            .then(|| self.bits.first().copied())
            .flatten()
    }
}

/// Where `SHORTEST` bits lie together first, if that is in these and not in the next.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half is what is wanted"
)]
fn first_run(bits: u64, next: u64) -> Option<usize> {
    let bits = u128::from(next) << BLOCK | u128::from(bits);
    // After each step a bit stands for so many bits together from it on.
    let two = bits & (bits >> 1);
    let four = two & (two >> 2);
    let eight = four & (four >> 4);
    let sixteen = eight & (eight >> 8);
    let twenty = (sixteen & (four >> 16)) as u64;
    (twenty != 0).then(|| twenty.trailing_zeros() as usize)
}

/// A bit for each byte of a block that is in the alphabet.
fn members(block: &[u8; BLOCK]) -> u64 {
    /// Brings the lowest bit of each byte of a word together in its upper byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let members = block.map(is_member);
    let (groups, _) = members.as_chunks::<GROUP>();
    groups.iter().fold(0, |bits, group| {
        let gathered = u64::from_le_bytes(*group).wrapping_mul(GATHER);
        (bits >> GROUP) | gathered & (0xff << 56)
    })
}

/// One for a byte of the alphabet, else zero; without a branch, so that the compiler looks at many
/// bytes at once.
fn is_member(byte: u8) -> u8 {
    let letter = (byte | 0x20).wrapping_sub(b'a') <= b'z' - b'a';
    // The slash stands before the digits.
    let digit = byte.wrapping_sub(b'/') <= b'9' - b'/';
    let other = u8::from(byte == b'+') | u8::from(byte == b'-') | u8::from(byte == b'_');
    u8::from(letter) | u8::from(digit) | other
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Runs as a plain loop finds them.
    fn naive(text: &[u8]) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut start = 0;
        for end in 0..=text.len() {
            if text.get(end).is_none_or(|&byte| value(byte) == NONE) {
                if end - start >= SHORTEST {
                    runs.push(start..end);
                }
                start = end + 1;
            }
        }
        runs
    }

    fn found(mut runs: Runs<'_>) -> Vec<Range<usize>> {
        let mut at = 0;
        let next = || {
            let run = runs.next(at)?;
            at = run.end;
            Some(run)
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn bits_are_those_of_the_table() {
        for byte in 0..=u8::MAX {
            for position in 0..BLOCK {
                let mut block = [b' '; BLOCK];
                block[position] = byte;
                let expected = u64::from(value(byte) != NONE) << position;
                assert_eq!(members(&block), expected, "{byte} at {position}");
                if let Some(avx2) = Avx2::detect() {
                    let mut bits = [0; BLOCKS];
                    assert_eq!(avx2.members(&block, &mut bits), 1);
                    assert_eq!(bits[0], expected, "{byte} at {position}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn runs_are_found_as_a_plain_loop_finds_them(
            text in "([a-c= ]{0,30}|[A-Z0-9+/_-]{10,300}|[ .]{50,300}){0,20}"
        ) {
            let bytes = text.as_bytes();
            prop_assert_eq!(found(Runs::new(bytes)), naive(bytes));
            let plain = Runs { avx2: None, ..Runs::new(bytes) };
            prop_assert_eq!(found(plain), naive(bytes));
        }

        #[test]
        fn what_is_left_of_a_run_is_found_from_anywhere(
            text in "([a-c= ]{0,30}|[A-Z]{10,300}){0,20}",
            positions in prop::collection::vec(any::<prop::sample::Index>(), 1..9),
        ) {
            let bytes = text.as_bytes();
            let mut runs = Runs::new(bytes);
            for position in positions {
                let from = position.index(bytes.len() + 1);
                let rest = bytes.get(from..).unwrap_or_default();
                let expected = naive(rest).first().map(|run| from + run.start..from + run.end);
                prop_assert_eq!(runs.next(from), expected);
            }
        }
    }
}
