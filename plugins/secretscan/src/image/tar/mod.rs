//! The tar format: POSIX ustar and pax (IEEE Std 1003.1, `pax`), GNU tar's extensions, and what
//! Go's `archive/tar` makes of them, which is what container runtimes read layers with.
//!
//! # Why
//!
//! The `tar` crate reads a member's long name into memory whatever size it claims, and ends at the
//! first pair of zero blocks. Here names are bounded, and whatever follows the end is looked at.

mod header;
mod pax;
mod reader;

pub(super) use header::is_header;
pub(super) use reader::{Member, MemberKind, TarReader};
