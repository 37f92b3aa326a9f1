//! The way of the attacker: breadth first, over what is reached on any port.

use super::start::Start;
use crate::{
    map::{ends::End, lines::Lines},
    solve::{ConnectionSet, Solution, WorkloadMap},
};

/// How an end is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reached {
    /// Number of connections on the way, from 1.
    pub(super) hop: usize,
    /// Position of the end before it; absent where that is the attacker's own.
    pub(super) parent: Option<usize>,
    /// What the one before it may connect to.
    pub(super) connections: ConnectionSet,
}

/// For each end how it is reached first. Of ends of one hop, the first by name leads on; nodes and
/// addresses lead nowhere.
pub(super) fn walk(
    solution: &Solution<'_>,
    map: &WorkloadMap,
    lines: &Lines<'_>,
    ends: &[End],
    start: &Start,
) -> Vec<Option<Reached>> {
    let mut reached: Vec<Option<Reached>> = ends
        .iter()
        .map(|end| {
            if start.is(end) {
                return None;
            }
            let connections = start.connections(solution, map, lines, end);
            (!connections.is_empty()).then_some(Reached {
                hop: 1,
                parent: None,
                connections,
            })
        })
        .collect();
    let mut hop = 1;
    loop {
        let frontier: Vec<(usize, usize)> = ends
            .iter()
            .zip(&reached)
            .enumerate()
            .filter(|(_, (end, it))| end.is_pods() && it.as_ref().is_some_and(|it| it.hop == hop))
            .filter_map(|(position, (end, _))| Some((position, *end.lines.first()?)))
            .collect();
        hop += 1;
        let mut found = Vec::new();
        for (position, end) in ends.iter().enumerate() {
            let is_known = reached.get(position).is_none_or(Option::is_some);
            let Some(to) = end.lines.first().filter(|_| !is_known && !start.is(end)) else {
                continue;
            };
            let through = frontier.iter().find_map(|(parent, from)| {
                let connections = map.connections(*from, *to);
                (!connections.is_empty()).then_some((*parent, connections))
            });
            if let Some((parent, connections)) = through {
                found.push((position, parent, connections.clone()));
            }
        }
        if found.is_empty() {
            return reached;
        }
        for (position, parent, connections) in found {
            if let Some(reached) = reached.get_mut(position) {
                *reached = Some(Reached {
                    hop,
                    parent: Some(parent),
                    connections,
                });
            }
        }
    }
}

/// The ends between the attacker and an end, first to last.
pub(super) fn way(reached: &[Option<Reached>], last: Option<usize>) -> Vec<usize> {
    let mut way = Vec::new();
    let mut next = last;
    while let Some(position) = next {
        way.push(position);
        next = reached
            .get(position)
            .and_then(Option::as_ref)
            .and_then(|it| it.parent);
    }
    way.reverse();
    way
}
