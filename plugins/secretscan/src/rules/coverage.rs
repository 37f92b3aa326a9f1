//! Whether a rule's literals and its pattern fit together: the search looks at a pattern only
//! around a literal, so a match without one would be lost, and nobody would notice.
//!
//! Decided over all texts that the pattern matches, by walking through the states of its automaton
//! and those of the literals side by side. Case is folded, as the search folds it. Assertions such
//! as `\b` are taken as fulfilled.

use std::collections::BTreeSet;

use regex_automata::{
    nfa::thompson::{NFA, State},
    util::primitives::StateID,
};

/// Whether any match can hold the literal.
pub(super) fn is_possible(pattern: &NFA, literal: &str) -> bool {
    // The literal may begin anywhere inside a match, so in every state.
    let mut states = reachable(pattern);
    for byte in literal.bytes() {
        let mut next = BTreeSet::new();
        for state in states
            .iter()
            .filter_map(|index| pattern.states().get(*index))
        {
            for byte in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                if let Some(target) = step(state, byte) {
                    close(pattern, target, &mut next);
                }
            }
        }
        states = next;
    }
    !states.is_empty()
}

/// Whether every match holds one of the literals.
pub(super) fn is_complete(pattern: &NFA, literals: &[String]) -> bool {
    let literals = Prefixes::new(literals);
    let moves = moves(pattern, &literals);
    let mut seen = vec![false; pattern.states().len() * literals.after.len()];
    let mut open = vec![(pattern.start_anchored().as_usize(), 0)];
    while let Some((index, held)) = open.pop() {
        match seen.get_mut(index * literals.after.len() + held) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (Some(state), Some(moves)) = (pattern.states().get(index), moves.get(index)) else {
            continue;
        };
        if matches!(state, State::Match { .. }) {
            return false;
        }
        open.extend(
            free(state)
                .into_iter()
                .map(|target| (target.as_usize(), held)),
        );
        // From a complete literal on, nothing can go wrong any more.
        open.extend(moves.iter().filter_map(|(byte, target)| {
            let held = literals.after(held, *byte)?;
            Some((target.as_usize(), held))
        }));
    }
    true
}

/// The steps out of every state: each byte of a literal, and one of the others for all of them.
fn moves(pattern: &NFA, literals: &Prefixes) -> Vec<Vec<(u8, StateID)>> {
    let of_literals = |byte: &u8| literals.bytes.contains(&byte.to_ascii_lowercase());
    let (own, other): (Vec<u8>, Vec<u8>) = (0..=u8::MAX).partition(of_literals);
    pattern
        .states()
        .iter()
        .map(|state| {
            let to = |byte: &u8| step(state, *byte).map(|target| (*byte, target));
            let mut moves: Vec<(u8, StateID)> = own.iter().filter_map(to).collect();
            let mut others: Vec<(u8, StateID)> = other.iter().filter_map(to).collect();
            others.sort_by_key(|(_, target)| *target);
            others.dedup_by_key(|(_, target)| *target);
            moves.extend(others);
            moves
        })
        .collect()
}

/// Every beginning of every literal: how much of which one has just been read.
struct Prefixes {
    /// The bytes of all literals, in lower case.
    bytes: BTreeSet<u8>,
    /// For each beginning and byte, the beginning after it; nothing where a literal is complete.
    after: Vec<[Option<usize>; 256]>,
}

impl Prefixes {
    fn new(literals: &[String]) -> Self {
        let literals: BTreeSet<Vec<u8>> = literals
            .iter()
            .map(|literal| literal.to_ascii_lowercase().into_bytes())
            .collect();
        // Sorted, so that the empty one, with which everything begins, comes first.
        let prefixes: BTreeSet<&[u8]> = literals
            .iter()
            .flat_map(|literal| (0..literal.len()).filter_map(|end| literal.get(..end)))
            .collect();
        let prefixes: Vec<&[u8]> = prefixes.into_iter().collect();
        let after = |prefix: &&[u8]| {
            std::array::from_fn(|byte| {
                let byte = u8::try_from(byte).unwrap_or_default();
                let read = [prefix, &[byte.to_ascii_lowercase()][..]].concat();
                let ends = || (0..=read.len()).filter_map(|start| read.get(start..));
                if ends().any(|end| literals.contains(end)) {
                    return None;
                }
                // The longest end of it that begins a literal; the empty one always does.
                ends().find_map(|end| prefixes.binary_search(&end).ok())
            })
        };
        Self {
            bytes: literals.iter().flatten().copied().collect(),
            after: prefixes.iter().map(after).collect(),
        }
    }

    /// What has been read after one byte more; nothing if that completes a literal.
    fn after(&self, held: usize, byte: u8) -> Option<usize> {
        *self.after.get(held)?.get(usize::from(byte))?
    }
}

