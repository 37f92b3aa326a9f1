//! What a solution says, line by line: its groups by workload, or its parties.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::grid::Cell;
use crate::solve::{ConnectionSet, Group, IndexSet, Party, PartyId, Solution, WorkloadMap};

/// Sources by what they may connect to.
type Rows<'s> = Vec<(&'s ConnectionSet, &'s IndexSet)>;

/// Lines and columns of a solution, with what each reaches.
pub(crate) struct Lines<'s> {
    kinds: Vec<LineKind>,
    answer_of: Vec<usize>,
    answers: Vec<Rows<'s>>,
}

/// What pods may connect to there, and in which row of each answer for pods it is.
type Signature = (Vec<Cell>, Vec<Option<usize>>);

/// What a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// The workload of this index.
    Workload(usize),
    /// Pods that no policy tells apart.
    Pods(PartyId),
    /// Nodes that no policy tells apart.
    Nodes(PartyId),
    /// Addresses that no policy tells apart.
    Addresses(PartyId),
}

impl<'s> Lines<'s> {
    /// A line for each workload.
    pub(crate) fn of_workloads(map: &'s WorkloadMap) -> Self {
        let kinds = map.groups().iter().map(|group| match group {
            Group::Workload(workload) => LineKind::Workload(*workload),
            Group::Nodes(party) => LineKind::Nodes(*party),
            Group::Addresses(party) => LineKind::Addresses(*party),
        });
        Self::new(
            kinds.collect(),
            |line| map.answer_to(line),
            |line| map.rows_to(line).collect(),
        )
    }

    /// A line for each party.
    pub(crate) fn of_parties(solution: &'s Solution<'_>) -> Self {
        let parties = solution.parties().iter().enumerate();
        let kinds = parties.map(|(index, party)| match party {
            Party::Pods { .. } => LineKind::Pods(PartyId(index)),
            Party::Nodes { .. } => LineKind::Nodes(PartyId(index)),
            Party::Addresses { .. } => LineKind::Addresses(PartyId(index)),
        });
        Self::new(
            kinds.collect(),
            |line| solution.answer_to(PartyId(line)),
            |line| {
                let rows = solution.rows_to(PartyId(line));
                rows.map(|(set, sources)| (solution.connection_set(set), sources))
                    .collect()
            },
        )
    }

    fn new(
        kinds: Vec<LineKind>,
        answer_to: impl Fn(usize) -> usize,
        rows_to: impl Fn(usize) -> Rows<'s>,
    ) -> Self {
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        let mut answers = Vec::new();
        let answer_of = (0..kinds.len()).map(|line| {
            *numbers.entry(answer_to(line)).or_insert_with(|| {
                answers.push(rows_to(line));
                answers.len() - 1
            })
        });
        Self {
            answer_of: answer_of.collect(),
            answers,
            kinds,
        }
    }

    /// What the lines stand for.
    pub(crate) fn kinds(&self) -> &[LineKind] {
        &self.kinds
    }

    /// The number of a line's answer as a destination.
    pub(crate) fn answer_of(&self, line: usize) -> usize {
        self.answer_of.get(line).copied().unwrap_or(usize::MAX)
    }

    /// For each line as a source, what it may connect to where the answer is this one.
    pub(crate) fn cells(
        &self,
        answer: usize,
        mut number: impl FnMut(&'s ConnectionSet) -> u32,
    ) -> Vec<Cell> {
        let mut cells = vec![None; self.kinds.len()];
        for (set, sources) in self.answers.get(answer).into_iter().flatten() {
            let value = number(set);
            for source in sources.iter() {
                if let Some(cell) = cells.get_mut(source) {
                    *cell = Some(value);
                }
            }
        }
        cells
    }

    /// Lines of addresses that reach the same pods and are reached by the same, taken together.
    pub(crate) fn merged_addresses(&self) -> Vec<Vec<usize>> {
        let is_pods = |kind: &LineKind| matches!(kind, LineKind::Workload(_) | LineKind::Pods(_));
        let of_pods = self.kinds.iter().zip(&self.answer_of);
        let of_pods = of_pods.filter(|(kind, _)| is_pods(kind));
        let of_pods: BTreeSet<usize> = of_pods.map(|(_, answer)| *answer).collect();
        let mut numbers: HashMap<&ConnectionSet, u32> = HashMap::new();
        let mut merged: BTreeMap<Signature, Vec<usize>> = BTreeMap::new();
        for (line, kind) in self.kinds.iter().enumerate() {
            if !matches!(kind, LineKind::Addresses(_)) {
                continue;
            }
            let cells = self.cells(self.answer_of(line), |set| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(set).or_insert(next)
            });
            let cells = cells.into_iter().zip(&self.kinds);
            let accepts = cells
                .filter(|(_, kind)| is_pods(kind))
                .map(|(cell, _)| cell);
            let answers = of_pods
                .iter()
                .filter_map(|answer| self.answers.get(*answer));
            let sends = answers.map(|rows| rows.iter().position(|(_, it)| it.contains(line)));
            let key = (accepts.collect(), sends.collect());
            merged.entry(key).or_default().push(line);
        }
        let mut merged: Vec<Vec<usize>> = merged.into_values().collect();
        merged.sort_unstable();
        merged
    }
}
