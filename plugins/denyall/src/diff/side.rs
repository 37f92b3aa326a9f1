//! One of two snapshots, solved.

use std::collections::HashMap;

use super::refinement::Place;
use crate::{
    map::lines::{LineKind, Lines},
    policy::PolicySet,
    report::EndpointRef,
    solve::{Solution, WorkloadMap},
    verdict::Endpoint,
};

/// One of two solutions that are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side<'s, 'n> {
    /// The answers.
    pub(crate) solution: &'s Solution<'n>,
    /// The same by workload.
    pub(crate) map: &'s WorkloadMap,
    /// The policies that were solved.
    pub(crate) policies: &'s PolicySet,
}

/// Lines of a side by what they are.
pub(super) struct Index<'s> {
    pub(super) lines: Lines<'s>,
    pub(super) workloads: HashMap<EndpointRef, usize>,
    pub(super) nodes: Vec<usize>,
    /// For each line of addresses, the first line that is the same in all that matters.
    addresses: HashMap<usize, usize>,
    of_party: HashMap<usize, usize>,
}

impl<'s> Index<'s> {
    pub(super) fn of(side: &Side<'s, '_>) -> Self {
        let lines = Lines::of_workloads(side.map);
        let network = side.solution.network();
        let mut index = Self {
            workloads: HashMap::new(),
            nodes: Vec::new(),
            addresses: HashMap::new(),
            of_party: HashMap::new(),
            lines,
        };
        for (line, kind) in index.lines.kinds().iter().enumerate() {
            match kind {
                LineKind::Workload(workload) => {
                    let name = EndpointRef::workload(network, *workload);
                    index.workloads.extend(name.map(|name| (name, line)));
                }
                LineKind::Nodes(_) => index.nodes.push(line),
                LineKind::Addresses(party) => {
                    index.of_party.insert(party.0, line);
                }
                LineKind::Pods(_) => {}
            }
        }
        for merged in index.lines.merged_addresses() {
            if let Some(first) = merged.first() {
                index
                    .addresses
                    .extend(merged.iter().map(|line| (*line, *first)));
            }
        }
        index
    }

    /// The line that an address outside belongs to.
    pub(super) fn line_of(&self, side: &Side<'_, '_>, place: &Place) -> Option<usize> {
        let party = side.solution.party_of(Endpoint::Address(place.example))?;
        let line = self.of_party.get(&party.0)?;
        self.addresses.get(line).copied()
    }
}
