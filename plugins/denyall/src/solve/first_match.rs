//! A tier in which the first rule that matches decides, for all sources at once, while rules come
//! and go from one port to the next.
//!
//! What some rules decide and what the rules after them decide make what all of them decide, so
//! the decisions of blocks of rules are kept as a tree. A rule that comes or goes changes one
//! block and what is above it, and nothing above a change that earlier rules hide.
//!
//! Where a policy that denies decides among several of one priority, all their rules are one block:
//! what each of its policies decides is found by itself, and the strictest action counts.

use std::ops::Range;

use super::sets::{SetId, Sets};
use crate::policy::Action;

/// Rules of a block that are asked in order.
const BLOCK: usize = 8;

/// A rule of a tier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) action: Action,
    pub(super) sources: SetId,
    /// Its policy, where policies of one priority are asked together; else nothing.
    pub(super) together: Option<Together>,
}

/// Where a rule stands among policies of one priority that are asked together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Together {
    pub(super) priority: i32,
    /// Index of the policy.
    pub(super) policy: usize,
}

/// The rules of one tier, in the order of evaluation.
#[derive(Debug)]
pub(super) struct FirstMatch {
    words: usize,
    steps: Vec<Step>,
    active: Vec<bool>,
    /// The rules of each block.
    blocks: Vec<Range<usize>>,
    /// Decisions of blocks, then of pairs of those, up to a single one. A decision is two rows of
    /// bits: the sources accepted or passed on, then the sources denied or passed on.
    levels: Vec<Vec<u64>>,
    /// Blocks that are not up to date.
    changed: Vec<usize>,
}

impl FirstMatch {
    /// None of the rules is active yet.
    pub(super) fn new(sets: &Sets, steps: Vec<Step>) -> Self {
        // Without any source a row still has a length to cut by.
        let words = sets.words().max(1);
        let mut levels = Vec::new();
        let blocks = blocks(&steps);
        let mut nodes = blocks.len().max(1);
        levels.push(vec![0; nodes * 2 * words]);
        while nodes > 1 {
            nodes = nodes.div_ceil(2);
            levels.push(vec![0; nodes * 2 * words]);
        }
        Self {
            words,
            active: vec![false; steps.len()],
            steps,
            blocks,
            levels,
            changed: Vec::new(),
        }
    }

    /// Makes a rule active that is not, or the other way round.
    pub(super) fn toggle(&mut self, step: usize) {
        if let Some(active) = self.active.get_mut(step) {
            *active = !*active;
            let block = self.blocks.partition_point(|block| block.end <= step);
            self.changed.push(block);
        }
    }

    /// Brings the decisions up to date; whether any source is decided otherwise than before.
    pub(super) fn settle(&mut self, sets: &Sets) -> bool {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        changed.retain(|block| self.decide(sets, *block));
        for level in 1..self.levels.len() {
            for node in &mut changed {
                *node /= 2;
            }
            changed.dedup();
            changed.retain(|node| self.combine(level, *node));
        }
        let is_changed = !changed.is_empty();
        changed.clear();
        self.changed = changed;
        is_changed
    }

    /// The sources accepted or passed on, and the sources denied or passed on.
    pub(super) fn decisions(&self) -> (&[u64], &[u64]) {
        let root = self.levels.last().map_or(&[][..], Vec::as_slice);
        root.split_at(root.len() / 2)
    }

    /// Decides a block anew; whether that changed it.
    fn decide(&mut self, sets: &Sets, block: usize) -> bool {
        let words = self.words;
        let rules = self.blocks.get(block).cloned().unwrap_or_default();
        let steps = self.steps.get(rules.clone()).unwrap_or_default();
        let active = self.active.get(rules).unwrap_or_default();
        let steps: Vec<&Step> = steps
            .iter()
            .zip(active)
            .filter(|(_, active)| **active)
            .map(|(step, _)| step)
            .collect();
        let mut policies = steps.chunk_by(|one, other| one.together == other.together);
        let mut decisions = policies.next().map_or_else(
            || vec![0; 2 * words],
            |rules| first_matches(sets, rules, words),
        );
        for rules in policies {
            strictest(&mut decisions, &first_matches(sets, rules, words), words);
        }
        let blocks = self.levels.first_mut();
        let before = blocks.and_then(|blocks| blocks.chunks_exact_mut(2 * words).nth(block));
        before.is_some_and(|before| {
            let is_changed = *before != *decisions;
            before.copy_from_slice(&decisions);
            is_changed
        })
    }

