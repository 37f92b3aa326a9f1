//! The answer for the whole cluster at once.

use std::collections::HashMap;

use super::{
    address_tree::AddressTree,
    census::Census,
    connection_set::ConnectionSet,
    destination::Destinations,
    index_set::IndexSet,
    party::{Party, PartyId},
    peers::Finder,
    questions::Questions,
    sets::Sets,
    sides::Joiner,
    workload_map::WorkloadMap,
};
use crate::{
    model::Network,
    policy::{AddressBlock, Direction, PolicySet},
    verdict::{Endpoint, Semantics},
};

/// Who may connect to whom: the same answers as [`explain`](crate::verdict::explain), for all
/// endpoints, protocols and ports at once.
#[derive(Debug)]
pub struct Solution<'n> {
    network: &'n Network<'n>,
    semantics: Semantics,
    parties: Vec<Party>,
    families: Vec<Families>,
    of_pod: Vec<u32>,
    of_node: Vec<u32>,
    of_atom: Vec<Option<u32>>,
    addresses: AddressTree,
    connection_sets: Vec<ConnectionSet>,
    /// Distinct answers: disjoint sets of sources and what each may do.
    profiles: Vec<Vec<(ConnectionSetId, IndexSet)>>,
    /// For each party as a destination, its answer.
    profile_of: Vec<usize>,
    none: ConnectionSet,
    all: ConnectionSet,
}

/// The index of a connection set in its solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionSetId(pub(super) usize);

/// Families of addresses that a party can use; both before it has any address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Families {
    ipv4: bool,
    ipv6: bool,
}

impl Families {
    /// Whether two parties have a family in common.
    pub(super) const fn meet(self, other: Self) -> bool {
        self.ipv4 && other.ipv4 || self.ipv6 && other.ipv6
    }
}

impl<'n> Solution<'n> {
    /// Solves a network.
    #[must_use]
    pub fn of(network: &'n Network<'n>, policies: &PolicySet, semantics: Semantics) -> Self {
        let policies = policies.policies();
        let questions = Questions::of(policies, semantics);
        let census = Census::of(network, &questions, semantics);
        let mut sets = Sets::new(census.parties.len());
        let mut finder = Finder::new(network, &questions, &census, semantics);
        let mut side = |direction| {
            let joiner = Joiner::new(&mut finder, &mut sets, &census, &questions, direction);
            joiner.join(policies, semantics)
        };
        let (ingress, egress) = (side(Direction::Ingress), side(Direction::Egress));
        let solver = Destinations::new(&census, &ingress, &egress, &mut sets);
        let (profile_of, profiles) = solver.solve();
        let mut numbers: HashMap<ConnectionSet, ConnectionSetId> = HashMap::new();
        let mut connection_sets = Vec::new();
        let profiles = profiles.into_iter().map(|profile| {
            let rows = profile.into_iter().map(|(connections, sources)| {
                let number = *numbers
                    .entry(connections)
                    .or_insert_with_key(|connections| {
                        connection_sets.push(connections.clone());
                        ConnectionSetId(connection_sets.len() - 1)
                    });
                (number, sources)
            });
            rows.collect()
        });
        Self {
            network,
            semantics,
            profiles: profiles.collect(),
            profile_of,
            connection_sets,
            families: families(&census),
            parties: census.parties,
            of_pod: census.of_pod,
            of_node: census.of_node,
            of_atom: census.of_atom,
            addresses: questions.addresses,
            none: ConnectionSet::none(),
            all: ConnectionSet::all(),
        }
    }

    /// The network that was solved.
    #[must_use]
    pub const fn network(&self) -> &'n Network<'n> {
        self.network
    }

    /// How the policies were read.
    #[must_use]
    pub const fn semantics(&self) -> Semantics {
        self.semantics
    }

    /// All parties, in the order of their ids: pods that policies hold, pods with their node's
    /// network, nodes, addresses. Every pod and every node is in just one of them.
    #[must_use]
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// The party that an endpoint belongs to; nothing for an index that the network lacks.
    #[must_use]
    pub fn party_of(&self, endpoint: Endpoint) -> Option<PartyId> {
        let party = match endpoint {
            Endpoint::Pod(pod) => self.of_pod.get(pod).copied(),
            Endpoint::Node(node) => self.of_node.get(node).copied(),
            Endpoint::Address(address) => {
                let atom = self.addresses.atom_of(address);
                self.of_atom.get(atom).copied().flatten()
            }
        };
        party.map(|party| PartyId(party as usize))
    }

