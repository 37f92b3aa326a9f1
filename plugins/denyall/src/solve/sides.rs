//! The rules of one direction, joined: rules with the same peers and ports are one item with all
//! their pods, so that a thousand namespaces with one policy each for DNS have one item.

use std::collections::HashMap;

use super::{
    census::Census,
    exceptions::Exceptions,
    first_match::Together,
    peers::{Finder, Part},
    ports::{PortSet, has_names},
    questions::Questions,
    sets::{SetId, Sets},
};
use crate::{
    policy::{Action, Direction, Peer, Peers, Policy, Rule, Tier},
    verdict::{EqualPriorities, Excepts, Semantics},
};

/// What an item does, in the order of evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Effect {
    pub(super) tier: Tier,
    pub(super) action: Action,
    /// Absent where the rule is asked in its order, and in the namespaced tier.
    pub(super) together: Option<Together>,
}

/// One or more rules.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) effect: Effect,
    /// Index of its ports.
    pub(super) ports: usize,
    /// For each lane, the sources that it is about.
    pub(super) sources: Vec<SetId>,
}

/// The rules of one direction, by destination.
#[derive(Debug)]
pub(super) struct Side {
    /// In the order of evaluation.
    pub(super) items: Vec<Item>,
    /// The distinct ports of items.
    pub(super) ports: Vec<PortSet>,
    /// The parties that accept or send only what a namespaced policy allows.
    pub(super) isolated: SetId,
    /// For each lane, the items that touch every destination.
    common: Vec<Vec<u32>>,
    /// For each lane and destination, the other items that touch it. Of ingress, all lanes are
    /// alike and only the first is kept.
    touching: Vec<Vec<Vec<u32>>>,
}

impl Side {
    /// The items that touch a destination in a lane, in the order of evaluation.
    pub(super) fn items_at(&self, lane: usize, destination: usize) -> Vec<u32> {
        let lane = lane.min(self.touching.len().saturating_sub(1));
        let own = self
            .touching
            .get(lane)
            .and_then(|lane| lane.get(destination));
        let common = self.common.get(lane).into_iter().flatten();
        let mut items: Vec<u32> = own.into_iter().flatten().chain(common).copied().collect();
        items.sort_unstable();
        items
    }
}

/// An item before its sources are known.
struct Draft {
    effect: Effect,
    ports: usize,
    /// Parties that the rules are about.
    subjects: Vec<u32>,
    /// Parties on the other side, for each lane.
    peers: Vec<SetId>,
}

