//! The ends of two solutions side by side, and what changes between them.
//!
//! Workloads are the same by namespace, kind and name. Nodes come and go, so they are one end. What
//! a node may do to the pods on it, which no policy changes, does not hide what policies change for
//! other nodes.
//! Addresses outside are compared range by range, and ranges that change alike are one end.

use std::collections::{BTreeMap, HashMap};

use super::{
    refinement::refine,
    side::{Index, Side},
};
use crate::{
    map::{
        ends::{End, EndKind},
        grid::{Cell, Grid, GridBuilder},
        lines::Lines,
        ranges,
    },
    report::EndpointRef,
    solve::ConnectionSet,
};

/// What changes between two ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Changed {
    /// What the new side lets pass and the old one does not.
    pub(crate) gained: ConnectionSet,
    /// What the old side lets pass and the new one does not.
    pub(crate) lost: ConnectionSet,
}

/// All that differs between two solutions.
pub(crate) struct Difference {
    /// Ends of both sides; `lines` are those of the old one.
    pub(crate) ends: Vec<End>,
    /// What changes between them.
    pub(crate) grid: Grid<Changed>,
    /// Workloads that only the new side has.
    pub(crate) added: Vec<EndpointRef>,
    /// Workloads that only the old side has.
    pub(crate) removed: Vec<EndpointRef>,
}

/// An end and its lines on the new side.
struct Joint {
    end: End,
    new: Vec<usize>,
}

/// Compares two solutions.
pub(crate) fn difference(old: Side<'_, '_>, new: Side<'_, '_>) -> Difference {
    let (old_index, new_index) = (Index::of(&old), Index::of(&new));
    let mut joints = workloads(&old, &old_index, &new_index);
    joints.extend(nodes(&old_index, &new_index));
    joints.extend(outside(&old, &new, &old_index, &new_index));
    let grid = compare(&joints, &old_index.lines, &new_index.lines);
    Difference {
        added: only_in(&new_index, &old_index),
        removed: only_in(&old_index, &new_index),
        ends: joints.into_iter().map(|joint| joint.end).collect(),
        grid,
    }
}

fn only_in(one: &Index<'_>, other: &Index<'_>) -> Vec<EndpointRef> {
    let names = one.workloads.keys();
    let mut names: Vec<EndpointRef> = names
        .filter(|name| !other.workloads.contains_key(name))
        .cloned()
        .collect();
    names.sort_unstable();
    names
}

/// Workloads that both sides have, by name.
fn workloads(old: &Side<'_, '_>, old_index: &Index<'_>, new_index: &Index<'_>) -> Vec<Joint> {
    let network = old.solution.network();
    let in_both = old_index.workloads.iter().filter_map(|(name, line)| {
        let new = *new_index.workloads.get(name)?;
        let namespace = match name {
            EndpointRef::Workload { namespace, .. } => network.namespace(namespace),
            _ => None,
        };
        Some(Joint {
            end: End {
                label: name.to_string(),
                name: name.clone(),
                kind: EndKind::Pods {
                    namespace,
                    only: None,
                },
                lines: vec![*line],
                blocks: Vec::new(),
            },
            new: vec![new],
        })
    });
    let mut joints: Vec<Joint> = in_both.collect();
    joints.sort_by(|left, right| left.end.name.cmp(&right.end.name));
    joints
}

fn nodes(old: &Index<'_>, new: &Index<'_>) -> Option<Joint> {
    (!old.nodes.is_empty() && !new.nodes.is_empty()).then(|| Joint {
        end: End {
            name: EndpointRef::Nodes { names: Vec::new() },
            label: "nodes".to_owned(),
            kind: EndKind::Nodes { only: None },
            lines: old.nodes.clone(),
            blocks: Vec::new(),
        },
        new: new.nodes.clone(),
    })
}

