//! Which parties the selections and peers of rules match.

use std::{collections::HashMap, ops::Range, sync::Arc};

use plugin_kit::object::LabelSelector;

use super::{
    census::{Census, Lane},
    exceptions::Excepted,
    index_set::short,
    labels::LabelIndex,
    party::Party,
    questions::Questions,
    sets::{SetId, Sets},
};
use crate::{
    model::Network,
    policy::{AddressBlock, NamespaceSelection, Peer, Peers, PodSelection},
    verdict::{AddressBlocks, Semantics, holds_every_pod},
};

/// The part of a rule's peers that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// All of them.
    Whole,
    /// Those for which the name of a port means something.
    Named,
    /// The rest.
    Unnamed,
}

impl Part {
    /// Whether a peer is in it.
    pub(super) const fn has(self, peer: &Peer) -> bool {
        match self {
            Self::Whole => true,
            Self::Named => matches!(peer, Peer::Pods(_)),
            Self::Unnamed => !matches!(peer, Peer::Pods(_)),
        }
    }
}

/// Finds parties.
pub(super) struct Finder<'a> {
    network: &'a Network<'a>,
    questions: &'a Questions<'a>,
    census: &'a Census,
    semantics: Semantics,
    pods: LabelIndex<'a, 'a>,
    namespaces: LabelIndex<'a, 'a>,
    nodes: LabelIndex<'a, 'a>,
    /// Parties by their place in the index of nodes.
    with_node: Vec<u32>,
    selected: HashMap<&'a PodSelection, Arc<[u32]>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        network: &'a Network<'a>,
        questions: &'a Questions<'a>,
        census: &'a Census,
        semantics: Semantics,
    ) -> Self {
        let namespaces = network.namespaces.iter();
        let namespaces = namespaces.map(|it| questions.namespaces.project(&it.labels));
        let pods = census.traits.iter().map(|traits| traits.words.clone());
        let with_node = census.traits.iter().enumerate();
        let (with_node, nodes) = with_node
            .filter_map(|(party, traits)| Some((short(party), traits.node_words.clone()?)))
            .unzip();
        Self {
            pods: LabelIndex::of(&questions.pods, pods.collect()),
            namespaces: LabelIndex::of(&questions.namespaces, namespaces.collect()),
            nodes: LabelIndex::of(&questions.nodes, nodes),
            network,
            questions,
            census,
            semantics,
            with_node,
            selected: HashMap::new(),
        }
    }

    /// The parties that a selection matches, in order; those with their node's network among them
    /// where selectors match these.
    pub(super) fn pods(&mut self, selection: &'a PodSelection) -> Arc<[u32]> {
        if let Some(known) = self.selected.get(selection) {
            return Arc::clone(known);
        }
        let namespaces = match &selection.namespaces {
            NamespaceSelection::Named(name) => self
                .network
                .namespace(name)
                .map(short)
                .into_iter()
                .collect(),
            NamespaceSelection::Selected(selector) => {
                let whole = 0..self.network.namespaces.len();
                self.namespaces.select(selector, &[whole], |_| true)
            }
        };
        let runs = |of_namespace: &[Range<usize>]| -> Vec<Range<usize>> {
            let runs = namespaces
                .iter()
                .filter_map(|it| of_namespace.get(*it as usize));
            runs.filter(|run| !run.is_empty()).cloned().collect()
        };
        let mut inside = runs(&self.census.of_namespace);
        inside.extend(runs(&self.census.hosts_of_namespace));
        let is_inside = |party: usize| {
            let after = inside.partition_point(|run| run.start <= party);
            let run = after.checked_sub(1).and_then(|before| inside.get(before));
            run.is_some_and(|run| run.contains(&party))
        };
        let parties: Arc<[u32]> = self.pods.select(&selection.pods, &inside, is_inside).into();
        self.selected.insert(selection, Arc::clone(&parties));
        parties
    }

    /// The parties that some peers of a rule match, in each lane. Lanes without pods that policies
    /// hold need no answer.
    pub(super) fn peers(
        &mut self,
        sets: &mut Sets,
        peers: &'a Peers,
        part: Part,
        exceptions: Option<&Excepted>,
    ) -> Vec<SetId> {
        let census = self.census;
        let Peers::Listed(peers) = peers else {
            let lanes = census.lanes.iter();
            let sets = lanes.map(|lane| match exceptions {
                None => Sets::EVERYTHING,
                Some(exceptions) => sets.add_sorted(not_excepted(lane, exceptions)),
            });
            return sets.collect();
        };
        let mut anywhere: Vec<u32> = Vec::new();
        let mut blocks: Vec<(AddressBlock, bool)> = Vec::new();
        for peer in peers.iter().filter(|peer| part.has(peer)) {
            match peer {
                Peer::Pods(selection) => anywhere.extend(self.pods(selection).iter()),
                Peer::Nodes(selector) => anywhere.extend(self.nodes(selector)),
                Peer::Addresses(block) => blocks.push((block.clone(), false)),
                Peer::Networks(net) => blocks.push((AddressBlock::new(*net), true)),
                Peer::DomainNames(_) => {}
            }
        }
        let mut found = Vec::with_capacity(census.lanes.len());
        for lane in &census.lanes {
            if !lane.has_subjects {
                found.push(Sets::NOTHING);
                continue;
            }
            let mut parties = anywhere.clone();
            for (block, matches_all) in &blocks {
                self.add_block(&mut parties, lane, block, *matches_all, exceptions);
            }
            parties.sort_unstable();
            parties.dedup();
            found.push(sets.add_sorted(parties));
        }
        found
    }

    fn nodes(&self, selector: &LabelSelector) -> Vec<u32> {
        let whole = 0..self.with_node.len();
        let found = self.nodes.select(selector, &[whole], |_| true);
        let parties = found
            .into_iter()
            .filter_map(|it| self.with_node.get(it as usize));
        parties.copied().collect()
    }

    fn add_block(
        &self,
        parties: &mut Vec<u32>,
        lane: &Lane,
        block: &AddressBlock,
        matches_all: bool,
        exceptions: Option<&Excepted>,
    ) {
        let applies = |party: u32| matches_all || self.is_matched_by_address(party);
        let outweighs = |atom: u32| {
            let excepted = exceptions.and_then(|it| it.get(atom as usize).copied().flatten());
            excepted.is_none_or(|excepted| block.cidr.prefix_len() > excepted)
        };
        for run in self.questions.addresses.runs(block) {
            let start = lane
                .by_atom
                .partition_point(|(atom, _)| (*atom as usize) < run.start);
            let holders = lane.by_atom.iter().skip(start);
            let holders = holders.take_while(|(atom, _)| (*atom as usize) < run.end);
            let holders = holders.filter(|(atom, party)| outweighs(*atom) && applies(*party));
            parties.extend(holders.map(|(_, party)| *party));
        }
        if holds_every_pod(block) {
            parties.extend(lane.unknown.iter().filter(|party| applies(**party)));
        }
    }

    /// Whether an `ipBlock` can match a party.
    fn is_matched_by_address(&self, party: u32) -> bool {
        let matches_nodes = match self.semantics.address_blocks {
            AddressBlocks::MatchPodsAndNodes => return true,
            AddressBlocks::MatchNodes => true,
            AddressBlocks::MatchNeitherPodsNorNodes => false,
        };
        match self.census.parties.get(party as usize) {
            Some(Party::Addresses { .. }) => true,
            Some(Party::Nodes { .. }) => matches_nodes,
            Some(Party::Pods { host_network, .. }) => *host_network && matches_nodes,
            None => false,
        }
    }
}

/// The parties of a lane whose address no exception holds.
fn not_excepted(lane: &Lane, exceptions: &Excepted) -> Vec<u32> {
    let free = lane
        .by_atom
        .iter()
        .filter(|(atom, _)| exceptions.get(*atom as usize).is_none_or(Option::is_none));
    let mut parties: Vec<u32> = free.map(|(_, party)| *party).collect();
    parties.extend(&lane.unknown);
    parties.sort_unstable();
    parties
}
