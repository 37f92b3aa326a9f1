//! The state of one unfolding: where it is, what it may still spend, what it has seen.

use std::collections::HashSet;

use ring::digest::{SHA256, digest};

use super::{Limit, Limits, Step, Trail, Visitor, budget::Budget};
use crate::detect::Medium;

/// Blobs from this size on are unfolded once, however often they are found; smaller ones at each
/// place, as each place matters and costs little.
const LARGE: usize = 64 << 10;
/// How many steps a trail may have: bounds the stack.
const LONGEST_TRAIL: usize = 256;

type Digest = Vec<u8>;

/// Names that lead to some bytes.
#[derive(Clone, Copy)]
pub(super) struct Place<'k> {
    /// From the outermost to the innermost.
    pub(super) keys: &'k [&'k str],
    /// Of the file.
    pub(super) name: Option<&'k str>,
}

impl<'k> Place<'k> {
    /// The same place, but what is there no longer has the form that its name says.
    pub(super) fn opened(self) -> Self {
        Self {
            keys: self.keys,
            name: None,
        }
    }

    /// A file.
    pub(super) fn file(name: &'k str) -> Self {
        Self {
            keys: &[],
            name: Some(name),
        }
    }
}

/// One unfolding.
pub(super) struct Unfolding<'u> {
    pub(super) limits: &'u Limits,
    pub(super) budget: Budget,
    trail: &'u mut Trail,
    visitor: &'u mut dyn Visitor,
    seen: HashSet<Digest>,
    /// What is being unfolded, from the outside in: something may hold itself.
    path: Vec<Digest>,
}

impl<'u> Unfolding<'u> {
    pub(super) fn new(
        limits: &'u Limits,
        trail: &'u mut Trail,
        visitor: &'u mut dyn Visitor,
    ) -> Self {
        Self {
            limits,
            budget: Budget::new(limits),
            trail,
            visitor,
            seen: HashSet::new(),
            path: Vec::new(),
        }
    }

    pub(super) fn show_text(&mut self, bytes: &[u8], medium: Medium) {
        self.visitor.text(self.trail, bytes, medium);
    }

    pub(super) fn show_value(&mut self, keys: &[&str], value: &[u8]) {
        self.visitor.value(self.trail, keys, value);
    }

    /// Whether the visitor has dealt with a document.
    pub(super) fn offer(&mut self, tree: &crate::tree::Tree<'_>) -> bool {
        self.visitor.document(self.trail, tree)
    }

    pub(super) fn unread(&mut self, why: Limit) {
        self.visitor.unread(self.trail, why);
    }

    /// Goes a step and does the work there.
    pub(super) fn within(&mut self, step: Step, work: impl FnOnce(&mut Self)) {
        if self.trail.steps().len() >= LONGEST_TRAIL {
            self.unread(Limit::Depth);
            return;
        }
        self.trail.push(step);
        work(self);
        self.trail.pop();
    }

    /// Opens something, unless too much was opened on the way here.
    pub(super) fn open(&mut self, what: &'static str, work: impl FnOnce(&mut Self)) {
        let (packed, documents) = self.trail.openings();
        if packed >= self.limits.depth || documents >= 2 * self.limits.depth {
            self.unread(Limit::Depth);
        } else {
            self.within(Step::Decoded(what), work);
        }
    }

    /// Unfolds what came out of something, if it is new and the budget covers it.
    pub(super) fn decoded(&mut self, place: Place<'_>, bytes: &[u8]) {
        if self.budget.is_spent() {
            self.unread(Limit::Bytes);
            return;
        }
        self.budget.spend(bytes.len());
        let digest = digest(&SHA256, bytes).as_ref().to_vec();
        let is_known = self.path.contains(&digest)
            || (bytes.len() >= LARGE && !self.seen.insert(digest.clone()));
        if is_known {
            return;
        }
        self.path.push(digest);
        self.bytes(place, bytes);
        self.path.pop();
    }
}
