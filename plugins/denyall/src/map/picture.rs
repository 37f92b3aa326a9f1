//! The map as the renderers of pictures and sheets take it, with the reasons of each connection.

use super::{
    ends::{End, EndKind},
    lines::{LineKind, Lines},
    reasons::Reasons,
    report::MapReport,
};
use crate::{
    policy::{Direction, PolicySet},
    report::{
        EndpointRef,
        map::{MapEdge, MapNode, MapView, NodeKind, PortRange, PortSet},
    },
    solve::{ConnectionSet, Party, PartyId, Solution},
    verdict::{Endpoint, Profile},
};
use plugin_kit::report::Report as _;

/// What a picture is drawn from.
pub(super) struct Picture<'a, 'n> {
    pub(super) solution: &'a Solution<'n>,
    pub(super) policies: &'a PolicySet,
    pub(super) lines: &'a Lines<'a>,
    pub(super) report: &'a MapReport,
    pub(super) title: String,
    pub(super) profile: Profile,
}

impl Picture<'_, '_> {
    /// The picture. Ends that no connection is about are left out where the map was narrowed.
    pub(super) fn view(&self) -> MapView {
        let mut reasons = Reasons::of(self.solution, self.policies);
        let (ends, grid) = (self.report.ends(), self.report.grid());
        let parties: Vec<Vec<PartyId>> = ends.iter().map(|end| self.parties(end)).collect();
        let members = |position: u32| {
            parties
                .get(position as usize)
                .map_or(&[][..], Vec::as_slice)
        };
        let drawn = self.drawn();
        let position = |end: u32| drawn.get(end as usize).copied().flatten();
        let mut edges = Vec::with_capacity(grid.count(|_| true));
        for pair in grid.pairs() {
            let (Some(from), Some(to)) = (position(pair.from), position(pair.to)) else {
                continue;
            };
            let Some(set) = grid.values().get(pair.value as usize) else {
                continue;
            };
            let (senders, listeners) = (members(pair.from), members(pair.to));
            let (egress, ingress) = reasons.why(senders, listeners, set, pair.value);
            edges.push(MapEdge {
                from,
                to,
                ports: pair.value,
                egress,
                ingress,
            });
        }
        let nodes = ends.iter().zip(&parties).zip(&drawn);
        let nodes = nodes.filter(|(_, drawn)| drawn.is_some());
        MapView {
            title: self.title.clone(),
            profile: self.profile.as_str().to_owned(),
            enforcement: self.report.summary().enforcement,
            enforcement_evidence: self
                .report
                .headline()
                .unwrap_or("the policies are enforced")
                .to_owned(),
            nodes: nodes
                .map(|((end, parties), _)| self.node(end, parties, &reasons))
                .collect(),
            edges,
            reasons: reasons.into_texts(),
            port_sets: grid.values().iter().map(port_set).collect(),
            gaps: self
                .report
                .gaps()
                .iter()
                .map(|it| it.message.clone())
                .collect(),
            notes: self
                .report
                .notes()
                .iter()
                .map(|it| it.message.clone())
                .collect(),
        }
    }

    /// For each end, its position among those that are drawn.
    fn drawn(&self) -> Vec<Option<u32>> {
        let mut used = vec![false; self.report.ends().len()];
        let mut mark = |position: u32| {
            if let Some(used) = used.get_mut(position as usize) {
                *used = true;
            }
        };
        for (runs, members) in self.report.grid().columns() {
            if runs.is_empty() {
                continue;
            }
            runs.iter()
                .flat_map(|run| run.start..run.end)
                .for_each(&mut mark);
            members.into_iter().for_each(&mut mark);
        }
        let is_narrowed = self.report.is_narrowed();
        let mut next = 0;
        used.into_iter()
            .map(|used| {
                (used || !is_narrowed).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect()
    }

    /// The parties that an end has members of.
    fn parties(&self, end: &End) -> Vec<PartyId> {
        let network = self.solution.network();
        let mut parties: Vec<PartyId> = Vec::new();
        for line in &end.lines {
            match self.lines.kinds().get(*line) {
                Some(LineKind::Workload(workload)) => {
                    let pods = network.workloads.get(*workload).map(|it| it.pods.iter());
                    let pods = pods.into_iter().flatten();
                    parties
                        .extend(pods.filter_map(|pod| self.solution.party_of(Endpoint::Pod(*pod))));
                }
                Some(
                    LineKind::Pods(party) | LineKind::Nodes(party) | LineKind::Addresses(party),
                ) => parties.push(*party),
                None => {}
            }
        }
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    fn node(&self, end: &End, parties: &[PartyId], reasons: &Reasons<'_, '_>) -> MapNode {
        let all = |test: &dyn Fn(PartyId) -> bool| {
            end.is_pods() && !parties.is_empty() && parties.iter().all(|party| test(*party))
        };
        let is_host = |party: PartyId| {
            let party = self.solution.parties().get(party.0);
            matches!(
                party,
                Some(Party::Pods {
                    host_network: true,
                    ..
                })
            )
        };
        MapNode {
            kind: kind(end),
            pods: self.pods(end),
            isolated_ingress: all(&|party| reasons.isolates(party, Direction::Ingress)),
            isolated_egress: all(&|party| reasons.isolates(party, Direction::Egress)),
            host_network: all(&is_host),
        }
    }

    fn pods(&self, end: &End) -> usize {
        match (
            &end.name,
            end.lines
                .first()
                .and_then(|line| self.lines.kinds().get(*line)),
        ) {
            (EndpointRef::Pod { .. }, _) => 1,
            (EndpointRef::Class { pods, .. }, _) => *pods,
            (_, Some(LineKind::Workload(workload))) => {
                let workload = self.solution.network().workloads.get(*workload);
                workload.map_or(0, |workload| workload.pods.len())
            }
            _ => 0,
        }
    }
}

fn kind(end: &End) -> NodeKind {
    let workload = |namespace: &str, kind: &str, name: &str| NodeKind::Workload {
        namespace: namespace.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
    };
    match &end.name {
        EndpointRef::Workload {
            namespace,
            kind,
            name,
        } => workload(namespace, kind, name),
        EndpointRef::Pod { namespace, name } => workload(namespace, "Pod", name),
        EndpointRef::Class { .. } => workload("classes", "Class", &end.label),
        // Renderers tell what has no namespace by its ranges; nodes have their names.
        EndpointRef::Node { name } => NodeKind::External {
            name: Some(end.label.clone()),
            cidrs: vec![name.clone()],
        },
        EndpointRef::Nodes { names } => NodeKind::External {
            name: Some(end.label.clone()),
            cidrs: names.clone(),
        },
        EndpointRef::Cidr { cidrs } => NodeKind::External {
            name: matches!(end.kind, EndKind::Outside).then(|| end.label.clone()),
            cidrs: cidrs.clone(),
        },
    }
}

fn port_set(set: &ConnectionSet) -> PortSet {
    let ranges = set.ranges().map(|range| PortRange {
        protocol: range.protocol,
        from: range.first,
        to: range.last,
    });
    PortSet {
        all: set.is_all(),
        ports: if set.is_all() {
            Vec::new()
        } else {
            ranges.collect()
        },
    }
}
