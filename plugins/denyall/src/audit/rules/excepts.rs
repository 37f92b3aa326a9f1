//! Exceptions that do not keep out what they name.
//!
//! By the specification an `except` counts within its own peer: another peer or policy of the same
//! pods may allow what it leaves out ("IPBlock API", and policies are a union). The agent of Amazon
//! EKS keeps exceptions as denials of the pod, so there the other rule is the one that is ignored.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    policy::{AddressBlock, Direction, Peer, Peers},
};

/// A block of addresses and the rule that allows it.
struct Allowed<'a> {
    policy: usize,
    path: String,
    /// Absent where the rule allows everybody.
    block: Option<&'a AddressBlock>,
}

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let rule = if scene.is_eks() {
        RuleId::ExceptStricter
    } else {
        RuleId::ExceptReallowed
    };
    let mut seen: BTreeSet<(usize, String, IpNet)> = BTreeSet::new();
    let mut findings = Vec::new();
    for direction in Direction::BOTH {
        for policies in scene.isolated(direction).into_keys() {
            let allowed = allowed(scene, &policies, direction);
            for (of, except) in excepts(&allowed) {
                let Some(other) = allowed.iter().find(|it| re_allows(it, except)) else {
                    continue;
                };
                if !seen.insert((of.policy, of.path.clone(), except)) {
                    continue;
                }
                let (Some(policy), Some(by)) =
                    (scene.policy(of.policy), scene.policy(other.policy))
                else {
                    continue;
                };
                let what = if scene.is_eks() {
                    "is not allowed although another rule allows it"
                } else {
                    "is allowed by another rule"
                };
                let title = format!("{except}, which {} leaves out, {what}", policy.id);
                let finding = Finding::new(rule, policy.id.reference(), title)
                    .because(of.path.clone())
                    .because(format!("{} {}", by.id, other.path));
                findings.push(if by.id == policy.id {
                    finding
                } else {
                    finding.with([by.id.reference()])
                });
            }
        }
    }
    findings
}

/// The blocks that a set of policies allows.
fn allowed<'a>(scene: &Scene<'a>, policies: &[usize], direction: Direction) -> Vec<Allowed<'a>> {
    let (side, word) = match direction {
        Direction::Ingress => ("from", "ingress"),
        Direction::Egress => ("to", "egress"),
    };
    let mut allowed = Vec::new();
    for index in policies {
        let Some(policy) = scene.policy(*index) else {
            continue;
        };
        for (rule_index, rule) in policy.rules(direction).iter().enumerate() {
            if rule.peers == Peers::Anyone {
                allowed.push(Allowed {
                    policy: *index,
                    path: format!("spec.{word}[{rule_index}]"),
                    block: None,
                });
            }
            for (peer_index, peer) in rule.listed_peers().iter().enumerate() {
                if let Peer::Addresses(block) = peer {
                    allowed.push(Allowed {
                        policy: *index,
                        path: format!("spec.{word}[{rule_index}].{side}[{peer_index}].ipBlock"),
                        block: Some(block),
                    });
                }
            }
        }
    }
    allowed
}

fn excepts<'s, 'a>(allowed: &'s [Allowed<'a>]) -> impl Iterator<Item = (&'s Allowed<'a>, IpNet)> {
    allowed.iter().flat_map(|it| {
        let excepts = it.block.map_or(&[][..], |block| &block.except);
        excepts.iter().map(move |except| (it, *except))
    })
}

/// Whether a block allows something of an exception. A more specific block allows it on purpose,
/// and with every plugin.
fn re_allows(allowed: &Allowed<'_>, except: IpNet) -> bool {
    let Some(block) = allowed.block else {
        return true;
    };
    block.cidr.contains(&except) && !block.except.iter().any(|own| own.contains(&except))
}