    /// What an endpoint of one party may connect to at another endpoint, of the same or another
    /// party. What holds between a pod and itself, or a node and its own pods, is not in it.
    #[must_use]
    pub fn connections(&self, from: PartyId, to: PartyId) -> &ConnectionSet {
        let mut rows = self.profile(to).iter();
        let row = rows.find(|(_, sources)| sources.contains(from.0));
        row.map_or(&self.none, |(connections, _)| {
            self.connection_set(*connections)
        })
    }

    /// What one endpoint may connect to at another: the answer of
    /// [`explain`](crate::verdict::explain) for all protocols and ports. A pod reaches itself and
    /// a node its own pods whatever the policies say.
    #[must_use]
    pub fn connections_between(&self, from: Endpoint, to: Endpoint) -> &ConnectionSet {
        let (Some(source), Some(destination)) = (self.party_of(from), self.party_of(to)) else {
            return &self.none;
        };
        let families = |party: PartyId| self.families.get(party.0).copied().unwrap_or_default();
        let is_exempt = from == to && matches!(from, Endpoint::Pod(_))
            || self.is_own_node(from, to)
            || self.semantics.own_node_is_reachable && self.is_own_node(to, from);
        if is_exempt && families(source).meet(families(destination)) {
            &self.all
        } else {
            self.connections(source, destination)
        }
    }

    /// All sources that may connect to a party, by what they may connect to: disjoint sets of
    /// party ids, none of them empty.
    pub fn rows_to(&self, to: PartyId) -> impl Iterator<Item = (ConnectionSetId, &IndexSet)> {
        self.profile(to)
            .iter()
            .map(|(connections, sources)| (*connections, sources))
    }

    /// A connection set by its id.
    #[must_use]
    pub fn connection_set(&self, id: ConnectionSetId) -> &ConnectionSet {
        self.connection_sets.get(id.0).unwrap_or(&self.none)
    }

    /// The number of the answer for a party as a destination: parties with the same number have
    /// the same [`rows_to`](Self::rows_to) them.
    #[must_use]
    pub fn answer_to(&self, to: PartyId) -> usize {
        self.profile_of.get(to.0).copied().unwrap_or(usize::MAX)
    }

    /// The addresses of parties, in as few ranges as people would write; parties of pods and nodes
    /// are passed over.
    #[must_use]
    pub fn address_blocks(&self, parties: impl IntoIterator<Item = PartyId>) -> Vec<AddressBlock> {
        let atoms = parties
            .into_iter()
            .filter_map(|party| match self.parties.get(party.0)? {
                Party::Addresses { example } => Some(self.addresses.atom_of(*example)),
                Party::Pods { .. } | Party::Nodes { .. } => None,
            });
        self.addresses.blocks(atoms)
    }

    /// The same answers by workload.
    #[must_use]
    pub fn by_workload(&self) -> WorkloadMap {
        WorkloadMap::of(self)
    }

    /// The same as far as policies decide it: that a node reaches the pods on it counts only where
    /// there is no other node and no other pod that it could not reach. Else a workload is open to
    /// nodes whatever policies say, for each of its pods is on some node.
    #[must_use]
    pub fn by_workload_and_policy(&self) -> WorkloadMap {
        WorkloadMap::of_policies(self)
    }

    pub(super) fn families_of(&self, party: usize) -> Families {
        self.families.get(party).copied().unwrap_or_default()
    }

    pub(super) fn families_of_pod(&self, pod: usize) -> Families {
        let party = self.of_pod.get(pod).map(|party| *party as usize);
        party
            .map(|party| self.families_of(party))
            .unwrap_or_default()
    }

    fn profile(&self, to: PartyId) -> &[(ConnectionSetId, IndexSet)] {
        let profile = self.profile_of.get(to.0);
        let profile = profile.and_then(|number| self.profiles.get(*number));
        profile.map_or(&[], Vec::as_slice)
    }

    /// Whether one end has the address of the node that the other, a pod of its own network, is
    /// on.
    fn is_own_node(&self, node: Endpoint, pod: Endpoint) -> bool {
        let Endpoint::Pod(pod) = pod else {
            return false;
        };
        let node = match node {
            Endpoint::Node(node) => Some(node),
            Endpoint::Pod(other) => {
                let other = self.network.pods.get(other);
                other.filter(|it| it.host_network).and_then(|it| it.node)
            }
            Endpoint::Address(_) => None,
        };
        let pod = self.network.pods.get(pod).filter(|pod| !pod.host_network);
        node.is_some() && pod.is_some_and(|pod| pod.node == node)
    }
}

fn families(census: &Census) -> Vec<Families> {
    let mut families = vec![Families::default(); census.parties.len()];
    for lane in &census.lanes {
        for party in lane.present.iter() {
            if let Some(families) = families.get_mut(party) {
                families.ipv4 |= lane.is_ipv4;
                families.ipv6 |= !lane.is_ipv4;
            }
        }
    }
    families
}
