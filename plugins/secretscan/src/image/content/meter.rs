//! How much one file of a layer may unfold to, all its levels together.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

use crate::{
    image::{Limits, decode::stopped},
    unfold::Limit,
};

/// What is left to one file.
#[derive(Default)]
pub(super) struct Meter {
    bytes: Rc<Cell<u64>>,
    members: u64,
}

impl Meter {
    /// For a file of this size.
    pub(super) fn new(limits: &Limits, size: u64) -> Self {
        let bytes = size.saturating_mul(limits.ratio).max(limits.allowance);
        Self {
            bytes: Rc::new(Cell::new(bytes)),
            members: limits.members,
        }
    }

    /// Counts a member of an archive.
    pub(super) fn member(&mut self) -> Result<(), Limit> {
        if self.bytes.get() == 0 {
            return Err(Limit::Ratio);
        }
        self.members = self.members.checked_sub(1).ok_or(Limit::Members)?;
        Ok(())
    }

    /// Counts what a decoder gives, and stops it when nothing is left.
    pub(super) fn reader<R: Read>(&self, decoder: R) -> Metered<R> {
        Metered {
            decoder,
            bytes: Rc::clone(&self.bytes),
        }
    }
}

/// A decoder that is counted.
pub(super) struct Metered<R> {
    decoder: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.decoder.read(buffer)?;
        let left = self.bytes.get().checked_sub(length as u64);
        self.bytes.set(left.unwrap_or(0));
        match left {
            Some(_) => Ok(length),
            None => Err(stopped(Limit::Ratio)),
        }
    }
}
