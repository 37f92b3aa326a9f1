//! Who may connect to whom, by workload: unions over the pods of workloads, without a look at
//! pairs of pods.
//!
//! What a pod may say to itself is left out. Between the pods of one workload stands what two of
//! them may say to each other, were there two.

use std::collections::HashMap;

use super::{
    connection_set::ConnectionSet,
    index_set::{IndexSet, set_bit, short, words_of},
    partition::partition,
    party::{Party, PartyId},
    solution::{Families, Solution},
};

/// A line or column of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The workload of this index in the network.
    Workload(usize),
    /// A party of nodes.
    Nodes(PartyId),
    /// A party of addresses.
    Addresses(PartyId),
}

/// The map by workload.
#[derive(Debug)]
pub struct WorkloadMap {
    groups: Vec<Group>,
    /// Distinct answers.
    answers: Vec<Vec<(ConnectionSet, IndexSet)>>,
    /// For each group as a destination, its answer.
    answer_of: Vec<usize>,
    none: ConnectionSet,
}

impl WorkloadMap {
    pub(super) fn of(solution: &Solution<'_>) -> Self {
        let mut builder = Builder::new(solution);
        builder.find_neighbours();
        builder.build()
    }

    /// The map in which sharing a node counts only between groups that are on one node with all
    /// they have; what any others may do is what policies say.
    pub(super) fn of_policies(solution: &Solution<'_>) -> Self {
        let mut builder = Builder::new(solution);
        builder.find_neighbours();
        builder.homes = Some(builder.homes());
        builder.build()
    }

    /// All lines and columns: workloads first, in the order of the network, then nodes, then
    /// addresses.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All sources of a group, given by its index in [`groups`](Self::groups), by what they may
    /// connect to: disjoint sets of such indices, none of them empty.
    pub fn rows_to(&self, to: usize) -> impl Iterator<Item = (&ConnectionSet, &IndexSet)> {
        self.answer(to)
            .iter()
            .map(|(connections, sources)| (connections, sources))
    }

    /// What some endpoint of one group may connect to at some endpoint of another.
    #[must_use]
    pub fn connections(&self, from: usize, to: usize) -> &ConnectionSet {
        let mut rows = self.rows_to(to);
        let row = rows.find(|(_, sources)| sources.contains(from));
        row.map_or(&self.none, |(connections, _)| connections)
    }

    /// The number of the answer for a group as a destination: groups with the same number have
    /// the same [`rows_to`](Self::rows_to) them.
    #[must_use]
    pub fn answer_to(&self, to: usize) -> usize {
        self.answer_of.get(to).copied().unwrap_or(usize::MAX)
    }

    fn answer(&self, to: usize) -> &[(ConnectionSet, IndexSet)] {
        let answer = self
            .answer_of
            .get(to)
            .and_then(|number| self.answers.get(*number));
        answer.map_or(&[], Vec::as_slice)
    }
}

/// A group that is on some node, and the families it can use there.
type Guest = (u32, Families);

struct Builder<'s, 'n> {
    solution: &'s Solution<'n>,
    groups: Vec<Group>,
    /// For each party, its groups.
    groups_of: Vec<Vec<u32>>,
    /// For each group, the parties of its members.
    parties_of: Vec<Vec<u32>>,
    /// For each node, the groups with its address: itself, and pods that use its network.
    hosts: Vec<Vec<Guest>>,
    /// For each node, the workloads with pods of their own network on it.
    guests: Vec<Vec<Guest>>,
    /// For each group the node that all of it is on, where only such groups count as neighbours.
    homes: Option<Vec<Option<usize>>>,
}

