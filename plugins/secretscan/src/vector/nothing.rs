//! Where there are no such instructions.

use super::{BLOCKS, Bitmap, Positions};

/// Nothing that is ever detected.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Avx2 {}

impl Avx2 {
    pub(crate) fn detect() -> Option<Self> {
        None
    }

    pub(crate) fn candidates(self, _: &Bitmap, _: &[u8], _: &mut Positions) -> (usize, usize) {
        match self {}
    }

    pub(crate) fn members(self, _: &[u8], _: &mut [u64; BLOCKS]) -> usize {
        match self {}
    }
}
