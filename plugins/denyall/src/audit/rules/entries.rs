//! More combinations of port and protocol for one address than the agent of Amazon EKS keeps.
//!
//! It has room for 24 for each address or range, over all policies of a pod, and drops the others in
//! no particular order (Amazon EKS User Guide: "Limit pod traffic with Kubernetes network
//! policies").

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    policy::{Direction, Peer, Peers, Port, Ports, Rule},
};

const LIMIT: usize = 24;

/// What the agent has an entry for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Everybody,
    Range(String),
    Pods(usize),
}

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    if !scene.is_eks() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for direction in Direction::BOTH {
        for (policies, groups) in scene.isolated(direction) {
            let rules: Vec<&Rule> = policies
                .iter()
                .filter_map(|policy| scene.policy(*policy))
                .flat_map(|policy| policy.rules(direction))
                .collect();
            // Most sets of policies have too few ports in all to need a closer look.
            if rules.iter().map(|rule| listed(rule).len()).sum::<usize>() <= LIMIT {
                continue;
            }
            let Some((target, count)) = most(scene, &rules) else {
                continue;
            };
            let Some(policy) = policies.first().and_then(|it| scene.policy(*it)) else {
                continue;
            };
            let others = policies.iter().skip(1).filter_map(|it| scene.policy(*it));
            let title = format!(
                "{count} ports are listed in the {} rules for {}; {LIMIT} are kept",
                direction.as_str(),
                in_words(scene, &target)
            );
            let finding = Finding::new(RuleId::TooManyPorts, policy.id.reference(), title);
            findings.push(
                finding
                    .with(others.map(|policy| policy.id.reference()))
                    .with(scene.workloads(&groups)),
            );
        }
    }
    findings
}

fn listed(rule: &Rule) -> &[Port] {
    match &rule.ports {
        Ports::All => &[],
        Ports::Listed(ports) => ports,
    }
}

/// The target with the most ports, if they are too many.
fn most(scene: &Scene<'_>, rules: &[&Rule]) -> Option<(Target, usize)> {
    let mut ports: BTreeMap<Target, BTreeSet<&Port>> = BTreeMap::new();
    for rule in rules {
        let targets: BTreeSet<Target> = match &rule.peers {
            Peers::Anyone => BTreeSet::from([Target::Everybody]),
            Peers::Listed(_) => rule
                .listed_peers()
                .iter()
                .flat_map(|it| targets(scene, it))
                .collect(),
        };
        for target in targets {
            ports.entry(target).or_default().extend(listed(rule));
        }
    }
    let counted = ports
        .into_iter()
        .map(|(target, ports)| (target, ports.len()));
    let most = counted.max_by(|left, right| (left.1, &right.0).cmp(&(right.1, &left.0)))?;
    (most.1 > LIMIT).then_some(most)
}

fn targets(scene: &Scene<'_>, peer: &Peer) -> Vec<Target> {
    match peer {
        Peer::Pods(selection) => {
            let groups = scene.selected(selection).iter();
            groups.map(|group| Target::Pods(*group)).collect()
        }
        Peer::Addresses(block) => vec![Target::Range(block.cidr.to_string())],
        Peer::Networks(network) => vec![Target::Range(network.to_string())],
        Peer::Nodes(_) | Peer::DomainNames(_) => Vec::new(),
    }
}

fn in_words(scene: &Scene<'_>, target: &Target) -> String {
    match target {
        Target::Everybody => "everybody".to_owned(),
        Target::Range(range) => range.clone(),
        Target::Pods(group) => match scene.workloads(&[*group]).first() {
            Some(workload) => workload.to_string(),
            None => "pods".to_owned(),
        },
    }
}