impl<'s, 'n> Builder<'s, 'n> {
    fn new(solution: &'s Solution<'n>) -> Self {
        let network = solution.network();
        let mut builder = Self {
            solution,
            groups: (0..network.workloads.len()).map(Group::Workload).collect(),
            groups_of: vec![Vec::new(); solution.parties().len()],
            parties_of: Vec::new(),
            hosts: vec![Vec::new(); network.nodes.len()],
            guests: vec![Vec::new(); network.nodes.len()],
            homes: None,
        };
        let (mut nodes, mut addresses) = (Vec::new(), Vec::new());
        for (party, kind) in solution.parties().iter().enumerate() {
            match kind {
                Party::Pods { pods, .. } => {
                    let workloads = pods.iter().filter_map(|pod| network.pods.get(*pod));
                    let mut workloads: Vec<u32> = workloads.map(|it| short(it.workload)).collect();
                    workloads.sort_unstable();
                    workloads.dedup();
                    if let Some(groups) = builder.groups_of.get_mut(party) {
                        *groups = workloads;
                    }
                }
                Party::Nodes { .. } => nodes.push(party),
                Party::Addresses { .. } => addresses.push(party),
            }
        }
        let nodes = nodes
            .into_iter()
            .map(|party| (party, Group::Nodes(PartyId(party))));
        let addresses = addresses.into_iter();
        let addresses = addresses.map(|party| (party, Group::Addresses(PartyId(party))));
        for (party, group) in nodes.chain(addresses) {
            if let Some(groups) = builder.groups_of.get_mut(party) {
                groups.push(short(builder.groups.len()));
            }
            builder.groups.push(group);
        }
        builder.parties_of = vec![Vec::new(); builder.groups.len()];
        for (party, groups) in builder.groups_of.iter().enumerate() {
            for group in groups {
                if let Some(parties) = builder.parties_of.get_mut(*group as usize) {
                    parties.push(short(party));
                }
            }
        }
        builder
    }

    /// Notes who is on which node.
    fn find_neighbours(&mut self) {
        let network = self.solution.network();
        for (group, kind) in self.groups.iter().enumerate() {
            let Group::Nodes(party) = kind else { continue };
            let Some(Party::Nodes { nodes }) = self.solution.parties().get(party.0) else {
                continue;
            };
            let families = self.solution.families_of(party.0);
            for node in nodes {
                if let Some(hosts) = self.hosts.get_mut(*node) {
                    hosts.push((short(group), families));
                }
            }
        }
        for (index, pod) in network.pods.iter().enumerate() {
            let lists = if pod.host_network {
                &mut self.hosts
            } else {
                &mut self.guests
            };
            let families = self.solution.families_of_pod(index);
            if let Some(list) = pod.node.and_then(|node| lists.get_mut(node)) {
                let guest = (short(pod.workload), families);
                // Pods of one workload come one after the other.
                if list.last() != Some(&guest) {
                    list.push(guest);
                }
            }
        }
    }

    /// For each group the node that all of it is on. Nodes are on one node if there is no other,
    /// for how policies divide them is no difference between two maps.
    fn homes(&self) -> Vec<Option<usize>> {
        let mut homes: Vec<Option<usize>> = vec![None; self.groups.len()];
        let are_several = self.hosts.len() > 1;
        let groups = self.groups.iter();
        let mut apart: Vec<bool> = groups
            .map(|group| are_several && matches!(group, Group::Nodes(_)))
            .collect();
        for (node, guests) in self.hosts.iter().zip(&self.guests).enumerate() {
            for (guest, _) in guests.0.iter().chain(guests.1) {
                let group = *guest as usize;
                if let (Some(home), Some(apart)) = (homes.get_mut(group), apart.get_mut(group)) {
                    *apart |= home.is_some_and(|home| home != node);
                    *home = Some(node);
                }
            }
        }
        let homes = homes.into_iter().zip(apart);
        homes.map(|(home, apart)| home.filter(|_| !apart)).collect()
    }

    /// Whether a group counts as a neighbour of others on a node.
    fn is_neighbour(&self, group: usize, node: usize) -> bool {
        let homes = self.homes.as_ref();
        homes.is_none_or(|homes| homes.get(group) == Some(&Some(node)))
    }

    fn build(self) -> WorkloadMap {
        let mut answers = Answers {
            builder: &self,
            by_profiles: HashMap::new(),
            known: HashMap::new(),
            list: Vec::new(),
        };
        let answer_of = (0..self.groups.len())
            .map(|group| answers.of_group(group))
            .collect();
        WorkloadMap {
            answer_of,
            answers: answers.list,
            groups: self.groups,
            none: ConnectionSet::none(),
        }
    }

