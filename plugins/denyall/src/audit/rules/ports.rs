//! Ports of rules that mean something else than they seem to.
//!
//! A named port is looked up in each pod ("NetworkPolicyPort API"); a number is the pod's, not the
//! service's, for policies see the address and port behind a service. Declared ports are
//! informational, so a number that nobody declares is a finding only where a service gives it away.

use std::collections::BTreeSet;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::{Scene, selection_of},
    },
    model::Service,
    policy::{Direction, Policy, Port, Ports, Rule},
    protocol::Protocol,
};

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let services = ServicesOf::new(scene);
    let mut findings = Vec::new();
    for policy in scene.policies.policies() {
        for direction in Direction::BOTH {
            for (index, rule) in policy.rules(direction).iter().enumerate() {
                let Ports::Listed(ports) = &rule.ports else {
                    continue;
                };
                let groups = listeners(scene, policy, direction, rule);
                if groups.is_empty() {
                    continue;
                }
                let path = format!("spec.{}[{index}].ports", direction.as_str());
                let of_rule = OfRule {
                    scene,
                    policy,
                    groups: &groups,
                    path,
                };
                findings.extend(ports.iter().filter_map(|port| match port {
                    Port::Named { protocol, name } => of_rule.named(*protocol, name),
                    Port::Range {
                        protocol,
                        first,
                        last,
                    } if first == last => of_rule.number(&services, *protocol, *first),
                    Port::Range { .. } => None,
                }));
            }
        }
    }
    findings
}

/// The groups whose ports a rule names: of ingress the policy's own, of egress those of its peers.
fn listeners(scene: &Scene<'_>, policy: &Policy, direction: Direction, rule: &Rule) -> Vec<usize> {
    match direction {
        Direction::Ingress => scene.selected(&policy.subject).to_vec(),
        Direction::Egress => {
            let peers = rule.listed_peers().iter().filter_map(selection_of);
            let groups: BTreeSet<usize> = peers
                .flat_map(|selection| scene.selected(selection).iter().copied())
                .collect();
            groups.into_iter().collect()
        }
    }
}

/// The services of each group, by index.
struct ServicesOf(Vec<Vec<usize>>);

impl ServicesOf {
    fn new(scene: &Scene<'_>) -> Self {
        let mut group_of: Vec<usize> = vec![usize::MAX; scene.network.pods.len()];
        for (index, group) in scene.groups.iter().enumerate() {
            for pod in &group.pods {
                if let Some(group) = group_of.get_mut(*pod) {
                    *group = index;
                }
            }
        }
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); scene.groups.len()];
        for (index, service) in scene.network.services.iter().enumerate() {
            let groups: BTreeSet<usize> = service
                .pods
                .iter()
                .filter_map(|pod| group_of.get(*pod).copied())
                .collect();
            for group in groups {
                if let Some(of) = of.get_mut(group) {
                    of.push(index);
                }
            }
        }
        Self(of)
    }

    fn of<'s>(
        &'s self,
        scene: &'s Scene<'_>,
        group: usize,
    ) -> impl Iterator<Item = &'s Service<'s>> {
        let services = self.0.get(group).into_iter().flatten();
        services.filter_map(|service| scene.network.services.get(*service))
    }
}

/// A rule whose ports are looked at.
struct OfRule<'s, 'a> {
    scene: &'s Scene<'a>,
    policy: &'s Policy,
    groups: &'s [usize],
    path: String,
}

impl OfRule<'_, '_> {
    fn named(&self, protocol: Option<Protocol>, name: &str) -> Option<Finding> {
        let numbers: BTreeSet<u16> = self
            .groups
            .iter()
            .filter_map(|group| self.scene.groups.get(*group)?.pods.first())
            .filter_map(|pod| self.scene.network.pods.get(*pod))
            .flat_map(|pod| {
                pod.named_ports()
                    .filter(|port| port.name == name)
                    .filter(|port| protocol.is_none_or(|protocol| protocol == port.protocol))
                    .map(|port| port.number)
            })
            .collect();
        let id = &self.policy.id;
        let (rule, title) = match numbers.len() {
            0 => (
                RuleId::NamedPortUnresolved,
                format!("{id} names the port {name}, which none of the pods has"),
            ),
            1 => return None,
            _ => {
                let numbers: Vec<String> = numbers.iter().map(u16::to_string).collect();
                let numbers = numbers.join(", ");
                (
                    RuleId::NamedPortAmbiguous,
                    format!("{id} names the port {name}, which is {numbers}"),
                )
            }
        };
        Some(Finding::new(rule, id.reference(), title).because(self.path.clone()))
    }

    fn number(&self, services: &ServicesOf, protocol: Protocol, number: u16) -> Option<Finding> {
        let scene = self.scene;
        let declares = |group: &&usize| {
            let group = scene.groups.get(**group);
            let pod = group.and_then(|group| scene.network.pods.get(*group.pods.first()?));
            pod.is_some_and(|pod| {
                let mut ports = pod.declared_ports();
                ports.any(|(_, of, declared)| of == protocol && declared == number)
            })
        };
        if self.groups.iter().any(|group| declares(&group)) {
            return None;
        }
        let (service, target) = self.groups.iter().find_map(|group| {
            let pod = *scene.groups.get(*group)?.pods.first()?;
            services.of(scene, *group).find_map(|service| {
                let leads_here = service.ports.iter().any(|port| {
                    port.protocol == protocol && port.number_in(scene.network, pod) == Some(number)
                });
                let mut ports = service.ports.iter();
                let port = ports.find(|it| it.protocol == protocol && it.number == number)?;
                let target = port.number_in(scene.network, pod)?;
                (!leads_here && target != number).then_some((service, target))
            })
        })?;
        let id = &self.policy.id;
        let title = format!(
            "{id} has port {number} of service {}, whose pods listen on {target}",
            service.name
        );
        let finding = Finding::new(RuleId::ServicePortInRule, id.reference(), title);
        Some(finding.because(self.path.clone()))
    }
}
