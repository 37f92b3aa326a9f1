//! Sorts pods, nodes and addresses into parties.
//!
//! Pods are one party when they are in one namespace, have the same labels as far as selectors
//! ask, the same numbers behind the port names that policies use, and addresses in the same ranges
//! of policies. Pods that use their node's network are told apart by what can be said of their
//! node only, unless selectors match them.

use std::{collections::HashMap, hash::Hash, net::IpAddr, ops::Range};

use super::{
    index_set::{IndexSet, short, words_of},
    party::Party,
    questions::Questions,
};
use crate::{
    model::{Network, Pod},
    protocol::Protocol,
    verdict::Semantics,
};

/// The number of the port of some name: name, protocol, number.
pub(super) type PortOfName = (u32, Protocol, u16);

/// All parties: pods that policies hold, pods with their node's network, nodes, addresses.
pub(super) struct Census {
    pub(super) parties: Vec<Party>,
    /// For each pod, its party.
    pub(super) of_pod: Vec<u32>,
    /// For each node, its party.
    pub(super) of_node: Vec<u32>,
    /// For each atom that some address belongs to, its party.
    pub(super) of_atom: Vec<Option<u32>>,
    /// For each party, what rules see of it.
    pub(super) traits: Vec<Traits>,
    /// How many parties policies hold; they come first.
    pub(super) subjects: usize,
    /// For each namespace, the parties of the first kind.
    pub(super) of_namespace: Vec<Range<usize>>,
    /// For each namespace, the parties of the second kind, where selectors match them.
    pub(super) hosts_of_namespace: Vec<Range<usize>>,
    /// The ways in which a connection can carry addresses.
    pub(super) lanes: Vec<Lane>,
}

/// What rules see of a party.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Traits {
    /// Whether it is pods that use their node's network.
    pub(super) is_host: bool,
    /// Namespace, where it counts.
    pub(super) namespace: usize,
    /// What selectors see of its labels.
    pub(super) words: Vec<u32>,
    /// What selectors of nodes see of its node's labels; absent where they are not known.
    pub(super) node_words: Option<Vec<u32>>,
    /// Its ports with a name that some policy uses.
    pub(super) ports: Vec<PortOfName>,
    /// The atoms of its addresses; none before it has any.
    pub(super) atoms: Vec<u32>,
}

/// One way in which a connection can carry addresses: a family, and for each party one of its
/// addresses of that family. A connection passes when both directions pass in lanes of one
/// family.
pub(super) struct Lane {
    pub(super) is_ipv4: bool,
    /// Parties with an address, by atom.
    pub(super) by_atom: Vec<(u32, u32)>,
    /// Parties without any address.
    pub(super) unknown: Vec<u32>,
    /// Parties of either kind.
    pub(super) present: IndexSet,
    /// Whether policies hold any of them.
    pub(super) has_subjects: bool,
}

impl Census {
    pub(super) fn of(
        network: &Network<'_>,
        questions: &Questions<'_>,
        semantics: Semantics,
    ) -> Self {
        let sorter = Sorter {
            network,
            questions,
            semantics,
        };
        let pods = group(network.pods.iter().enumerate(), |(index, pod)| {
            sorter.pod(*index, pod)
        });
        let nodes = group(0..network.nodes.len(), |node| sorter.node(*node));
        let mut census = Self {
            parties: Vec::new(),
            of_pod: vec![0; network.pods.len()],
            of_node: vec![0; network.nodes.len()],
            of_atom: vec![None; questions.addresses.len()],
            traits: Vec::new(),
            subjects: 0,
            of_namespace: Vec::new(),
            hosts_of_namespace: Vec::new(),
            lanes: Vec::new(),
        };
        for (traits, members) in pods {
            let pods: Vec<usize> = members.into_iter().map(|(index, _)| index).collect();
            note(&mut census.of_pod, &pods, census.parties.len());
            census.subjects += usize::from(!traits.is_host);
            let host_network = traits.is_host;
            census.add(Party::Pods { pods, host_network }, traits);
        }
        census.find_namespaces(network, semantics);
        for (traits, nodes) in nodes {
            note(&mut census.of_node, &nodes, census.parties.len());
            census.add(Party::Nodes { nodes }, traits);
        }
        for atom in questions.addresses.inhabited() {
            let Some(example) = questions.addresses.example(atom) else {
                continue;
            };
            if let Some(party) = census.of_atom.get_mut(atom) {
                *party = Some(short(census.parties.len()));
            }
            let traits = Traits {
                atoms: vec![short(atom)],
                ..Traits::default()
            };
            census.add(Party::Addresses { example }, traits);
        }
        census.lanes = census.find_lanes(questions);
        census
    }

    fn add(&mut self, party: Party, traits: Traits) {
        self.parties.push(party);
        self.traits.push(traits);
    }

    fn find_namespaces(&mut self, network: &Network<'_>, semantics: Semantics) {
        let runs = |is_host: bool| {
            let start = |namespace: usize| {
                self.traits
                    .partition_point(|it| (it.is_host, it.namespace) < (is_host, namespace))
            };
            let namespaces = 0..network.namespaces.len();
            namespaces.map(|it| start(it)..start(it + 1)).collect()
        };
        let ordinary = runs(false);
        let hosts = if semantics.host_pods_match_selectors {
            runs(true)
        } else {
            Vec::new()
        };
        self.of_namespace = ordinary;
        self.hosts_of_namespace = hosts;
    }

