//! Policies of one tier and one priority that decide differently about the same connections
//! ("ClusterNetworkPolicy API": which of them counts is not defined).

use std::{cell::Cell, cmp::Ordering, collections::BTreeMap};

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    policy::{Direction, Peer, Peers, PodSelection, Policy, Port, Ports, Rule, Tier},
};

/// How many steps all comparisons together may take: their number grows with the square of what
/// shares a priority.
const STEPS: usize = 2_000_000;

/// Compares policies until its steps are used up.
struct Comparison<'s, 'a> {
    scene: &'s Scene<'a>,
    steps: Cell<usize>,
}

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let mut equal: BTreeMap<(Tier, i32), Vec<&Policy>> = BTreeMap::new();
    for policy in scene.policies.policies() {
        if policy.tier != Tier::Namespaced {
            let key = (policy.tier, policy.priority);
            equal.entry(key).or_default().push(policy);
        }
    }
    let comparison = Comparison {
        scene,
        steps: Cell::new(STEPS),
    };
    let mut findings = Vec::new();
    for policies in equal.values() {
        for (index, one) in policies.iter().enumerate() {
            for other in policies.iter().skip(index + 1) {
                findings.extend(comparison.contradiction(one, other));
                if comparison.is_exhausted() {
                    findings.push(unfinished(one));
                    return findings;
                }
            }
        }
    }
    findings
}

/// Says that there is more than was compared.
fn unfinished(policy: &Policy) -> Finding {
    let title = format!(
        "too many rules share a priority to compare them all: not all that share one with {} were",
        policy.id
    );
    Finding::new(RuleId::PriorityContradiction, policy.id.reference(), title)
}

impl Comparison<'_, '_> {
    fn is_exhausted(&self) -> bool {
        self.steps.get() == 0
    }

    fn step(&self) -> bool {
        self.steps.set(self.steps.get().saturating_sub(1));
        !self.is_exhausted()
    }

    fn contradiction(&self, one: &Policy, other: &Policy) -> Option<Finding> {
        if !self.share_pods(&one.subject, &other.subject) {
            return None;
        }
        let (direction, left, right) = Direction::BOTH.into_iter().find_map(|direction| {
            let (ours, theirs) = (one.rules(direction), other.rules(direction));
            ours.iter().enumerate().find_map(|(left, rule)| {
                let contradicts = |it: &Rule| {
                    self.step()
                        && it.action != rule.action
                        && share_ports(rule, it)
                        && self.share_peers(rule, it)
                };
                let right = theirs.iter().position(contradicts)?;
                Some((direction.as_str(), left, right))
            })
        })?;
        Some(finding(one, other, (direction, left, right)))
    }

    /// Whether two selections have a group in common; both lists are sorted.
    fn share_pods(&self, one: &PodSelection, other: &PodSelection) -> bool {
        let mut left = self.scene.selected(one).iter().peekable();
        let mut right = self.scene.selected(other).iter().peekable();
        while let (Some(ours), Some(theirs)) = (left.peek(), right.peek()) {
            if !self.step() {
                return false;
            }
            match ours.cmp(theirs) {
                Ordering::Less => left.next(),
                Ordering::Greater => right.next(),
                Ordering::Equal => return true,
            };
        }
        false
    }

    fn share_peers(&self, one: &Rule, other: &Rule) -> bool {
        if one.peers == Peers::Anyone || other.peers == Peers::Anyone {
            return true;
        }
        one.listed_peers().iter().any(|left| {
            let shares = |right: &Peer| match (left, right) {
                (Peer::Pods(left), Peer::Pods(right)) => self.share_pods(left, right),
                (Peer::Addresses(left), Peer::Addresses(right)) => {
                    left.cidr.contains(&right.cidr) || right.cidr.contains(&left.cidr)
                }
                (Peer::Networks(left), Peer::Networks(right)) => {
                    left.contains(right) || right.contains(left)
                }
                (left, right) => left == right,
            };
            other
                .listed_peers()
                .iter()
                .any(|right| self.step() && shares(right))
        })
    }
}

fn finding(
    one: &Policy,
    other: &Policy,
    (direction, left, right): (&str, usize, usize),
) -> Finding {
    let title = format!(
        "{} and {} have priority {} and decide differently",
        one.id, other.id, one.priority
    );
    Finding::new(RuleId::PriorityContradiction, one.id.reference(), title)
        .with([other.id.reference()])
        .because(format!("{} spec.{direction}[{left}]", one.id))
        .because(format!("{} spec.{direction}[{right}]", other.id))
}

fn share_ports(one: &Rule, other: &Rule) -> bool {
    let (Ports::Listed(one), Ports::Listed(other)) = (&one.ports, &other.ports) else {
        return true;
    };
    one.iter().any(|left| {
        other.iter().any(|right| match (left, right) {
            (
                Port::Range {
                    protocol,
                    first,
                    last,
                },
                Port::Range {
                    protocol: of,
                    first: begin,
                    last: end,
                },
            ) => protocol == of && first <= end && begin <= last,
            (left, right) => left == right,
        })
    })
}