    /// The sources that reach a group because they share a node with it.
    fn neighbours(&self, group: usize) -> Option<IndexSet> {
        let network = self.solution.network();
        let mut words: Option<Vec<u64>> = None;
        let mut add = |lists: &[Vec<Guest>], node: usize, families: Families| {
            let guests = lists.get(node).filter(|_| self.is_neighbour(group, node));
            for (guest, others) in guests.into_iter().flatten() {
                if families.meet(*others) && self.is_neighbour(*guest as usize, node) {
                    let empty = || vec![0; words_of(self.groups.len())];
                    set_bit(words.get_or_insert_with(empty), *guest as usize);
                }
            }
        };
        let reachable = self.solution.semantics().own_node_is_reachable;
        match self.groups.get(group)? {
            Group::Workload(workload) => {
                for pod in &network.workloads.get(*workload)?.pods {
                    let Some((is_host, node)) = network
                        .pods
                        .get(*pod)
                        .and_then(|it| Some((it.host_network, it.node?)))
                    else {
                        continue;
                    };
                    let families = self.solution.families_of_pod(*pod);
                    match is_host {
                        false => add(&self.hosts, node, families),
                        true if reachable => add(&self.guests, node, families),
                        true => {}
                    }
                }
            }
            Group::Nodes(party) if reachable => {
                if let Party::Nodes { nodes } = self.solution.parties().get(party.0)? {
                    for node in nodes {
                        add(&self.guests, *node, self.solution.families_of(party.0));
                    }
                }
            }
            Group::Nodes(_) | Group::Addresses(_) => {}
        }
        words.map(|words| IndexSet::of_words(&words))
    }
}

/// Distinct answers.
struct Answers<'b, 's, 'n> {
    builder: &'b Builder<'s, 'n>,
    /// By the profiles of a group's parties, before its nodes are looked at.
    by_profiles: HashMap<Vec<usize>, usize>,
    known: HashMap<(usize, IndexSet), usize>,
    list: Vec<Vec<(ConnectionSet, IndexSet)>>,
}

impl Answers<'_, '_, '_> {
    fn of_group(&mut self, group: usize) -> usize {
        let solution = self.builder.solution;
        let parties = self.builder.parties_of.get(group).into_iter().flatten();
        let parties: Vec<PartyId> = parties.map(|party| PartyId(*party as usize)).collect();
        let mut profiles: Vec<(usize, PartyId)> = parties
            .iter()
            .map(|party| (solution.answer_to(*party), *party))
            .collect();
        profiles.sort_unstable();
        profiles.dedup_by_key(|(profile, _)| *profile);
        let key: Vec<usize> = profiles.iter().map(|(profile, _)| *profile).collect();
        let plain = if let Some(known) = self.by_profiles.get(&key) {
            *known
        } else {
            let parties = profiles.iter().map(|(_, party)| *party);
            let answer = self.union(parties);
            let number = self.add(answer);
            self.by_profiles.insert(key, number);
            number
        };
        match self.builder.neighbours(group) {
            None => plain,
            Some(neighbours) => self.with_neighbours(plain, neighbours),
        }
    }

    fn add(&mut self, answer: Vec<(ConnectionSet, IndexSet)>) -> usize {
        self.list.push(answer);
        self.list.len() - 1
    }

    /// What sources may do at any of some parties, by group.
    fn union(&self, parties: impl Iterator<Item = PartyId>) -> Vec<(ConnectionSet, IndexSet)> {
        let words = words_of(self.builder.groups.len());
        let mut rows: Vec<(ConnectionSet, IndexSet)> = Vec::new();
        for party in parties {
            for (connections, sources) in self.builder.solution.rows_to(party) {
                let mut groups = vec![0; words];
                let groups_of = &self.builder.groups_of;
                for group in sources.iter().filter_map(|it| groups_of.get(it)).flatten() {
                    set_bit(&mut groups, *group as usize);
                }
                let connections = self.builder.solution.connection_set(connections);
                rows.push((connections.clone(), IndexSet::of_words(&groups)));
            }
        }
        let rows: Vec<_> = rows
            .iter()
            .map(|(connections, sources)| (sources, connections))
            .collect();
        partition(&rows, words)
    }

    fn with_neighbours(&mut self, plain: usize, neighbours: IndexSet) -> usize {
        let key = (plain, neighbours);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let all = ConnectionSet::all();
        let mut rows: Vec<(&IndexSet, &ConnectionSet)> = vec![(&key.1, &all)];
        let known = self.list.get(plain).into_iter().flatten();
        rows.extend(known.map(|(connections, sources)| (sources, connections)));
        let answer = partition(&rows, words_of(self.builder.groups.len()));
        let number = self.add(answer);
        self.known.insert(key, number);
        number
    }
}
