//! The instructions of x86-64-v3.

#![expect(
    unsafe_code,
    reason = "loads from addresses, and calls of what is compiled for more than every processor"
)]

use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm_setr_epi8, _mm256_and_si256, _mm256_andnot_si256,
    _mm256_broadcastsi128_si256, _mm256_castsi128_si256, _mm256_castsi256_ps, _mm256_cmpeq_epi8,
    _mm256_i32gather_epi32, _mm256_inserti128_si256, _mm256_loadu_si256, _mm256_movemask_epi8,
    _mm256_movemask_ps, _mm256_mullo_epi32, _mm256_or_si256, _mm256_set1_epi8, _mm256_set1_epi32,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_sllv_epi32, _mm256_srli_epi16,
    _mm256_srli_epi32,
};

use super::{
    BLOCK, BLOCKS, Bitmap, Positions,
    bitmap::{MULTIPLIER, SHIFT},
};

/// Bytes behind a block that the last groups of it reach into, and that are loaded beside them.
const BEHIND: usize = 8;

/// Proof that the processor has the instructions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Avx2(());

#[expect(clippy::unused_self, reason = "the proof is all that is needed of it")]
impl Avx2 {
    /// Asks the processor, the first time.
    pub(crate) fn detect() -> Option<Self> {
        let is_there = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        is_there.then_some(Self(()))
    }

    /// Even positions of a text, in order, at which four bytes, each with the bit `0x20` set, may be
    /// in the set: how many bytes were looked at, at most [`BLOCKS`] blocks of them, and how many
    /// positions were written; what lies behind those means nothing.
    pub(crate) fn candidates(
        self,
        bitmap: &Bitmap,
        text: &[u8],
        positions: &mut Positions,
    ) -> (usize, usize) {
        // SAFETY: there is a `Self` only where `detect` found each of these instructions.
        unsafe { candidates(bitmap, text, positions) }
    }

    /// A bit for each byte that is in an alphabet of base64; for how many whole blocks, at most
    /// [`BLOCKS`].
    pub(crate) fn members(self, text: &[u8], bits: &mut [u64; BLOCKS]) -> usize {
        // SAFETY: as above.
        unsafe { members(text, bits) }
    }
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn candidates(bitmap: &Bitmap, text: &[u8], positions: &mut Positions) -> (usize, usize) {
    // All loads first: a branch between them that is not foreseen would hold them up.
    let mut marks = [0; BLOCKS];
    let mut blocks = 0;
    let mut rest = text;
    for mark in &mut marks {
        let Some(block) = rest.first_chunk() else {
            break;
        };
        *mark = groups(bitmap, block);
        rest = rest.get(BLOCK..).unwrap_or_default();
        blocks += 1;
    }
    let mut count = 0;
    let mut start = 0;
    for mark in marks {
        let ones = mark.count_ones() as usize;
        let mut bits = mark;
        let mut next = count;
        // Four are written in any case, for later ones to write over, and more only where there are.
        while let Some(four) = positions
            .get_mut(next..)
            .and_then(<[_]>::first_chunk_mut::<4>)
        {
            for position in four {
                *position = start + 2 * lowest(bits);
                bits &= bits.wrapping_sub(1);
            }
            next += 4;
            if bits == 0 {
                break;
            }
        }
        count += ones;
        start += 64;
    }
    (blocks * BLOCK, count)
}

/// The position of the lowest bit.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
#[expect(clippy::cast_possible_truncation, reason = "at most 32")]
fn lowest(bits: u32) -> u16 {
    bits.trailing_zeros() as u16
}

/// A bit for each even position of a block at which a group may be in the set.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn groups(bitmap: &Bitmap, block: &[u8; BLOCK + BEHIND]) -> u32 {
    eight_groups::<0>(bitmap, block)
        | eight_groups::<16>(bitmap, block) << 8
        | eight_groups::<32>(bitmap, block) << 16
        | eight_groups::<48>(bitmap, block) << 24
}

