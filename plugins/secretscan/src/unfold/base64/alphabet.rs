//! The alphabets of base64 (RFC 4648 sections 4 and 5), and where long runs of them begin.
//!
//! # Why
//! Every byte of every text passes here. A loop that looks at bytes one by one, however few it
//! looks at, costs a wrong guess of the processor at nearly every word. Bytes are turned into bits
//! without a branch, many at a time, and one branch for each hundred bytes asks whether enough bits
//! lie together.

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
    /// Brings the lowest bit of each byte of a word together in its upper byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut members = [0; BLOCK];
    for (member, byte) in members.iter_mut().zip(block) {
        *member = is_member(*byte);
    }
    let (groups, _) = members.as_chunks::<GROUP>();
    let mut halves = groups.chunks_exact(BLOCK / 2 / GROUP).map(|half| {
        half.iter().fold(0, |bits, group| {
            let gathered = u64::from_le_bytes(*group).wrapping_mul(GATHER);
            (bits >> GROUP) | gathered & (0xff << 56)
        })
    });
    let low = halves.next().unwrap_or_default();
    u128::from(halves.next().unwrap_or_default()) << 64 | u128::from(low)
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

    #[test]
    fn bits_are_those_of_the_table() {
        for byte in 0..=u8::MAX {
            for position in 0..BLOCK {
                let mut block = [b' '; BLOCK];
                block[position] = byte;
                let expected = u128::from(value(byte) != NONE) << position;
                assert_eq!(bits(&block), expected, "{byte} at {position}");
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
