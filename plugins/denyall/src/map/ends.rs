//! The ends of a map: workloads, pods or classes, then nodes, then what is outside.

use super::{
    format::By,
    lines::{LineKind, Lines},
    ranges,
};
use crate::{
    model::Network,
    policy::AddressBlock,
    report::EndpointRef,
    solve::{Party, PartyId, Solution},
    verdict::Endpoint,
};

/// One end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct End {
    /// As documents name it.
    pub(crate) name: EndpointRef,
    /// As tables name it.
    pub(crate) label: String,
    /// What it is.
    pub(crate) kind: EndKind,
    /// The lines that it stands for, equal in all that matters; never empty.
    pub(crate) lines: Vec<usize>,
    /// Its addresses, where it is outside.
    pub(crate) blocks: Vec<AddressBlock>,
}

/// What an end is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndKind {
    /// Pods.
    Pods {
        /// Index of the namespace; a class may have pods in several.
        namespace: Option<usize>,
        /// The pod, where it is just one.
        only: Option<usize>,
    },
    /// Nodes.
    Nodes {
        /// The node, where it is just one.
        only: Option<usize>,
    },
    /// Addresses.
    Outside,
}

impl End {
    /// Whether it is pods, which policies are about.
    pub(crate) const fn is_pods(&self) -> bool {
        matches!(self.kind, EndKind::Pods { .. })
    }

    /// The namespace of its pods.
    pub(crate) const fn namespace(&self) -> Option<usize> {
        match self.kind {
            EndKind::Pods { namespace, .. } => namespace,
            EndKind::Nodes { .. } | EndKind::Outside => None,
        }
    }

    /// The one endpoint that it is.
    pub(crate) const fn endpoint(&self) -> Option<Endpoint> {
        match self.kind {
            EndKind::Pods {
                only: Some(pod), ..
            } => Some(Endpoint::Pod(pod)),
            EndKind::Nodes { only: Some(node) } => Some(Endpoint::Node(node)),
            _ => None,
        }
    }
}

/// All ends in the order of documents: pods by name, then nodes, then what is outside.
pub(crate) fn ends(solution: &Solution<'_>, lines: &Lines<'_>, by: By) -> Vec<End> {
    let finder = Finder {
        network: solution.network(),
        solution,
        by,
    };
    let mut ends: Vec<End> = Vec::new();
    for (line, kind) in lines.kinds().iter().enumerate() {
        match *kind {
            LineKind::Workload(workload) => ends.extend(finder.workload(line, workload)),
            LineKind::Pods(party) => finder.pods(line, party, &mut ends),
            LineKind::Nodes(party) => finder.nodes(line, party, &mut ends),
            LineKind::Addresses(_) => {}
        }
    }
    let outside = lines.merged_addresses().into_iter();
    ends.extend(outside.filter_map(|merged| finder.addresses(lines, merged)));
    ends.sort_by(|left, right| (rank(left), &left.name).cmp(&(rank(right), &right.name)));
    ends
}

const fn rank(end: &End) -> u8 {
    match end.kind {
        EndKind::Pods { .. } => 0,
        EndKind::Nodes { .. } => 1,
        EndKind::Outside => 2,
    }
}

struct Finder<'s, 'n> {
    network: &'n Network<'n>,
    solution: &'s Solution<'n>,
    by: By,
}

impl Finder<'_, '_> {
    fn workload(&self, line: usize, workload: usize) -> Option<End> {
        let name = EndpointRef::workload(self.network, workload)?;
        Some(End {
            label: name.to_string(),
            kind: EndKind::Pods {
                namespace: Some(self.network.workloads.get(workload)?.namespace),
                only: None,
            },
            name,
            lines: vec![line],
            blocks: Vec::new(),
        })
    }

    fn pods(&self, line: usize, party: PartyId, ends: &mut Vec<End>) {
        let Some(Party::Pods { pods, .. }) = self.solution.parties().get(party.0) else {
            return;
        };
        if self.by == By::Pod {
            ends.extend(pods.iter().filter_map(|pod| self.pod(line, *pod)));
        } else if let Some(class) = self.class(line, pods) {
            ends.push(class);
        }
    }

    fn pod(&self, line: usize, pod: usize) -> Option<End> {
        let name = EndpointRef::pod(self.network, pod)?;
        Some(End {
            label: name.to_string(),
            kind: EndKind::Pods {
                namespace: Some(self.network.pods.get(pod)?.namespace),
                only: Some(pod),
            },
            name,
            lines: vec![line],
            blocks: Vec::new(),
        })
    }

    fn class(&self, line: usize, pods: &[usize]) -> Option<End> {
        let first = self.network.pods.get(*pods.first()?)?;
        let example = EndpointRef::workload(self.network, first.workload)?.to_string();
        Some(End {
            label: format!("class-{line} ({example})"),
            kind: EndKind::Pods {
                namespace: None,
                only: None,
            },
            name: EndpointRef::Class {
                class: line,
                pods: pods.len(),
                example,
            },
            lines: vec![line],
            blocks: Vec::new(),
        })
    }

    fn nodes(&self, line: usize, party: PartyId, ends: &mut Vec<End>) {
        let Some(Party::Nodes { nodes }) = self.solution.parties().get(party.0) else {
            return;
        };
        let end = |nodes: &[usize], only: Option<usize>| {
            let name = EndpointRef::nodes(self.network, nodes);
            End {
                label: nodes_label(self.network, nodes, &name),
                kind: EndKind::Nodes { only },
                name,
                lines: vec![line],
                blocks: Vec::new(),
            }
        };
        if self.by == By::Pod {
            ends.extend(nodes.iter().map(|node| {
                let one = end(std::slice::from_ref(node), Some(*node));
                End {
                    label: one.name.to_string(),
                    ..one
                }
            }));
        } else {
            ends.push(end(nodes, None));
        }
    }

    fn addresses(&self, lines: &Lines<'_>, merged: Vec<usize>) -> Option<End> {
        let parties = merged
            .iter()
            .filter_map(|line| match lines.kinds().get(*line)? {
                LineKind::Addresses(party) => Some(*party),
                _ => None,
            });
        let blocks = self.solution.address_blocks(parties);
        let cidrs = ranges::cidrs(&blocks);
        (!cidrs.is_empty()).then(|| End {
            name: EndpointRef::Cidr {
                cidrs: cidrs.iter().map(ToString::to_string).collect(),
            },
            label: ranges::in_words(&blocks),
            kind: EndKind::Outside,
            lines: merged,
            blocks,
        })
    }
}

/// What nodes are called: all of them have a word of their own.
fn nodes_label(network: &Network<'_>, nodes: &[usize], name: &EndpointRef) -> String {
    if nodes.len() == network.nodes.len() {
        "nodes".to_owned()
    } else {
        name.to_string()
    }
}
