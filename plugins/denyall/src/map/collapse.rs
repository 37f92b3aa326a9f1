//! Takes pairs together so that a table can be read: same sources, same destinations, same value.
//!
//! Destinations with the same sources make one row, and ends that are all the pods of a namespace,
//! or all pods, are called so. Nothing is left out: every pair is in just one row.

use std::collections::BTreeMap;

use super::{
    ends::{End, EndKind},
    grid::{Grid, Run},
    ranges,
};

/// What everything in the map is called.
pub(crate) const EVERYTHING: &str = "everything";
const ALL_PODS: &str = "all pods";
/// More names than these are counted, not listed.
const MOST_NAMES: usize = 4;

/// Pairs with the same value: every source with every destination.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    /// Names of the sources.
    from: Vec<String>,
    /// Names of the destinations.
    to: Vec<String>,
    /// Index of the value.
    value: u32,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    /// Sources.
    pub(crate) from: String,
    /// Destinations.
    pub(crate) to: String,
    /// Index of the value.
    pub(crate) value: u32,
}

/// How much of the names a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// One name a cell, or the first of many and their number.
    Few,
    /// All names.
    All,
}

/// The rows of a grid, sorted.
pub(crate) fn rows<V>(grid: &Grid<V>, ends: &[End], detail: Detail) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for block in blocks(grid, ends, detail) {
        let (from, to) = match detail {
            Detail::Few => (few(&block.from), few(&block.to)),
            Detail::All => (vec![block.from.join(", ")], vec![block.to.join(", ")]),
        };
        for from in &from {
            rows.extend(to.iter().map(|to| Row {
                from: from.clone(),
                to: to.clone(),
                value: block.value,
            }));
        }
    }
    rows.sort();
    rows
}

/// Few names each for itself, of many the first and how many there are.
pub(crate) fn few(names: &[String]) -> Vec<String> {
    match names {
        [first, rest @ ..] if rest.len() >= MOST_NAMES => {
            vec![format!("{first} (+{})", rest.len())]
        }
        names => names.to_vec(),
    }
}

/// The pairs of a grid in few blocks.
fn blocks<V>(grid: &Grid<V>, ends: &[End], detail: Detail) -> Vec<Block> {
    let mut blocks: BTreeMap<(u32, Vec<Run>), Vec<u32>> = BTreeMap::new();
    for (runs, members) in grid.columns() {
        let mut by_value: BTreeMap<u32, Vec<Run>> = BTreeMap::new();
        for run in runs {
            by_value.entry(run.value).or_default().push(*run);
        }
        for (value, runs) in by_value {
            blocks.entry((value, runs)).or_default().extend(&members);
        }
    }
    let crowd = Crowd::of(ends);
    if grid.values().len() == 1 && grid.count(|_| true) == crowd.pairs(grid) {
        return vec![Block {
            from: vec![EVERYTHING.to_owned()],
            to: vec![EVERYTHING.to_owned()],
            value: 0,
        }];
    }
    let blocks = blocks.into_iter().map(|((value, runs), to)| {
        let from = runs.iter().flat_map(|run| run.start..run.end);
        Block {
            from: crowd.names(&from.collect::<Vec<_>>(), detail),
            to: crowd.names(&to, detail),
            value,
        }
    });
    blocks.collect()
}

/// What some of the ends are called.
pub(crate) fn names(ends: &[End], set: &[u32], detail: Detail) -> Vec<String> {
    Crowd::of(ends).names(set, detail)
}

/// The ends, and how many there are of each sort.
struct Crowd<'e> {
    ends: &'e [End],
    /// Pods by namespace.
    in_namespace: BTreeMap<usize, usize>,
    pods: usize,
}

impl<'e> Crowd<'e> {
    fn of(ends: &'e [End]) -> Self {
        let mut in_namespace = BTreeMap::new();
        for namespace in ends.iter().filter_map(End::namespace) {
            *in_namespace.entry(namespace).or_default() += 1;
        }
        Self {
            pods: ends.iter().filter(|end| end.is_pods()).count(),
            in_namespace,
            ends,
        }
    }

    /// How many pairs there can be: policies are about pods, so one end is.
    fn pairs<V>(&self, grid: &Grid<V>) -> usize {
        let others = self.ends.len() - self.pods;
        let itself = if grid.counts_itself() { 0 } else { self.pods };
        self.pods * self.pods - itself + 2 * self.pods * others
    }

    /// What a set of ends is called; what is left out is named where that is shorter.
    fn names(&self, set: &[u32], detail: Detail) -> Vec<String> {
        let mut members = vec![false; self.ends.len()];
        for end in set {
            if let Some(member) = members.get_mut(*end as usize) {
                *member = true;
            }
        }
        let plain = self.listed(&members);
        if plain.len() <= MOST_NAMES {
            return plain;
        }
        let others: Vec<bool> = self
            .ends
            .iter()
            .zip(&members)
            .map(|(end, member)| end.is_pods() && !member)
            .collect();
        let without = self.listed(&others);
        let but = match (without.as_slice(), detail) {
            ([], _) => return plain,
            (many, _) if many.len() >= MOST_NAMES => return plain,
            ([first, rest @ ..], Detail::Few) if !rest.is_empty() => {
                format!("{first} (+{})", rest.len())
            }
            (all, _) => all.join(" and "),
        };
        let outside: Vec<bool> = self
            .ends
            .iter()
            .zip(&members)
            .map(|(end, member)| !end.is_pods() && *member)
            .collect();
        let pods = std::iter::once(format!("{ALL_PODS} but {but}"));
        pods.chain(self.listed(&outside)).collect()
    }

    fn listed(&self, members: &[bool]) -> Vec<String> {
        let chosen = || {
            let ends = self.ends.iter().zip(members);
            ends.filter(|(_, member)| **member).map(|(end, _)| end)
        };
        if members.iter().all(|member| *member) && self.pods > 1 {
            return vec![EVERYTHING.to_owned()];
        }
        let pods = chosen().filter(|end| end.is_pods());
        let mut names = if pods.clone().count() == self.pods && self.pods > 1 {
            vec![ALL_PODS.to_owned()]
        } else {
            self.pods_listed(pods)
        };
        let nodes = chosen().filter(|end| matches!(end.kind, EndKind::Nodes { .. }));
        names.extend(nodes.map(|end| end.label.clone()));
        // Ranges are one set of addresses, however policies cut it.
        let blocks = chosen()
            .flat_map(|end| end.blocks.iter().cloned())
            .collect();
        let outside = ranges::in_words(&ranges::joined(blocks));
        names.extend(Some(outside).filter(|words| !words.is_empty()));
        names
    }

    fn pods_listed<'p>(&self, pods: impl Iterator<Item = &'p End> + Clone) -> Vec<String> {
        let mut in_namespace: BTreeMap<usize, usize> = BTreeMap::new();
        for namespace in pods.clone().filter_map(End::namespace) {
            *in_namespace.entry(namespace).or_default() += 1;
        }
        let is_whole = |namespace: usize| {
            let count = in_namespace.get(&namespace);
            count > Some(&1) && count == self.in_namespace.get(&namespace)
        };
        let mut names: Vec<String> = pods
            .map(|end| match end.namespace() {
                Some(namespace) if is_whole(namespace) => whole_namespace(end),
                _ => end.label.clone(),
            })
            .collect();
        names.dedup();
        names
    }
}

/// What all pods of an end's namespace are called.
fn whole_namespace(end: &End) -> String {
    let (namespace, _) = end.label.split_once('/').unwrap_or((&end.label, ""));
    format!("{namespace}/*")
}