fn outside(
    old: &Side<'_, '_>,
    new: &Side<'_, '_>,
    old_index: &Index<'_>,
    new_index: &Index<'_>,
) -> Vec<Joint> {
    let places = refine(
        [old.policies, new.policies],
        [old.solution.network(), new.solution.network()],
    );
    let mut blocks: BTreeMap<(usize, usize), Vec<_>> = BTreeMap::new();
    for place in places {
        let lines = (
            old_index.line_of(old, &place),
            new_index.line_of(new, &place),
        );
        if let (Some(old), Some(new)) = lines {
            blocks.entry((old, new)).or_default().push(place.block);
        }
    }
    let joints = blocks.into_iter().map(|((old, new), blocks)| {
        let blocks = ranges::joined(blocks);
        let cidrs = ranges::cidrs(&blocks);
        Joint {
            end: End {
                name: EndpointRef::Cidr {
                    cidrs: cidrs.iter().map(ToString::to_string).collect(),
                },
                label: ranges::in_words(&blocks),
                kind: EndKind::Outside,
                lines: vec![old],
                blocks,
            },
            new: vec![new],
        }
    });
    let mut joints: Vec<Joint> = joints.collect();
    joints.sort_by(|left, right| left.end.name.cmp(&right.end.name));
    joints
}

/// Connection sets of both sides under numbers of their own.
#[derive(Default)]
struct SetNumbers {
    sets: Vec<ConnectionSet>,
    numbers: HashMap<ConnectionSet, u32>,
}

impl SetNumbers {
    fn number(&mut self, set: &ConnectionSet) -> u32 {
        if let Some(number) = self.numbers.get(set) {
            return *number;
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.sets.push(set.clone());
        self.numbers.insert(set.clone(), number);
        number
    }

    fn set(&self, cell: Cell) -> ConnectionSet {
        let set = cell.and_then(|number| self.sets.get(number as usize));
        set.cloned().unwrap_or_default()
    }

    /// What any of some cells allows.
    fn union(&mut self, cells: impl IntoIterator<Item = Cell>) -> Cell {
        let mut cells: Vec<Cell> = cells.into_iter().flatten().map(Some).collect();
        cells.sort_unstable();
        cells.dedup();
        match cells.as_slice() {
            [] => None,
            [one] => *one,
            many => {
                let sets = many.iter().map(|cell| self.set(*cell));
                let union = sets.fold(ConnectionSet::none(), |union, set| union.union(&set));
                Some(self.number(&union))
            }
        }
    }

    /// For each source line, what it may connect to at any of some lines.
    fn column(&mut self, lines: &Lines<'_>, to: &[usize]) -> Vec<Cell> {
        let mut columns = Vec::with_capacity(to.len());
        for line in to {
            columns.push(lines.cells(lines.answer_of(*line), |set| self.number(set)));
        }
        match columns.as_slice() {
            [one] => one.clone(),
            many => {
                let sources = 0..many.first().map_or(0, Vec::len);
                let row = |source: usize| many.iter().map(move |it| it.get(source).copied()?);
                sources.map(|source| self.union(row(source))).collect()
            }
        }
    }
}

fn compare(joints: &[Joint], old: &Lines<'_>, new: &Lines<'_>) -> Grid<Changed> {
    let mut builder = GridBuilder::new(true);
    let mut sets = SetNumbers::default();
    let mut changes: HashMap<(Cell, Cell), u32> = HashMap::new();
    let mut known: HashMap<(Vec<usize>, Vec<usize>, bool), usize> = HashMap::new();
    for to in joints {
        let answers = |lines: &Lines<'_>, own: &[usize]| -> Vec<usize> {
            own.iter().map(|line| lines.answer_of(*line)).collect()
        };
        let key = (
            answers(old, &to.end.lines),
            answers(new, &to.new),
            to.end.is_pods(),
        );
        if let Some(column) = known.get(&key) {
            builder.push(*column);
            continue;
        }
        let before = sets.column(old, &to.end.lines);
        let after = sets.column(new, &to.new);
        let mut cells: Vec<Cell> = Vec::with_capacity(joints.len());
        for from in joints {
            let mut of = |column: &[Cell], lines: &[usize]| {
                sets.union(
                    lines
                        .iter()
                        .map(|line| column.get(*line).copied().flatten()),
                )
            };
            let pair = (of(&before, &from.end.lines), of(&after, &from.new));
            let counts = from.end.is_pods() || to.end.is_pods();
            cells.push((counts && pair.0 != pair.1).then(|| {
                *changes.entry(pair).or_insert_with(|| {
                    let (before, after) = (sets.set(pair.0), sets.set(pair.1));
                    builder.number(&Changed {
                        gained: after.difference(&before),
                        lost: before.difference(&after),
                    })
                })
            }));
        }
        let column = builder.column(&cells);
        known.insert(key, column);
        builder.push(column);
    }
    builder.build()
}