/// What the rules of one direction are joined with.
pub(super) struct Joiner<'j, 'a> {
    finder: &'j mut Finder<'a>,
    sets: &'j mut Sets,
    census: &'a Census,
    questions: &'a Questions<'a>,
    direction: Direction,
    exceptions: Exceptions,
    drafts: Vec<Draft>,
    ports: Vec<PortSet>,
    port_numbers: HashMap<PortSet, usize>,
    /// Drafts of namespaced rules by peers, part of them, ports and exceptions.
    joined: HashMap<(&'a Peers, Part, usize, usize), usize>,
    /// Peers that were looked up, with part and exceptions.
    found: HashMap<(&'a Peers, Part, usize), Vec<SetId>>,
}

impl<'j, 'a> Joiner<'j, 'a> {
    pub(super) fn new(
        finder: &'j mut Finder<'a>,
        sets: &'j mut Sets,
        census: &'a Census,
        questions: &'a Questions<'a>,
        direction: Direction,
    ) -> Self {
        Self {
            finder,
            sets,
            census,
            questions,
            direction,
            exceptions: Exceptions::default(),
            drafts: Vec::new(),
            ports: Vec::new(),
            port_numbers: HashMap::new(),
            joined: HashMap::new(),
            found: HashMap::new(),
        }
    }

    /// Joins the rules of policies, which are in the order of evaluation.
    pub(super) fn join(mut self, policies: &'a [Policy], semantics: Semantics) -> Side {
        if semantics.excepts == Excepts::OfThePod {
            self.exceptions = Exceptions::of(policies, self.direction, self.finder);
        }
        let mut held = vec![0; self.sets.words()];
        for (number, policy) in policies.iter().enumerate() {
            let isolates = policy.isolates(self.direction);
            if policy.tier == Tier::Namespaced && !isolates {
                continue;
            }
            let subjects = self.finder.pods(&policy.subject);
            let hosts = subjects.partition_point(|it| (*it as usize) < self.census.subjects);
            let subjects = subjects.get(..hosts).unwrap_or_default();
            if isolates {
                for party in subjects {
                    super::index_set::set_bit(&mut held, *party as usize);
                }
            }
            let is_together = policy.tier != Tier::Namespaced
                && semantics.equal_priorities == EqualPriorities::DenyFirst;
            let together = is_together.then_some(Together {
                priority: policy.priority,
                policy: number,
            });
            for rule in policy.rules(self.direction) {
                let effect = Effect {
                    tier: policy.tier,
                    action: rule.action,
                    together,
                };
                self.add(effect, rule, subjects);
            }
        }
        let isolated = self.sets.add(super::index_set::IndexSet::of_words(&held));
        self.by_destination(isolated)
    }

    fn add(&mut self, effect: Effect, rule: &'a Rule, subjects: &[u32]) {
        if subjects.is_empty() || matches!(&rule.peers, Peers::Listed(peers) if peers.is_empty()) {
            return;
        }
        let by_exceptions = if effect.tier == Tier::Namespaced && depends_on_exceptions(&rule.peers)
        {
            self.exceptions.split(subjects)
        } else {
            vec![(Exceptions::NONE, subjects.to_vec())]
        };
        for (part, with_names) in parts(rule, self.direction) {
            let ports = PortSet::of(&rule.ports, &self.questions.port_names, with_names);
            if ports.is_empty() {
                continue;
            }
            let ports = self.number_of(ports);
            for (exceptions, subjects) in &by_exceptions {
                self.add_part(effect, (&rule.peers, part, ports, *exceptions), subjects);
            }
        }
    }

    fn number_of(&mut self, ports: PortSet) -> usize {
        if let Some(number) = self.port_numbers.get(&ports) {
            return *number;
        }
        let number = self.ports.len();
        self.ports.push(ports.clone());
        self.port_numbers.insert(ports, number);
        number
    }

    fn add_part(&mut self, effect: Effect, key: (&'a Peers, Part, usize, usize), subjects: &[u32]) {
        if effect.tier == Tier::Namespaced
            && let Some(draft) = self
                .joined
                .get(&key)
                .and_then(|it| self.drafts.get_mut(*it))
        {
            draft.subjects.extend(subjects);
            return;
        }
        let (peers, part, ports, exceptions) = key;
        let place = (peers, part, exceptions);
        let found = if let Some(found) = self.found.get(&place) {
            found.clone()
        } else {
            let tree = &self.questions.addresses;
            let excepted = self.exceptions.excepted(exceptions, tree);
            let found = self
                .finder
                .peers(self.sets, peers, part, excepted.as_deref());
            self.found.insert(place, found.clone());
            found
        };
        if effect.tier == Tier::Namespaced {
            self.joined.insert(key, self.drafts.len());
        }
        self.drafts.push(Draft {
            effect,
            ports,
            subjects: subjects.to_vec(),
            peers: found,
        });
    }

    fn by_destination(mut self, isolated: SetId) -> Side {
        let drafts = std::mem::take(&mut self.drafts);
        let lanes = self.census.lanes.len();
        let kept = match self.direction {
            Direction::Ingress => 1,
            Direction::Egress => lanes,
        };
        let mut side = Side {
            items: Vec::with_capacity(drafts.len()),
            ports: Vec::new(),
            isolated,
            common: vec![Vec::new(); kept],
            touching: vec![vec![Vec::new(); self.census.parties.len()]; kept],
        };
        for (number, mut draft) in drafts.into_iter().enumerate() {
            draft.subjects.sort_unstable();
            draft.subjects.dedup();
            let subjects = self.sets.add_sorted(draft.subjects);
            let (sources, destinations) = match self.direction {
                Direction::Ingress => (draft.peers, vec![subjects]),
                Direction::Egress => (vec![subjects; lanes], draft.peers),
            };
            let number = super::index_set::short(number);
            let places = side.common.iter_mut().zip(&mut side.touching);
            for (destinations, (common, touching)) in destinations.into_iter().zip(places) {
                if destinations == Sets::EVERYTHING {
                    common.push(number);
                    continue;
                }
                for destination in self.sets.get(destinations).iter() {
                    if let Some(items) = touching.get_mut(destination) {
                        items.push(number);
                    }
                }
            }
            side.items.push(Item {
                effect: draft.effect,
                ports: draft.ports,
                sources,
            });
        }
        side.ports = self.ports;
        side
    }
}

/// The parts of a rule's peers, and whether names of ports mean something there. A name is looked
/// up in the destination: of ingress that is the policy's own pod, of egress the peer, and only
/// when it is known as a pod.
fn parts(rule: &Rule, direction: Direction) -> Vec<(Part, bool)> {
    match &rule.peers {
        Peers::Listed(_) if direction == Direction::Egress && has_names(&rule.ports) => {
            vec![(Part::Named, true), (Part::Unnamed, false)]
        }
        _ => vec![(Part::Whole, true)],
    }
}

fn depends_on_exceptions(peers: &Peers) -> bool {
    match peers {
        Peers::Anyone => true,
        Peers::Listed(peers) => peers.iter().any(|peer| matches!(peer, Peer::Addresses(_))),
    }
}
