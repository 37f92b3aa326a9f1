//! Work on many bytes at once, where the processor has the instructions for it.
//!
//! This is the one room with unsafe code. Whoever calls it has a plain counterpart that gives the
//! same answer, is compared with it in tests, and works where [`Avx2::detect`] finds nothing.
//!
//! # Why
//!
//! Two questions are asked all along every text: may the four bytes here be part of something that
//! is looked for, and is this byte a letter of base64? With the instructions that every processor of
//! the architecture has, each costs as much as inflating does; with these, half or less. Where
//! microcode against Gather Data Sampling (CVE-2022-40982, Skylake to Ice Lake) slows down loads
//! from many addresses, the first may gain nothing.

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

/// Positions in so many blocks, two bytes apart or more.
pub(crate) type Positions = [u16; BLOCKS * BLOCK / 2];
