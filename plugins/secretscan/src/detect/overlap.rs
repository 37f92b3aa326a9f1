//! One credential, one match: which of several matches over the same bytes is kept.

use super::Match;

/// How much a match says about its credential; the greatest says most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A name says that its value is something secret.
    Generic,
    /// What stands round it says what it is for.
    Context,
    /// A name and the form of the value say whose it is.
    Keyed,
    /// The text itself says what it is.
    Token,
}

/// A match that may yet give way to another.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) rank: Rank,
    pub(super) found: Match,
}

/// Keeps of each heap of overlapping candidates those that say most, then the longest, then those
/// of the first rule; reports them in the order of the text.
pub(super) fn settle(mut candidates: Vec<Candidate>, found: &mut dyn FnMut(Match)) {
    candidates.sort_by_key(|candidate| candidate.found.range.start);
    let mut heap: Vec<Candidate> = Vec::new();
    let mut end = 0;
    for candidate in candidates {
        if candidate.found.range.start >= end {
            settle_heap(std::mem::take(&mut heap), found);
        }
        end = end.max(candidate.found.range.end);
        heap.push(candidate);
    }
    settle_heap(heap, found);
}

fn settle_heap(mut heap: Vec<Candidate>, found: &mut dyn FnMut(Match)) {
    if heap.len() > 1 {
        heap.sort_by(|left, right| {
            let key = |candidate: &Candidate| {
                (
                    std::cmp::Reverse(candidate.rank),
                    std::cmp::Reverse(candidate.found.range.len()),
                )
            };
            key(left)
                .cmp(&key(right))
                .then(left.found.range.start.cmp(&right.found.range.start))
                .then(left.found.rule.cmp(&right.found.rule))
        });
        let mut kept: Vec<Candidate> = Vec::new();
        for candidate in heap {
            let range = &candidate.found.range;
            let free = kept.iter().all(|other| {
                other.found.range.end <= range.start || range.end <= other.found.range.start
            });
            if free {
                kept.push(candidate);
            }
        }
        kept.sort_by_key(|candidate| candidate.found.range.start);
        heap = kept;
    }
    for candidate in heap {
        found(candidate.found);
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::{Candidate, Rank, settle};
    use crate::{detect::Match, rules::RuleIndex};

    fn candidate(rank: Rank, rule: u16, range: Range<usize>) -> Candidate {
        Candidate {
            rank,
            found: Match::new(RuleIndex(rule), range),
        }
    }

    fn kept(candidates: Vec<Candidate>) -> Vec<(u16, Range<usize>)> {
        let mut kept = Vec::new();
        settle(candidates, &mut |found| {
            kept.push((found.rule.0, found.range));
        });
        kept
    }

    #[test]
    fn a_token_beats_the_name_it_is_assigned_to() {
        let candidates = vec![
            candidate(Rank::Generic, 0, 0..50),
            candidate(Rank::Token, 1, 10..30),
        ];
        assert_eq!(kept(candidates), [(1, 10..30)]);
    }

    #[test]
    fn of_equals_the_longest_then_the_first_rule_is_kept() {
        let candidates = vec![
            candidate(Rank::Token, 2, 0..20),
            candidate(Rank::Token, 3, 0..30),
            candidate(Rank::Token, 1, 0..30),
        ];
        assert_eq!(kept(candidates), [(1, 0..30)]);
    }

    #[test]
    fn neighbours_are_both_kept_in_order() {
        let candidates = vec![
            candidate(Rank::Token, 0, 20..30),
            candidate(Rank::Generic, 1, 0..10),
        ];
        assert_eq!(kept(candidates), [(1, 0..10), (0, 20..30)]);
    }
}