    /// Combines the decisions of the two nodes below one; whether that changed it.
    fn combine(&mut self, level: usize, node: usize) -> bool {
        let words = self.words;
        let (below, above) = self.levels.split_at_mut(level);
        let (Some(below), Some(above)) = (below.last(), above.first_mut()) else {
            return false;
        };
        let mut rows = below.chunks_exact(words).skip(node * 4);
        let (Some(positive), Some(negative)) = (rows.next(), rows.next()) else {
            return false;
        };
        let Some(above) = above.chunks_exact_mut(2 * words).nth(node) else {
            return false;
        };
        let (Some(later_positive), Some(later_negative)) = (rows.next(), rows.next()) else {
            // The last of an odd number.
            let before = above.chunks_exact_mut(words).zip([positive, negative]);
            return before.fold(false, |is_changed, (before, now)| {
                let differs = *before != *now;
                before.copy_from_slice(now);
                is_changed || differs
            });
        };
        let (above_positive, above_negative) = above.split_at_mut(words);
        let mut difference = 0;
        let first = positive.iter().zip(negative);
        let later = later_positive.iter().zip(later_negative);
        let above = above_positive.iter_mut().zip(above_negative);
        for (((positive, negative), (later_positive, later_negative)), above) in
            first.zip(later).zip(above)
        {
            let undecided = !(positive | negative);
            let now = (
                positive | later_positive & undecided,
                negative | later_negative & undecided,
            );
            difference |= *above.0 ^ now.0 | *above.1 ^ now.1;
            (*above.0, *above.1) = now;
        }
        difference != 0
    }
}

/// Cuts rules into blocks.
fn blocks(steps: &[Step]) -> Vec<Range<usize>> {
    let priority = |step: &Step| step.together.map(|together| together.priority);
    let mut blocks = Vec::new();
    let mut start = 0;
    for equal in steps.chunk_by(|one, other| priority(one) == priority(other)) {
        // Rules of a single policy are asked in order as well.
        let policy = |step: Option<&Step>| step.and_then(|step| step.together);
        let is_ordered = policy(equal.first()) == policy(equal.last());
        let length = if is_ordered { BLOCK } else { equal.len() };
        let end = start + equal.len();
        blocks.extend(
            (start..end)
                .step_by(length)
                .map(|it| it..(it + length).min(end)),
        );
        start = end;
    }
    blocks
}

/// What the first of some rules that matches decides.
fn first_matches(sets: &Sets, rules: &[&Step], words: usize) -> Vec<u64> {
    let mut decisions = vec![0; 2 * words];
    let (positive, negative) = decisions.split_at_mut(words);
    let mut matched = vec![0; words];
    for Step {
        action, sources, ..
    } in rules
    {
        matched.fill(0);
        sets.get(*sources).add_to(&mut matched);
        let (accepts, denies) = match action {
            Action::Accept => (u64::MAX, 0),
            Action::Deny => (0, u64::MAX),
            Action::Pass => (u64::MAX, u64::MAX),
        };
        for ((positive, negative), matched) in positive.iter_mut().zip(&mut *negative).zip(&matched)
        {
            let now = matched & !(*positive | *negative);
            *positive |= now & accepts;
            *negative |= now & denies;
        }
    }
    decisions
}

/// Of two decisions the stricter for each source: deny, then accept, then pass.
fn strictest(decisions: &mut [u64], others: &[u64], words: usize) {
    let (positive, negative) = decisions.split_at_mut(words);
    let (other_positive, other_negative) = others.split_at(words);
    for ((positive, negative), (other_positive, other_negative)) in positive
        .iter_mut()
        .zip(negative)
        .zip(other_positive.iter().zip(other_negative))
    {
        let denied = *negative & !*positive | other_negative & !other_positive;
        let accepted = (*positive & !*negative | other_positive & !other_negative) & !denied;
        let passed =
            (*positive & *negative | other_positive & other_negative) & !denied & !accepted;
        *positive = accepted | passed;
        *negative = denied | passed;
    }
}

#[cfg(test)]
mod tests;
