//! A set of groups of four bytes that may say yes where it should say no.

/// Bits of a hash that choose the word: 256 KiB, which a second-level cache holds.
const BITS: u32 = 16;

/// What a group is multiplied with, so that its upper bits tell it from others.
pub(super) const MULTIPLIER: u32 = 0x9e37_79b1;
/// How far the upper bits are shifted, so that what is left is less than the number of words.
pub(super) const SHIFT: u32 = u32::BITS - BITS;

/// A bit for each hash of a group.
pub(crate) struct Bitmap(pub(super) Box<[u32; 1 << BITS]>);

impl Bitmap {
    #[expect(
        clippy::large_stack_arrays,
        reason = "a boxed array of fixed length spares the check of every index"
    )]
    pub(crate) fn new() -> Self {
        Self(Box::new([0; 1 << BITS]))
    }

    pub(crate) fn insert(&mut self, group: u32) {
        if let Some(word) = self.0.get_mut(word(group)) {
            *word |= 1_u32.wrapping_shl(group);
        }
    }

    /// Whether a group may be in the set.
    #[inline]
    pub(crate) fn may_contain(&self, group: u32) -> bool {
        // After the shift the index is less than the number of words: the check is optimized away.
        // The lowest five bits of the group itself choose the bit: one instruction.
        self.0[word(group)].wrapping_shr(group) & 1 != 0
    }
}

/// The word in which the bit of a group is.
#[inline]
const fn word(group: u32) -> usize {
    (group.wrapping_mul(MULTIPLIER) >> SHIFT) as usize
}
