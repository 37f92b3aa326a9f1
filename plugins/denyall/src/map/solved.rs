//! The map as a grid: what each source may connect to at each destination.
//!
//! Between two ends that are no pods there is nothing to say: no policy is about them.

use std::collections::HashMap;

use super::{
    ends::{End, EndKind},
    format::By,
    grid::{Cell, Grid, GridBuilder},
    lines::{LineKind, Lines},
};
use crate::{
    model::Network,
    solve::{ConnectionSet, Party, Solution},
    verdict::Endpoint,
};

/// What decides a column besides the destination's answer.
type ColumnKey = (usize, bool, bool, Option<usize>);

/// The connections between ends, one of which at least is chosen.
pub(crate) fn grid(
    solution: &Solution<'_>,
    lines: &Lines<'_>,
    ends: &[End],
    chosen: &[bool],
    by: By,
) -> Grid<ConnectionSet> {
    let mut builder = GridBuilder::new(by != By::Pod);
    let mut known: HashMap<ColumnKey, usize> = HashMap::new();
    for (position, to) in ends.iter().enumerate() {
        let is_chosen = chosen.get(position).copied().unwrap_or_default();
        let Some(line) = to.lines.first() else {
            continue;
        };
        let answer = lines.answer_of(*line);
        let key = (answer, to.is_pods(), is_chosen, node_of(solution, to));
        let column = if let Some(column) = known.get(&key) {
            *column
        } else {
            let of_line = lines.cells(answer, |set| builder.number(set));
            let mut cells: Vec<Cell> = Vec::with_capacity(ends.len());
            for (from, from_is_chosen) in ends.iter().zip(chosen) {
                let counts = (from.is_pods() || to.is_pods()) && (is_chosen || *from_is_chosen);
                let cell = counts.then(|| match exempt(solution, from, to) {
                    Some(set) if set.is_empty() => None,
                    Some(set) => Some(builder.number(set)),
                    None => of_line.get(*from.lines.first()?).copied().flatten(),
                });
                cells.push(cell.flatten());
            }
            let column = builder.column(&cells);
            known.insert(key, column);
            column
        };
        builder.push(column);
    }
    builder.build()
}

/// The node of a single pod or node, whose neighbours it reaches whatever policies say; pods
/// without a node are told apart from ends that are no single endpoint.
fn node_of(solution: &Solution<'_>, end: &End) -> Option<usize> {
    match end.endpoint()? {
        Endpoint::Pod(pod) => Some(solution.network().pods.get(pod)?.node.unwrap_or(usize::MAX)),
        Endpoint::Node(node) => Some(node),
        Endpoint::Address(_) => None,
    }
}

/// What holds between two single ends, one of which has its node's address.
fn exempt<'s>(solution: &'s Solution<'_>, from: &End, to: &End) -> Option<&'s ConnectionSet> {
    let (from, to) = (from.endpoint()?, to.endpoint()?);
    let network = solution.network();
    (from != to && (is_host(network, from) || is_host(network, to)))
        .then(|| solution.connections_between(from, to))
}

fn is_host(network: &Network<'_>, end: Endpoint) -> bool {
    match end {
        Endpoint::Pod(pod) => network.pods.get(pod).is_some_and(|pod| pod.host_network),
        Endpoint::Node(_) => true,
        Endpoint::Address(_) => false,
    }
}

/// Which ends are in some namespaces; all of them when none is named.
pub(crate) fn chosen(
    solution: &Solution<'_>,
    lines: &Lines<'_>,
    ends: &[End],
    namespaces: &[String],
) -> Vec<bool> {
    let network = solution.network();
    let named: Vec<usize> = namespaces
        .iter()
        .filter_map(|name| network.namespace(name))
        .collect();
    let has_pod_there = |end: &End| {
        let parties = end
            .lines
            .iter()
            .filter_map(|line| match lines.kinds().get(*line)? {
                LineKind::Pods(party) => solution.parties().get(party.0),
                _ => None,
            });
        let mut pods = parties.flat_map(|party| match party {
            Party::Pods { pods, .. } => pods.as_slice(),
            _ => &[],
        });
        pods.any(|pod| {
            let pod = network.pods.get(*pod);
            pod.is_some_and(|pod| named.contains(&pod.namespace))
        })
    };
    let is_there = |end: &End| match end.kind {
        EndKind::Pods {
            namespace: Some(namespace),
            ..
        } => named.contains(&namespace),
        EndKind::Pods {
            namespace: None, ..
        } => has_pod_there(end),
        EndKind::Nodes { .. } | EndKind::Outside => false,
    };
    ends.iter()
        .map(|end| namespaces.is_empty() || is_there(end))
        .collect()
}
