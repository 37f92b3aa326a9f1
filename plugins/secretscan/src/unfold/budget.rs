//! What may still be unfolded in one blob.

use super::{Limit, Limits};

/// What may still be unfolded in one blob.
#[derive(Debug)]
pub(super) struct Budget {
    bytes: usize,
    ratio: usize,
    each: usize,
    total: usize,
    members: usize,
}

/// How many bytes something may become, and what it runs into then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowance {
    pub(super) bytes: usize,
    pub(super) beyond: Limit,
}

/// Bytes that were unpacked, and why there are no more if they are not all.
pub(super) struct Unpacked {
    pub(super) bytes: Vec<u8>,
    pub(super) problem: Option<Limit>,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            bytes: limits.total,
            ratio: limits.ratio,
            each: limits.bytes,
            total: limits.total,
            members: limits.members,
        }
    }

    /// What this many packed bytes may become.
    pub(super) fn allow(&self, packed: usize) -> Allowance {
        let by_ratio = packed.saturating_mul(self.ratio).max(1 << 20);
        let by_bytes = self.each.min(self.bytes);
        Allowance {
            bytes: by_ratio.min(by_bytes),
            beyond: if by_ratio < by_bytes {
                Limit::Ratio
            } else {
                Limit::Bytes
            },
        }
    }

    /// Takes bytes off the budget.
    pub(super) fn spend(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Whether everything is spent.
    pub(super) fn is_spent(&self) -> bool {
        self.bytes == 0 && self.total > 0
    }

    /// Takes a member off the budget, if there is one left.
    pub(super) fn member(&mut self) -> bool {
        match self.members.checked_sub(1) {
            Some(left) => {
                self.members = left;
                true
            }
            None => false,
        }
    }
}