/// The same for the eight positions in sixteen bytes.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
#[expect(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "bits, not numbers"
)]
fn eight_groups<const START: usize>(bitmap: &Bitmap, block: &[u8; BLOCK + BEHIND]) -> u32 {
    const { assert!(START + BEHIND + 16 <= BLOCK + BEHIND) };
    // Of each half the first ten bytes are used.
    // SAFETY: sixteen bytes from either are in the block, as was just asserted.
    let (low, high) = unsafe {
        let start = block.as_ptr().add(START);
        (
            _mm_loadu_si128(start.cast()),
            _mm_loadu_si128(start.add(BEHIND).cast()),
        )
    };
    let both = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), high);
    #[rustfmt::skip]
    let spread = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0, 1, 2, 3,  2, 3, 4, 5,  4, 5, 6, 7,  6, 7, 8, 9,
    ));
    let groups = _mm256_or_si256(_mm256_shuffle_epi8(both, spread), _mm256_set1_epi8(0x20));
    let products = _mm256_mullo_epi32(groups, _mm256_set1_epi32(MULTIPLIER as i32));
    let indices = _mm256_srli_epi32::<{ SHIFT as i32 }>(products);
    // SAFETY: after the shift an index is less than the number of words.
    let words = unsafe { _mm256_i32gather_epi32::<4>(bitmap.0.as_ptr().cast(), indices) };
    // Brings the bit that the lowest five bits of the group choose to the top.
    let up = _mm256_andnot_si256(groups, _mm256_set1_epi32(31));
    let tops = _mm256_castsi256_ps(_mm256_sllv_epi32(words, up));
    _mm256_movemask_ps(tops) as u32
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn members(text: &[u8], bits: &mut [u64; BLOCKS]) -> usize {
    let (blocks, _) = text.as_chunks::<BLOCK>();
    for (bits, block) in bits.iter_mut().zip(blocks) {
        let (halves, _) = block.as_chunks::<32>();
        *bits = halves.iter().rev().fold(0, |bits, half| {
            bits << 32 | u64::from(members_of_half(half))
        });
    }
    blocks.len().min(BLOCKS)
}

/// A byte is in an alphabet where its halves, each by itself, have a kind in common.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
#[expect(clippy::cast_sign_loss, reason = "bits, not numbers")]
fn members_of_half(bytes: &[u8; 32]) -> u32 {
    /// `+`, `-` and `/`
    const SIGN: i8 = 1;
    const DIGIT: i8 = 2;
    /// `A` to `O`, `a` to `o`
    const EARLY: i8 = 4;
    /// `P` to `Z`, `p` to `z`
    const LATE: i8 = 8;
    const UNDERSCORE: i8 = 16;
    const ALL: i8 = DIGIT | EARLY | LATE;
    #[rustfmt::skip]
    let by_low = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        DIGIT | LATE, ALL, ALL, ALL, ALL, ALL, ALL, ALL,
        ALL, ALL, EARLY | LATE, EARLY | SIGN, EARLY, EARLY | SIGN, EARLY, EARLY | SIGN | UNDERSCORE,
    ));
    #[rustfmt::skip]
    let by_high = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        0, 0, SIGN, DIGIT, EARLY, LATE | UNDERSCORE, EARLY, LATE,
        0, 0, 0, 0, 0, 0, 0, 0,
    ));
    // SAFETY: the address is that of 32 bytes.
    let bytes: __m256i = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) };
    let high = _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), _mm256_set1_epi8(0x0f));
    // The lower half of a byte beyond ASCII gives nothing; so the shuffle works.
    let common = _mm256_and_si256(
        _mm256_shuffle_epi8(by_low, bytes),
        _mm256_shuffle_epi8(by_high, high),
    );
    let none = _mm256_cmpeq_epi8(common, _mm256_setzero_si256());
    !(_mm256_movemask_epi8(none) as u32)
}
