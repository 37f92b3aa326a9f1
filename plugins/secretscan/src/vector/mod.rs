//! Work on many bytes at once, where the processor has the instructions for it.
//!
//! This is the one room with unsafe code. Whoever calls it has a plain counterpart that gives the
//! same answer, is compared with it in tests, and works where [`Avx2::detect`] finds nothing.
//!
//! # Why
//!
//! Two questions are asked about every byte of every text: do the four bytes here begin something
//! that is looked for, and is this a letter of base64? With the instructions that every processor
//! of the architecture has, each costs as much as inflating does; with these, a third of it.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod bitmap;
#[cfg(not(target_arch = "x86_64"))]
mod nothing;

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;
#[cfg(not(target_arch = "x86_64"))]
pub(crate) use nothing::Avx2;

pub(crate) use bitmap::Bitmap;

/// Bytes about which is asked together.
pub(crate) const BLOCK: usize = 64;
/// Blocks that are looked at in one go.
pub(crate) const BLOCKS: usize = 16;

/// Positions in a text: two bytes apart or more, and a few to spare, as some are written in vain.
pub(crate) type Positions = [u16; BLOCKS * BLOCK / 2 + 4];
