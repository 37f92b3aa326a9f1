//! A tier in which the first rule that matches decides, for all sources at once, while rules come
//! and go from one port to the next.
//!
//! What some rules decide and what the rules after them decide make what all of them decide, so
//! the decisions of blocks of rules are kept as a tree. A rule that comes or goes changes one
//! block and what is above it, and nothing above a change that earlier rules hide.

use super::sets::{SetId, Sets};
use crate::policy::Action;

/// Rules of a block.
const BLOCK: usize = 8;

/// The rules of one tier, in the order of evaluation.
#[derive(Debug)]
pub(super) struct FirstMatch {
    words: usize,
    steps: Vec<(Action, SetId)>,
    active: Vec<bool>,
    /// Decisions of blocks, then of pairs of those, up to a single one. A decision is two rows of
    /// bits: the sources accepted or passed on, then the sources denied or passed on.
    levels: Vec<Vec<u64>>,
    /// Blocks that are not up to date.
    changed: Vec<usize>,
}

impl FirstMatch {
    /// None of the rules is active yet.
    pub(super) fn new(sets: &Sets, steps: Vec<(Action, SetId)>) -> Self {
        // Without any source a row still has a length to cut by.
        let words = sets.words().max(1);
        let mut levels = Vec::new();
        let mut nodes = steps.len().div_ceil(BLOCK).max(1);
        levels.push(vec![0; nodes * 2 * words]);
        while nodes > 1 {
            nodes = nodes.div_ceil(2);
            levels.push(vec![0; nodes * 2 * words]);
        }
        Self {
            words,
            active: vec![false; steps.len()],
            steps,
            levels,
            changed: Vec::new(),
        }
    }

    /// Makes a rule active that is not, or the other way round.
    pub(super) fn toggle(&mut self, step: usize) {
        if let Some(active) = self.active.get_mut(step) {
            *active = !*active;
            self.changed.push(step / BLOCK);
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
        let mut decisions = vec![0; 2 * words];
        let (positive, negative) = decisions.split_at_mut(words);
        let mut matched = vec![0; words];
        let steps = self.steps.iter().zip(&self.active).skip(block * BLOCK);
        for ((action, set), _) in steps.take(BLOCK).filter(|(_, active)| **active) {
            matched.fill(0);
            sets.get(*set).add_to(&mut matched);
            let (accepts, denies) = match action {
                Action::Accept => (u64::MAX, 0),
                Action::Deny => (0, u64::MAX),
                Action::Pass => (u64::MAX, u64::MAX),
            };
            for ((positive, negative), matched) in
                positive.iter_mut().zip(&mut *negative).zip(&matched)
            {
                let now = matched & !(*positive | *negative);
                *positive |= now & accepts;
                *negative |= now & denies;
            }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Sources, on both sides of the end of a word of bits.
    const UNIVERSE: u32 = 70;

    fn action() -> impl Strategy<Value = Action> {
        prop_oneof![Just(Action::Accept), Just(Action::Deny), Just(Action::Pass)]
    }

    /// Rules as action and sources.
    fn rules() -> impl Strategy<Value = Vec<(Action, Vec<u32>)>> {
        let sources = proptest::collection::btree_set(0..UNIVERSE, 0..12);
        let rule = (action(), sources.prop_map(|set| set.into_iter().collect()));
        proptest::collection::vec(rule, 0..60)
    }

    /// What the first active rule that matches a source does with it.
    fn first_match(rules: &[(Action, Vec<u32>)], active: &[bool], source: u32) -> Option<Action> {
        let mut active = rules.iter().zip(active).filter(|(_, active)| **active);
        active
            .find(|((_, sources), _)| sources.contains(&source))
            .map(|((action, _), _)| *action)
    }

    proptest! {
        /// Up to eight blocks, so that decisions are combined over several levels and the last of
        /// an odd number goes up alone.
        #[test]
        fn the_tree_decides_as_a_loop_over_the_rules_does(
            rules in rules(),
            toggles in proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..80),
        ) {
            let mut sets = Sets::new(UNIVERSE as usize);
            let steps: Vec<(Action, SetId)> = rules
                .iter()
                .map(|(action, sources)| (*action, sets.add_sorted(sources.clone())))
                .collect();
            let mut tree = FirstMatch::new(&sets, steps);
            let mut active = vec![false; rules.len()];
            let mut before = None;
            for (step, settles) in toggles {
                if !rules.is_empty() {
                    let step = step.index(rules.len());
                    active[step] = !active[step];
                    tree.toggle(step);
                }
                if !settles {
                    continue;
                }
                let is_changed = tree.settle(&sets);
                let (positive, negative) = tree.decisions();
                let has = |row: &[u64], source: u32| {
                    row[source as usize / 64] & (1 << (source % 64)) != 0
                };
                let decided: Vec<Option<Action>> = (0..UNIVERSE)
                    .map(|source| match (has(positive, source), has(negative, source)) {
                        (true, true) => Some(Action::Pass),
                        (true, false) => Some(Action::Accept),
                        (false, true) => Some(Action::Deny),
                        (false, false) => None,
                    })
                    .collect();
                let expected: Vec<Option<Action>> = (0..UNIVERSE)
                    .map(|source| first_match(&rules, &active, source))
                    .collect();
                prop_assert_eq!(&decided, &expected);
                let nothing = vec![None; UNIVERSE as usize];
                let differs = *before.as_ref().unwrap_or(&nothing) != decided;
                prop_assert_eq!(is_changed, differs);
                before = Some(decided);
            }
        }
    }
}