/// Every state of a match; the automaton has more, for searching.
fn reachable(pattern: &NFA) -> BTreeSet<usize> {
    let mut states = BTreeSet::new();
    let mut open = vec![pattern.start_anchored()];
    while let Some(id) = open.pop() {
        if states.insert(id.as_usize())
            && let Some(state) = pattern.states().get(id.as_usize())
        {
            open.extend(free(state));
            open.extend((0..=u8::MAX).filter_map(|byte| step(state, byte)));
        }
    }
    states
}

fn close(pattern: &NFA, target: StateID, states: &mut BTreeSet<usize>) {
    let mut open = vec![target];
    while let Some(id) = open.pop() {
        if states.insert(id.as_usize())
            && let Some(state) = pattern.states().get(id.as_usize())
        {
            open.extend(free(state));
        }
    }
}

/// The states that are reached without reading anything.
fn free(state: &State) -> Vec<StateID> {
    match state {
        State::Look { next, .. } | State::Capture { next, .. } => vec![*next],
        State::Union { alternates } => alternates.to_vec(),
        State::BinaryUnion { alt1, alt2 } => vec![*alt1, *alt2],
        State::ByteRange { .. }
        | State::Sparse(_)
        | State::Dense(_)
        | State::Fail
        | State::Match { .. } => Vec::new(),
    }
}

fn step(state: &State, byte: u8) -> Option<StateID> {
    match state {
        State::ByteRange { trans } => trans.matches_byte(byte).then_some(trans.next),
        State::Sparse(transitions) => transitions.matches_byte(byte),
        State::Dense(transitions) => transitions.matches_byte(byte),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::pattern::states, is_complete, is_possible};

    fn complete(pattern: &str, literals: &[&str]) -> bool {
        let literals: Vec<String> = literals.iter().map(|&literal| literal.to_owned()).collect();
        is_complete(&states(pattern).unwrap(), &literals)
    }

    #[test]
    fn a_literal_in_every_branch_is_complete() {
        assert!(complete("acme_[a-z]{8}", &["acme_"]));
        assert!(complete("(?:acme|emca)_[a-z]{8}", &["acme_", "emca_"]));
        assert!(complete("[a-z]{4}_live_[a-z]{8}", &["_live_"]));
        assert!(
            complete("ACME_[a-z]{8}", &["acme_"]),
            "the search folds case"
        );
    }

    #[test]
    fn a_branch_without_a_literal_is_found() {
        assert!(!complete("(?:acme|emca)_[a-z]{8}", &["acme_"]));
        assert!(!complete("acme_?[a-z]{8}", &["acme_"]));
        assert!(!complete("[a-z]{4}_live_[a-z]{8}", &["a_live_"]));
    }

    #[test]
    fn overlapping_beginnings_are_followed() {
        assert!(complete("aaaab[a-z]{8}", &["aaab"]));
        assert!(!complete("aaac?ab[a-z]{8}", &["aaab"]));
    }

    #[test]
    fn a_literal_that_no_match_holds_is_impossible() {
        let pattern = states("acme_[a-z]{8}").unwrap();
        assert!(is_possible(&pattern, "acme_"));
        assert!(is_possible(&pattern, "cme_abc"));
        assert!(!is_possible(&pattern, "acme-"));
        assert!(!is_possible(&pattern, "abcdefghi"), "at most eight letters");
    }

    /// Every text of a, b and c of up to so many letters.
    fn texts(longest: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..longest {
            last = last
                .iter()
                .flat_map(|text| ["a", "b", "c"].map(|letter| format!("{text}{letter}")))
                .collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn the_answers_are_those_of_trying_every_text() {
        let patterns = [
            "ab?c{1,3}",
            "(?:ab|ba){1,2}c",
            "a{0,2}bca?",
            "[ab]{2,4}c?",
            "(?:aab|ab|b)[abc]{0,3}",
            "abc|cab|bca",
        ];
        let all = texts(6);
        for pattern in patterns {
            let regex = regex_automata::meta::Regex::new(&format!("^(?:{pattern})$")).unwrap();
            let states = states(pattern).unwrap();
            let matches: Vec<&String> = all.iter().filter(|text| regex.is_match(text)).collect();
            for literal in all.iter().filter(|text| (1..=3).contains(&text.len())) {
                let held = |text: &&&String| text.contains(literal.as_str());
                assert_eq!(
                    is_possible(&states, literal),
                    matches.iter().any(|text| held(&text)),
                    "{literal} in {pattern}"
                );
                assert_eq!(
                    is_complete(&states, std::slice::from_ref(literal)),
                    matches.iter().all(|text| held(&text)),
                    "{literal} in {pattern}"
                );
            }
        }
    }
}
