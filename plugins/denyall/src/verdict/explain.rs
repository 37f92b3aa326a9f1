//! Decides one connection by the policies of its two ends.
//!
//! Rules, in this order ("ClusterNetworkPolicy API" for the tiers, "NetworkPolicySpec API" for
//! isolation): the first rule of the admin tier that matches decides, unless it passes; a pod that
//! a namespaced policy isolates accepts what any rule of such policies allows and nothing else; for
//! other pods the first rule of the baseline tier that matches decides; else the connection passes.
//!
//! A pod that sends to its own address is held by no policy. When a Service leads it back to itself,
//! the cluster-wide policies hold it and namespaced ones do not ("ClusterNetworkPolicy API, hairpin
//! traffic").

use std::net::IpAddr;

use super::{
    Connection, Deciding, Endpoint, EqualPriorities, Excepts, Reason, Semantics, Side, Verdict,
    matching::{Scene, is_selected},
};
use crate::{
    model::Network,
    policy::{Action, Direction, Peer, Peers, Policy, PolicySet, Rule, Tier},
};

/// Decides a connection and says why.
#[must_use]
pub fn explain(
    network: &Network<'_>,
    policies: &PolicySet,
    semantics: Semantics,
    connection: Connection,
) -> Verdict {
    decide_both(network, policies, semantics, connection, false)
}

/// The same for a connection to a Service that leads to the listener, which may be the sender.
#[must_use]
pub fn explain_through_service(
    network: &Network<'_>,
    policies: &PolicySet,
    semantics: Semantics,
    connection: Connection,
) -> Verdict {
    decide_both(network, policies, semantics, connection, true)
}

fn decide_both(
    network: &Network<'_>,
    policies: &PolicySet,
    semantics: Semantics,
    connection: Connection,
    through_service: bool,
) -> Verdict {
    let mut denied = None;
    for (from_address, to_address) in address_pairs(network, connection) {
        let scene = Scene {
            network,
            semantics,
            connection,
            from_address,
            to_address,
        };
        let decide = |direction| decide(&scene, policies, direction, through_service);
        let verdict = Verdict {
            egress: decide(Direction::Egress),
            ingress: decide(Direction::Ingress),
        };
        if verdict.is_allowed() {
            return verdict;
        }
        denied.get_or_insert(verdict);
    }
    denied.unwrap_or_else(|| {
        let side = side(false, Reason::NoCommonFamily);
        Verdict {
            egress: side.clone(),
            ingress: side,
        }
    })
}

/// The addresses that the connection can carry: one pair for each family that both ends have. An
/// end without any address can have either.
fn address_pairs(
    network: &Network<'_>,
    connection: Connection,
) -> Vec<(Option<IpAddr>, Option<IpAddr>)> {
    let (from, to) = (
        addresses(network, connection.from),
        addresses(network, connection.to),
    );
    match (from.is_empty(), to.is_empty()) {
        (true, true) => vec![(None, None)],
        (true, false) => to.into_iter().map(|it| (None, Some(it))).collect(),
        (false, true) => from.into_iter().map(|it| (Some(it), None)).collect(),
        (false, false) => from
            .iter()
            .flat_map(|from| to.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| from.is_ipv4() == to.is_ipv4())
            .map(|(from, to)| (Some(from), Some(to)))
            .collect(),
    }
}

fn addresses(network: &Network<'_>, end: Endpoint) -> Vec<IpAddr> {
    match end {
        Endpoint::Pod(pod) => network.addresses_of(pod).to_vec(),
        Endpoint::Node(node) => network
            .nodes
            .get(node)
            .map(|node| node.addresses.clone())
            .unwrap_or_default(),
        Endpoint::Address(address) => vec![address],
    }
}

fn side(allowed: bool, reason: Reason) -> Side {
    Side {
        allowed,
        reason,
        decided_by: Vec::new(),
        ambiguous: false,
    }
}

/// What the policies of the pod at one end say.
fn decide(
    scene: &Scene<'_>,
    policies: &PolicySet,
    direction: Direction,
    through_service: bool,
) -> Side {
    let (own, other) = match direction {
        Direction::Ingress => (scene.connection.to, scene.connection.from),
        Direction::Egress => (scene.connection.from, scene.connection.to),
    };
    let Endpoint::Pod(pod) = own else {
        return side(true, Reason::OutsideTheCluster);
    };
    let is_itself = own == other;
    if is_itself && !through_service {
        return side(true, Reason::Itself);
    }
    let network = scene.network;
    let Some(node) = network.pods.get(pod).map(|pod| pod.node) else {
        return side(true, Reason::OutsideTheCluster);
    };
    if network.pods.get(pod).is_some_and(|pod| pod.host_network) {
        return side(true, Reason::HostNetwork);
    }
    let node_counts = direction == Direction::Ingress || scene.semantics.own_node_is_reachable;
    if node_counts && node.is_some() && node_of(network, other) == node {
        return side(true, Reason::OwnNode);
    }
    let of_the_pod = Subjects {
        scene,
        policies,
        direction,
        pod,
    };
    let (admin, ambiguous) = of_the_pod.first_match(Tier::Admin);
    let isolation = || {
        let decided = of_the_pod.isolation()?;
        Some(if is_itself {
            side(true, Reason::Itself)
        } else {
            decided
        })
    };
    if let Some(decided) = admin.or_else(isolation) {
        return Side {
            ambiguous,
            ..decided
        };
    }
    let (baseline, is_ambiguous_too) = of_the_pod.first_match(Tier::Baseline);
    Side {
        ambiguous: ambiguous || is_ambiguous_too,
        ..baseline.unwrap_or_else(|| side(true, Reason::NotIsolated))
    }
}

