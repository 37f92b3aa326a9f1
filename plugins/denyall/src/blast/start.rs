//! Where the attacker is.

use crate::{
    map::{
        ends::End,
        lines::{LineKind, Lines},
    },
    place::{Ends, Place},
    solve::{ConnectionSet, Party, Solution, WorkloadMap},
    verdict::Endpoint,
};

/// Where the attacker is.
pub(super) enum Start {
    /// In all pods of the workload of this line.
    Workload { line: usize, pods: Vec<usize> },
    /// In one pod, or at some addresses.
    Endpoints(Vec<Endpoint>),
}

impl Start {
    pub(super) fn of(place: &Place, ends: &Ends, solution: &Solution<'_>) -> Self {
        let endpoints: Vec<Endpoint> = ends.parts.iter().map(|part| part.endpoint).collect();
        let pods: Vec<usize> = endpoints.iter().filter_map(pod_of).collect();
        let first = pods
            .first()
            .and_then(|pod| solution.network().pods.get(*pod));
        let is_whole = first
            .and_then(|pod| solution.network().workloads.get(pod.workload))
            .is_some_and(|workload| workload.pods == pods);
        match (place, first) {
            (Place::Workload { .. } | Place::Pod { .. }, Some(pod)) if is_whole => Self::Workload {
                // Lines of workloads stand in the order of the network.
                line: pod.workload,
                pods,
            },
            _ => Self::Endpoints(endpoints),
        }
    }

    /// The pods that the attacker is in.
    pub(super) fn pods(&self) -> Vec<usize> {
        match self {
            Self::Workload { pods, .. } => pods.clone(),
            Self::Endpoints(endpoints) => endpoints.iter().filter_map(pod_of).collect(),
        }
    }

    /// Whether an end is where the attacker is already.
    pub(super) fn is(&self, end: &End) -> bool {
        matches!(self, Self::Workload { line, .. } if end.lines.contains(line))
    }

    /// What the attacker may connect to at an end.
    pub(super) fn connections(
        &self,
        solution: &Solution<'_>,
        map: &WorkloadMap,
        lines: &Lines<'_>,
        end: &End,
    ) -> ConnectionSet {
        match self {
            Self::Workload { line, .. } => {
                let to = end.lines.first().copied().unwrap_or(usize::MAX);
                map.connections(*line, to).clone()
            }
            Self::Endpoints(endpoints) => {
                let is_pods = endpoints.iter().any(|it| pod_of(it).is_some());
                if !is_pods && !end.is_pods() {
                    return ConnectionSet::none();
                }
                union(solution, endpoints, &members(solution, lines, end))
            }
        }
    }
}

const fn pod_of(endpoint: &Endpoint) -> Option<usize> {
    match endpoint {
        Endpoint::Pod(pod) => Some(*pod),
        Endpoint::Node(_) | Endpoint::Address(_) => None,
    }
}

fn union(solution: &Solution<'_>, from: &[Endpoint], to: &[Endpoint]) -> ConnectionSet {
    let mut union = ConnectionSet::none();
    for from in from {
        for to in to.iter().filter(|to| *to != from) {
            let connections = solution.connections_between(*from, *to);
            if union.is_all() {
                return union;
            }
            if *connections != union {
                union = union.union(connections);
            }
        }
    }
    union
}

/// Every pod and node of an end, and one address of each range.
fn members(solution: &Solution<'_>, lines: &Lines<'_>, end: &End) -> Vec<Endpoint> {
    let network = solution.network();
    let mut members = Vec::new();
    for kind in end.lines.iter().filter_map(|line| lines.kinds().get(*line)) {
        match kind {
            LineKind::Workload(workload) => {
                let workload = network.workloads.get(*workload);
                let pods = workload.into_iter().flat_map(|it| &it.pods);
                members.extend(pods.copied().map(Endpoint::Pod));
            }
            LineKind::Pods(party) | LineKind::Nodes(party) | LineKind::Addresses(party) => {
                match solution.parties().get(party.0) {
                    Some(Party::Nodes { nodes }) => {
                        members.extend(nodes.iter().copied().map(Endpoint::Node));
                    }
                    Some(Party::Addresses { example }) => {
                        members.push(Endpoint::Address(*example));
                    }
                    Some(Party::Pods { pods, .. }) => {
                        members.extend(pods.iter().copied().map(Endpoint::Pod));
                    }
                    None => {}
                }
            }
        }
    }
    members
}