    fn find_lanes(&self, questions: &Questions<'_>) -> Vec<Lane> {
        let tree = &questions.addresses;
        let mut lanes = Vec::new();
        for is_ipv4 in [true, false] {
            let atoms = |party: &Traits| -> Vec<u32> {
                let atoms = party.atoms.iter().copied();
                atoms
                    .filter(|atom| tree.is_ipv4(*atom as usize) == is_ipv4)
                    .collect()
            };
            let atoms: Vec<Vec<u32>> = self.traits.iter().map(atoms).collect();
            let count = atoms.iter().map(Vec::len).max().unwrap_or_default();
            lanes.extend((0..count).map(|lane| self.lane(is_ipv4, lane, &atoms)));
        }
        lanes
    }

    /// The lane in which each party uses its address of this number, or its last one.
    fn lane(&self, is_ipv4: bool, number: usize, atoms: &[Vec<u32>]) -> Lane {
        let (mut by_atom, mut unknown, mut present) = (Vec::new(), Vec::new(), Vec::new());
        for (party, (traits, atoms)) in self.traits.iter().zip(atoms).enumerate() {
            let party = short(party);
            if traits.atoms.is_empty() {
                unknown.push(party);
            } else if let Some(atom) = atoms.get(number).or(atoms.last()) {
                by_atom.push((*atom, party));
            } else {
                continue;
            }
            present.push(party);
        }
        by_atom.sort_unstable();
        Lane {
            is_ipv4,
            by_atom,
            unknown,
            has_subjects: present
                .first()
                .is_some_and(|party| (*party as usize) < self.subjects),
            present: IndexSet::of_sorted(present, words_of(self.traits.len())),
        }
    }
}

/// Members by what rules see of them, in the order of that.
fn group<T>(
    members: impl Iterator<Item = T>,
    traits: impl Fn(&T) -> Traits,
) -> Vec<(Traits, Vec<T>)> {
    fn sorted<K: Ord + Hash, V>(map: HashMap<K, V>) -> Vec<(K, V)> {
        let mut list: Vec<(K, V)> = map.into_iter().collect();
        list.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        list
    }
    let mut groups: HashMap<Traits, Vec<T>> = HashMap::new();
    for member in members {
        groups.entry(traits(&member)).or_default().push(member);
    }
    sorted(groups)
}

fn note(parties: &mut [u32], members: &[usize], party: usize) {
    for member in members {
        if let Some(slot) = parties.get_mut(*member) {
            *slot = short(party);
        }
    }
}

/// Finds what rules see.
struct Sorter<'s, 'n> {
    network: &'s Network<'n>,
    questions: &'s Questions<'s>,
    semantics: Semantics,
}

impl Sorter<'_, '_> {
    fn pod(&self, index: usize, pod: &Pod<'_>) -> Traits {
        let addresses = self.network.addresses_of(index);
        let selectable = !pod.host_network || self.semantics.host_pods_match_selectors;
        let seen = if selectable {
            Traits {
                namespace: pod.namespace,
                words: self.questions.pods.project(pod.labels),
                ports: self.ports(pod),
                ..Traits::default()
            }
        } else {
            Traits::default()
        };
        if !pod.host_network {
            let atoms = self.atoms(addresses, self.questions.pods_by_address);
            return Traits { atoms, ..seen };
        }
        Traits {
            is_host: true,
            node_words: pod.node.and_then(|node| self.node_words(node)),
            atoms: self.atoms(addresses, true),
            ..seen
        }
    }

    fn node(&self, node: usize) -> Traits {
        let addresses = self.network.nodes.get(node);
        let addresses = addresses.map_or(&[][..], |node| &node.addresses);
        Traits {
            node_words: self.node_words(node),
            atoms: self.atoms(addresses, true),
            ..Traits::default()
        }
    }

    fn node_words(&self, node: usize) -> Option<Vec<u32>> {
        let labels = self.network.nodes.get(node)?.labels?;
        Some(self.questions.nodes.project(labels))
    }

    fn atoms(&self, addresses: &[IpAddr], exactly: bool) -> Vec<u32> {
        let tree = &self.questions.addresses;
        let mut atoms: Vec<u32> = addresses
            .iter()
            .map(|address| {
                short(if exactly {
                    tree.atom_of(*address)
                } else {
                    tree.root_of(*address)
                })
            })
            .collect();
        atoms.sort_unstable();
        atoms.dedup();
        atoms
    }

    /// Of two ports with one name and protocol the first counts.
    fn ports(&self, pod: &Pod<'_>) -> Vec<PortOfName> {
        if self.questions.port_names.is_empty() {
            return Vec::new();
        }
        let mut ports: Vec<PortOfName> = Vec::new();
        for port in pod.named_ports() {
            if let Some(name) = self.questions.port_names.get(port.name)
                && !ports
                    .iter()
                    .any(|known| (known.0, known.1) == (*name, port.protocol))
            {
                ports.push((*name, port.protocol, port.number));
            }
        }
        ports.sort_unstable();
        ports
    }
}