/// The place of an action among those of policies of one priority, the strictest first.
const fn strictness(action: Action) -> u8 {
    match action {
        Action::Deny => 0,
        Action::Accept => 1,
        Action::Pass => 2,
    }
}

/// The node whose own address an end has.
fn node_of(network: &Network<'_>, end: Endpoint) -> Option<usize> {
    match end {
        Endpoint::Node(node) => Some(node),
        Endpoint::Pod(pod) => {
            let pod = network.pods.get(pod)?;
            if pod.host_network { pod.node } else { None }
        }
        Endpoint::Address(_) => None,
    }
}

/// The policies about one pod in one direction.
struct Subjects<'s, 'n> {
    scene: &'s Scene<'n>,
    policies: &'s PolicySet,
    direction: Direction,
    pod: usize,
}

impl<'s> Subjects<'s, '_> {
    /// The policies of a tier that are about the pod, in order.
    fn of_tier(&self, tier: Tier) -> impl Iterator<Item = (usize, &'s Policy)> {
        let policies = self.policies.policies().iter().enumerate();
        policies.filter(move |(_, policy)| {
            policy.tier == tier && is_selected(self.scene.network, &policy.subject, self.pod)
        })
    }

    /// The first rule of a tier that matches, nothing when none does or when it passes; and whether
    /// policies of its priority disagree where they may be evaluated in any order.
    fn first_match(&self, tier: Tier) -> (Option<Side>, bool) {
        let matches = self.of_tier(tier).filter_map(|(index, policy)| {
            let rules = policy.rules(self.direction);
            let rule = rules
                .iter()
                .position(|rule| self.scene.rule_matches(rule, self.direction))?;
            let deciding = Deciding {
                tier,
                policy: index,
                rule: Some(rule),
            };
            Some((policy.priority, rules.get(rule)?.action, deciding))
        });
        let mut matches = matches.peekable();
        let Some((priority, ..)) = matches.peek().copied() else {
            return (None, false);
        };
        let equal: Vec<(Action, Deciding)> = matches
            .take_while(|(other, ..)| *other == priority)
            .map(|(_, action, deciding)| (action, deciding))
            .collect();
        let by_name = self.scene.semantics.equal_priorities == EqualPriorities::ByName;
        let chosen = if by_name {
            equal.first()
        } else {
            equal.iter().min_by_key(|(action, _)| strictness(*action))
        };
        let Some((action, deciding)) = chosen.copied() else {
            return (None, false);
        };
        let ambiguous = by_name && equal.iter().any(|(other, _)| *other != action);
        let allowed = match action {
            Action::Accept => true,
            Action::Deny => false,
            Action::Pass => return (None, ambiguous),
        };
        let decided = Side {
            decided_by: vec![deciding],
            ..side(allowed, Reason::Rule)
        };
        (Some(decided), ambiguous)
    }

    /// What the namespaced policies say; nothing when none isolates the pod.
    fn isolation(&self) -> Option<Side> {
        let isolating: Vec<(usize, &Policy)> = self
            .of_tier(Tier::Namespaced)
            .filter(|(_, policy)| policy.isolates(self.direction))
            .collect();
        if isolating.is_empty() {
            return None;
        }
        let excepted = self.longest_except(&isolating);
        let mut allowing = Vec::new();
        for (index, policy) in &isolating {
            for (rule_index, rule) in policy.rules(self.direction).iter().enumerate() {
                if self.allows(rule, excepted) {
                    allowing.push(Deciding {
                        tier: Tier::Namespaced,
                        policy: *index,
                        rule: Some(rule_index),
                    });
                }
            }
        }
        if !allowing.is_empty() {
            return Some(Side {
                decided_by: allowing,
                ..side(true, Reason::Rule)
            });
        }
        let isolating = isolating.into_iter().map(|(index, _)| Deciding {
            tier: Tier::Namespaced,
            policy: index,
            rule: None,
        });
        Some(Side {
            decided_by: isolating.collect(),
            ..side(false, Reason::Isolated)
        })
    }

    /// Whether a rule allows the connection although its address is excepted elsewhere.
    fn allows(&self, rule: &Rule, excepted: Option<u8>) -> bool {
        let Some(excepted) = excepted else {
            return self.scene.rule_matches(rule, self.direction);
        };
        let Peers::Listed(peers) = &rule.peers else {
            // "Anybody" is the shortest prefix of all.
            return false;
        };
        let stronger = peers.iter().filter(|peer| match peer {
            Peer::Addresses(block) => block.cidr.prefix_len() > excepted,
            _ => true,
        });
        let rule = Rule {
            peers: Peers::Listed(stronger.cloned().collect()),
            ..rule.clone()
        };
        self.scene.rule_matches(&rule, self.direction)
    }

    /// The longest exception of any of these policies that holds the address of the other end,
    /// where exceptions are the pod's.
    fn longest_except(&self, policies: &[(usize, &Policy)]) -> Option<u8> {
        if self.scene.semantics.excepts == Excepts::OfTheirBlock {
            return None;
        }
        let (_, address) = self.scene.other_end(self.direction);
        let address = address?;
        policies
            .iter()
            .flat_map(|(_, policy)| policy.rules(self.direction))
            .flat_map(Rule::address_blocks)
            .flat_map(|block| &block.except)
            .filter(|part| part.contains(&address))
            .map(ipnet::IpNet::prefix_len)
            .max()
    }
}
