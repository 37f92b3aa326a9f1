//! The alphabets of base64 (RFC 4648 sections 4 and 5), and where long runs of them begin.
//!
//! # Why
//! Every byte of every text passes here. A loop that looks at bytes one by one, however few it
//! looks at, costs a wrong guess of the processor at nearly every word. Eight bytes at a time are
//! turned into bits without a branch, and one branch for each hundred bytes asks whether enough
//! bits lie together.

/// The shortest run that is looked at; shorter ones hold no credential that is known by its own
/// form.
pub(super) const SHORTEST: usize = 20;

/// What no character stands for.
pub(super) const NONE: u8 = 0xff;

/// Bytes that are turned into bits together.
const BLOCK: usize = 128;
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

/// Where the first run of at least `SHORTEST` bytes begins.
pub(super) fn run_start(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(block) = text.get(at..at + BLOCK) {
        if let Some(start) = first_run(bits(block)) {
            return Some(at + start);
        }
        // A run may begin where this block is too short for it.
        at += BLOCK - (SHORTEST - 1);
    }
    let rest = text.get(at..)?;
    let mut block = [0; BLOCK];
    block.get_mut(..rest.len())?.copy_from_slice(rest);
    first_run(bits(&block)).map(|start| at + start)
}

/// Where `SHORTEST` bits lie together first.
fn first_run(bits: u128) -> Option<usize> {
    // After each step a bit stands for so many bits together from it on.
    let two = bits & (bits >> 1);
    let four = two & (two >> 2);
    let eight = four & (four >> 4);
    let sixteen = eight & (eight >> 8);
    let twenty = sixteen & (four >> 16);
    (twenty != 0).then(|| twenty.trailing_zeros() as usize)
}

/// A bit for each byte that is in the alphabet.
fn bits(block: &[u8]) -> u128 {
    let mut words = block.chunks_exact(BLOCK / 2).map(|half| {
        let groups = half.chunks_exact(GROUP);
        groups.fold(0, |bits, group| (bits >> GROUP) | group_bits(group))
    });
    let low = words.next().unwrap_or_default();
    u128::from(words.next().unwrap_or_default()) << 64 | u128::from(low)
}

/// A bit for each of eight bytes, in the upper byte of a word. All are looked at together, each in its lane of a word: the upper
/// bit of a lane tells whether adding carried the byte over a bound.
fn group_bits(group: &[u8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    /// Brings the lowest bit of each lane together in the upper byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    const fn at_least(lanes: u64, bound: u8) -> u64 {
        lanes + (0x80 - bound as u64) * ONES
    }
    const fn is_not(lanes: u64, byte: u8) -> u64 {
        at_least(lanes ^ (byte as u64 * ONES), 1)
    }
    let Ok(group) = <[u8; GROUP]>::try_from(group) else {
        return 0;
    };
    let word = u64::from_le_bytes(group);
    let lanes = word & !HIGH;
    let lower = lanes | (0x20 * ONES);
    let letters = at_least(lower, b'a') & !at_least(lower, b'z' + 1);
    // From `+` to `9`, but for `,` and `.`, which differ in one bit.
    let digits =
        at_least(lanes, b'+') & !at_least(lanes, b'9' + 1) & is_not(lanes | (2 * ONES), b'.');
    let all = (letters | digits | !is_not(lanes, b'_')) & !word & HIGH;
    (all >> 7).wrapping_mul(GATHER) & (0xff << 56)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bits_are_those_of_the_table() {
        for byte in 0..=u8::MAX {
            for position in 0..GROUP {
                let mut group = [b' '; GROUP];
                group[position] = byte;
                let expected = u64::from(value(byte) != NONE) << position;
                assert_eq!(group_bits(&group) >> 56, expected, "{byte} at {position}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_run_is_found_where_a_plain_loop_finds_it(
            text in "([a-c= ]{0,30}|[A-Z0-9+/_-]{10,30}){0,20}"
        ) {
            let bytes = text.as_bytes();
            let is_run = |window: &[u8]| window.iter().all(|&byte| value(byte) != NONE);
            let expected = bytes.windows(SHORTEST).position(is_run);
            prop_assert_eq!(run_start(bytes), expected);
        }
    }
}
