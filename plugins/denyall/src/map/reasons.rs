//! Why connections pass, by policy and rule, without deciding a million of them one by one.
//!
//! One decision is made for each two parties and each set of ports, by the policies about one of
//! them only; ends without a policy need none at all.

use std::collections::HashMap;

use crate::{
    model::Network,
    policy::{Direction, NamespaceSelection, PolicySet, Tier},
    solve::{ConnectionSet, Party, PartyId, Solution},
    verdict::{Connection, Endpoint, Reason, Side, explain, is_selected},
};

/// A connection on several ranges is explained by the first ports of some of them.
const MOST_RANGES: usize = 4;
/// More rules than these are counted, not listed.
const MOST_RULES: usize = 3;
const NOT_ISOLATED: &str = "no policy isolates it";
const HOST_NETWORK: &str = "it uses its node's network, which no policy holds";
const NO_POD: &str = "it is no pod, so no policy is about it";
const OWN_NODE: &str = "a node and its own pods reach each other";

/// Finds reasons and keeps each text once.
pub(super) struct Reasons<'a, 'n> {
    solution: &'a Solution<'n>,
    network: &'n Network<'n>,
    subjects: Vec<Subject>,
    sets: Vec<PolicySet>,
    known: HashMap<(PartyId, PartyId, u32), (u32, u32)>,
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

/// What policies hold a party.
#[derive(Debug, Clone, Copy)]
enum Subject {
    NoPod,
    HostNetwork,
    /// Indices of the policies for ingress and for egress.
    Pods {
        ingress: usize,
        egress: usize,
    },
}

impl<'a, 'n> Reasons<'a, 'n> {
    pub(super) fn of(solution: &'a Solution<'n>, policies: &PolicySet) -> Self {
        let mut finder = SubjectFinder::of(solution.network(), policies);
        let parties = solution.parties().iter();
        let subjects = parties.map(|party| finder.subject(party)).collect();
        Self {
            solution,
            network: solution.network(),
            subjects,
            sets: finder.sets,
            known: HashMap::new(),
            numbers: HashMap::new(),
            texts: Vec::new(),
        }
    }

    /// All texts; reasons are their indices.
    pub(super) fn into_texts(self) -> Vec<String> {
        self.texts
    }

    /// Whether some policy isolates a party in a direction.
    pub(super) fn isolates(&self, party: PartyId, direction: Direction) -> bool {
        let set = self.set_of(party, direction);
        set.is_some_and(|set| set.policies().iter().any(|it| it.isolates(direction)))
    }

    /// Why a connection of one of these parties to one of those passes on both sides.
    pub(super) fn why(
        &mut self,
        from: &[PartyId],
        to: &[PartyId],
        set: &ConnectionSet,
        number: u32,
    ) -> (u32, u32) {
        let pairs = from
            .iter()
            .flat_map(|from| to.iter().map(move |to| (*from, *to)));
        let allows = |(from, to): &(PartyId, PartyId)| {
            let connections = self.solution.connections(*from, *to);
            connections == set || !connections.intersection(set).is_empty()
        };
        let Some((from, to)) = pairs.clone().find(allows) else {
            let text = self.intern(OWN_NODE);
            return (text, text);
        };
        if let Some(known) = self.known.get(&(from, to, number)) {
            return *known;
        }
        let both = self.solution.connections(from, to).intersection(set);
        let egress = self.side(Direction::Egress, from, to, &both);
        let ingress = self.side(Direction::Ingress, from, to, &both);
        let found = (self.intern(&egress), self.intern(&ingress));
        self.known.insert((from, to, number), found);
        found
    }

