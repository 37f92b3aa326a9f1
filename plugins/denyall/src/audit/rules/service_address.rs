//! Services that the agent of Amazon EKS cuts off although their pods are allowed.
//!
//! It judges what a pod sends before the service's address is replaced by a pod's. Its controller
//! adds the addresses of those services whose selector, read as labels, satisfies the peer; an
//! ipBlock is taken as it is written.

use std::collections::{BTreeMap, BTreeSet};

use plugin_kit::object::ObjectRef;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::Scene,
    },
    model::Service,
    policy::{AddressBlock, Direction, NamespaceSelection, Peer, Peers, PodSelection, Rule, Tier},
    verdict::is_selected,
};

/// How many services a finding names.
const NAMED: usize = 20;

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    if !scene.is_eks() {
        return Vec::new();
    }
    // Policies repeat each other's peers.
    let mut looser: BTreeMap<&PodSelection, Vec<usize>> = BTreeMap::new();
    let mut uncovered_by: BTreeMap<Vec<&AddressBlock>, Vec<usize>> = BTreeMap::new();
    let mut findings = Vec::new();
    for policy in scene.policies.policies() {
        if policy.tier != Tier::Namespaced
            || !policy.isolates_egress
            || scene.selected(&policy.subject).is_empty()
        {
            continue;
        }
        let rules = policy.rules(Direction::Egress);
        if rules.iter().any(|rule| rule.peers == Peers::Anyone) {
            continue;
        }
        let mut services: BTreeSet<usize> = BTreeSet::new();
        let mut uncovered: BTreeSet<usize> = BTreeSet::new();
        let blocks: Vec<&AddressBlock> = rules
            .iter()
            .flat_map(Rule::listed_peers)
            .filter_map(block)
            .collect();
        for peer in rules.iter().flat_map(Rule::listed_peers) {
            if let Peer::Pods(selection) = peer {
                let found = looser
                    .entry(selection)
                    .or_insert_with(|| looser_services(scene, selection));
                services.extend(found.iter());
            }
        }
        services.retain(|service| !covered(scene, &blocks, *service));
        if blocks.iter().any(|block| block.cidr.prefix_len() > 0) {
            let found = uncovered_by
                .entry(blocks.clone())
                .or_insert_with(|| uncovered_services(scene, &blocks));
            uncovered.extend(found.iter());
        }
        let id = &policy.id;
        findings.extend(finding(
            scene,
            (RuleId::ServiceSelectorLooser, id.reference()),
            &services,
            &format!("{id} asks for labels that selectors of services lack"),
        ));
        findings.extend(finding(
            scene,
            (RuleId::ServicesNotCovered, id.reference()),
            &uncovered,
            &format!("{id} allows addresses of pods, not those of their services"),
        ));
    }
    findings
}

fn finding(
    scene: &Scene<'_>,
    (rule, policy): (RuleId, ObjectRef),
    services: &BTreeSet<usize>,
    title: &str,
) -> Option<Finding> {
    if services.is_empty() {
        return None;
    }
    let named = services.iter().take(NAMED).filter_map(|service| {
        let service = scene.network.services.get(*service)?;
        let namespace = scene.namespace(service.namespace);
        Some(ObjectRef::namespaced("Service", namespace, service.name))
    });
    let finding = Finding::new(rule, policy, title).with(named);
    Some(match services.len().saturating_sub(NAMED) {
        0 => finding,
        more => finding.because(format!("{more} more services")),
    })
}

fn block(peer: &Peer) -> Option<&AddressBlock> {
    match peer {
        Peer::Addresses(block) => Some(block),
        _ => None,
    }
}

/// Services with pods that a selection matches while their own selector does not satisfy it.
fn looser_services(scene: &Scene<'_>, selection: &PodSelection) -> Vec<usize> {
    if selection.pods.is_empty() {
        return Vec::new();
    }
    let namespaces = match &selection.namespaces {
        NamespaceSelection::Named(name) => scene.network.namespace(name).into_iter().collect(),
        NamespaceSelection::Selected(selector) => scene.namespaces_of(selector),
    };
    let services = namespaces
        .into_iter()
        .flat_map(|namespace| services_in(scene, namespace));
    services
        .filter(|(_, service)| has_address(service))
        .filter(|(_, service)| !selection.pods.matches(&service.object.spec.selector))
        .filter(|(_, service)| {
            let mut pods = service.pods.iter();
            pods.any(|pod| is_selected(scene.network, selection, *pod))
        })
        .map(|(index, _)| index)
        .collect()
}

fn services_in<'s>(
    scene: &'s Scene<'_>,
    namespace: usize,
) -> impl Iterator<Item = (usize, &'s Service<'s>)> {
    let services = &scene.network.services;
    let first = services.partition_point(|service| service.namespace < namespace);
    let services = services.iter().enumerate().skip(first);
    services.take_while(move |(_, service)| service.namespace == namespace)
}

fn has_address(service: &Service<'_>) -> bool {
    !service.addresses.is_empty()
}

fn covered(scene: &Scene<'_>, blocks: &[&AddressBlock], service: usize) -> bool {
    let Some(service) = scene.network.services.get(service) else {
        return false;
    };
    let mut addresses = service.addresses.iter();
    addresses.all(|address| blocks.iter().any(|block| block.contains(*address)))
}

/// Services with a pod in one of the blocks and their own address in none.
fn uncovered_services(scene: &Scene<'_>, blocks: &[&AddressBlock]) -> Vec<usize> {
    let services = scene.network.services.iter().enumerate();
    services
        .filter(|(index, service)| has_address(service) && !covered(scene, blocks, *index))
        .filter(|(_, service)| {
            // One pod speaks for the others: pods of a service are in one range of addresses.
            let pod = service
                .pods
                .first()
                .map(|pod| scene.network.addresses_of(*pod));
            pod.is_some_and(|addresses| {
                let mut addresses = addresses.iter();
                addresses.any(|address| blocks.iter().any(|block| block.contains(*address)))
            })
        })
        .map(|(index, _)| index)
        .collect()
}
