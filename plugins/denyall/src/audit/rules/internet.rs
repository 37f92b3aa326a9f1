//! Pods that reach the instance metadata service, which gives out the node's AWS credentials.
//!
//! It answers at 169.254.169.254 and `fd00:ec2::254` (Amazon EC2: "Use the Instance Metadata Service
//! to access instance metadata"). A default denial of egress blocks it; a rule that allows the
//! internet lets it in again.

use std::net::IpAddr;

use plugin_kit::report::Severity;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    policy::{Direction, Peer, Peers, Policy, Port, Ports, Rule, Tier},
    protocol::Protocol,
    verdict::Endpoint,
};

const METADATA: [&str; 2] = ["169.254.169.254", "fd00:ec2::254"];
const PORT: u16 = 80;

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let addresses: Vec<IpAddr> = METADATA.iter().filter_map(|it| it.parse().ok()).collect();
    let mut findings: Vec<Finding> = scene
        .policies
        .policies()
        .iter()
        .filter_map(|policy| rule(scene, policy, &addresses))
        .collect();
    for namespace in 0..scene.network.namespaces.len() {
        findings.extend(open(scene, namespace, &addresses));
    }
    findings
}

/// A policy with a rule that includes the address.
fn rule(scene: &Scene<'_>, policy: &Policy, addresses: &[IpAddr]) -> Option<Finding> {
    if policy.tier != Tier::Namespaced
        || !policy.isolates_egress
        || scene.selected(&policy.subject).is_empty()
    {
        return None;
    }
    let rules = policy.rules(Direction::Egress).iter().enumerate();
    let (index, address) = rules
        .filter(|(_, rule)| is_about_port(rule))
        .find_map(|(index, rule)| Some((index, included(rule, addresses)?)))?;
    let groups: Vec<usize> = scene
        .selected(&policy.subject)
        .iter()
        .copied()
        .filter(|group| reaches(scene, *group, address))
        .collect();
    if groups.is_empty() {
        // Another tier denies it.
        return None;
    }
    let title = format!(
        "{} allows {address}, the instance metadata service",
        policy.id
    );
    let finding = Finding::new(
        RuleId::InternetIncludesMetadata,
        policy.id.reference(),
        title,
    );
    Some(
        finding
            .because(format!("spec.egress[{index}]"))
            .with(scene.workloads(&groups)),
    )
}

fn is_about_port(rule: &Rule) -> bool {
    let Ports::Listed(ports) = &rule.ports else {
        return true;
    };
    ports.iter().any(|port| match port {
        Port::Range {
            protocol,
            first,
            last,
        } => *protocol == Protocol::Tcp && (*first..=*last).contains(&PORT),
        Port::Named { .. } => false,
    })
}

/// The first of the addresses that a rule includes.
fn included(rule: &Rule, addresses: &[IpAddr]) -> Option<IpAddr> {
    let holds = |address: &IpAddr| match &rule.peers {
        Peers::Anyone => true,
        Peers::Listed(_) => rule.listed_peers().iter().any(|peer| match peer {
            Peer::Addresses(block) => block.contains(*address),
            Peer::Networks(network) => network.contains(address),
            Peer::Pods(_) | Peer::Nodes(_) | Peer::DomainNames(_) => false,
        }),
    };
    addresses.iter().copied().find(holds)
}

fn reaches(scene: &Scene<'_>, group: usize, address: IpAddr) -> bool {
    let group = scene.groups.get(group);
    group
        .is_some_and(|group| scene.may_send(group, Endpoint::Address(address), Protocol::Tcp, PORT))
}

/// Pods of a namespace that reach it because nothing isolates what they send.
fn open(scene: &Scene<'_>, namespace: usize, addresses: &[IpAddr]) -> Option<Finding> {
    let groups: Vec<usize> = scene
        .groups_in(namespace)
        .filter(|(_, group)| !group.host_network)
        .filter(|(_, group)| scene.isolating(group, Direction::Egress).is_empty())
        .filter(|(index, _)| addresses.iter().any(|it| reaches(scene, *index, *it)))
        .map(|(index, _)| index)
        .collect();
    if groups.is_empty() {
        return None;
    }
    let name = scene.namespace(namespace);
    let title = format!("pods of namespace {name} reach the instance metadata service");
    let severity = if scene.is_system(namespace) {
        Severity::Low
    } else {
        Severity::Medium
    };
    let finding = Finding::new(
        RuleId::MetadataReachable,
        scene.namespace_object(namespace),
        title,
    );
    Some(finding.rated(severity).with(scene.workloads(&groups)))
}