    fn side(
        &self,
        direction: Direction,
        from: PartyId,
        to: PartyId,
        set: &ConnectionSet,
    ) -> String {
        let own = match direction {
            Direction::Ingress => to,
            Direction::Egress => from,
        };
        match self.subjects.get(own.0) {
            None | Some(Subject::NoPod) => return NO_POD.to_owned(),
            Some(Subject::HostNetwork) => return HOST_NETWORK.to_owned(),
            Some(Subject::Pods { .. }) => {}
        }
        let Some(policies) = self.set_of(own, direction) else {
            return NOT_ISOLATED.to_owned();
        };
        let (Some(sender), Some(listener)) = (self.endpoint(from, 0), self.listener(from, to))
        else {
            return NOT_ISOLATED.to_owned();
        };
        let mut rules: Vec<String> = Vec::new();
        for range in set.ranges().take(MOST_RANGES) {
            let connection = Connection {
                from: sender,
                to: listener,
                protocol: range.protocol,
                port: range.first.max(1),
            };
            let semantics = self.solution.semantics();
            let verdict = explain(self.network, policies, semantics, connection);
            for rule in in_words(policies, verdict.side(direction), direction) {
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
        match rules.get(MOST_RULES..) {
            None | Some([]) => rules.join(", "),
            Some(more) => {
                let more = more.len();
                rules.truncate(MOST_RULES);
                format!("{} (+{more})", rules.join(", "))
            }
        }
    }

    /// One of a party as a listener, and another one than the sender where there is one.
    fn listener(&self, from: PartyId, to: PartyId) -> Option<Endpoint> {
        let other = (from == to).then(|| self.endpoint(to, 1)).flatten();
        other.or_else(|| self.endpoint(to, 0))
    }

    fn endpoint(&self, party: PartyId, index: usize) -> Option<Endpoint> {
        Some(match self.solution.parties().get(party.0)? {
            Party::Pods { pods, .. } => Endpoint::Pod(*pods.get(index)?),
            Party::Nodes { nodes } => Endpoint::Node(*nodes.get(index)?),
            Party::Addresses { example } => Endpoint::Address(*example),
        })
    }

    /// The policies that say something about a party in a direction, where there are any.
    fn set_of(&self, party: PartyId, direction: Direction) -> Option<&PolicySet> {
        let Subject::Pods { ingress, egress } = *self.subjects.get(party.0)? else {
            return None;
        };
        let set = self.sets.get(match direction {
            Direction::Ingress => ingress,
            Direction::Egress => egress,
        })?;
        (!set.policies().is_empty()).then_some(set)
    }

    fn intern(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// What decides a side: its rules, or why it needs none.
fn in_words(policies: &PolicySet, side: &Side, direction: Direction) -> Vec<String> {
    let reason = match side.reason {
        Reason::Rule | Reason::Isolated | Reason::ServiceAddress => {
            let rules = side.decided_by.iter().filter_map(|deciding| {
                let policy = &policies.policies().get(deciding.policy)?.id;
                let direction = direction.as_str();
                Some(match deciding.rule {
                    Some(rule) => format!("{policy} spec.{direction}[{rule}]"),
                    None => format!("{policy} spec.{direction}"),
                })
            });
            return rules.collect();
        }
        Reason::OutsideTheCluster => NO_POD,
        Reason::HostNetwork => HOST_NETWORK,
        Reason::Itself => "a pod reaches itself",
        Reason::OwnNode => OWN_NODE,
        Reason::NotIsolated => NOT_ISOLATED,
        Reason::NoCommonFamily => "no common address family",
    };
    vec![reason.to_owned()]
}

/// Finds the policies about a party, those of its namespace and the few that name none.
struct SubjectFinder<'a, 'n> {
    network: &'n Network<'n>,
    policies: &'a PolicySet,
    of_namespace: HashMap<&'a str, Vec<usize>>,
    of_any: Vec<usize>,
    numbers: HashMap<Vec<usize>, usize>,
    sets: Vec<PolicySet>,
}

impl<'a, 'n> SubjectFinder<'a, 'n> {
    fn of(network: &'n Network<'n>, policies: &'a PolicySet) -> Self {
        let mut of_namespace: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut of_any = Vec::new();
        for (index, policy) in policies.policies().iter().enumerate() {
            match &policy.subject.namespaces {
                NamespaceSelection::Named(name) => {
                    of_namespace.entry(name).or_default().push(index);
                }
                NamespaceSelection::Selected(_) => of_any.push(index),
            }
        }
        Self {
            network,
            policies,
            of_namespace,
            of_any,
            numbers: HashMap::new(),
            sets: Vec::new(),
        }
    }

    fn subject(&mut self, party: &Party) -> Subject {
        match party {
            Party::Nodes { .. } | Party::Addresses { .. } => Subject::NoPod,
            Party::Pods {
                host_network: true, ..
            } => Subject::HostNetwork,
            Party::Pods { pods, .. } => {
                let about = pods.first().map_or_else(Vec::new, |pod| self.about(*pod));
                Subject::Pods {
                    ingress: self.set(&about, Direction::Ingress),
                    egress: self.set(&about, Direction::Egress),
                }
            }
        }
    }

    fn about(&self, pod: usize) -> Vec<usize> {
        let namespace = self.network.pods.get(pod).map(|pod| pod.namespace);
        let namespace = namespace.and_then(|it| self.network.namespaces.get(it));
        let own = namespace.and_then(|it| self.of_namespace.get(it.name));
        let mut about: Vec<usize> = own
            .into_iter()
            .flatten()
            .chain(&self.of_any)
            .copied()
            .collect();
        about.retain(|index| {
            let policy = self.policies.policies().get(*index);
            policy.is_some_and(|it| is_selected(self.network, &it.subject, pod))
        });
        about.sort_unstable();
        about
    }

    /// The number of the policies among these that say something in a direction.
    fn set(&mut self, about: &[usize], direction: Direction) -> usize {
        let policies = self.policies.policies();
        let mut key: Vec<usize> = about.to_vec();
        key.retain(|index| {
            policies.get(*index).is_some_and(|policy| {
                policy.isolates(direction)
                    || policy.tier != Tier::Namespaced && !policy.rules(direction).is_empty()
            })
        });
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let chosen = key.iter().filter_map(|index| policies.get(*index).cloned());
        self.sets.push(PolicySet::new(chosen.collect()));
        self.numbers.insert(key, self.sets.len() - 1);
        self.sets.len() - 1
    }
}
