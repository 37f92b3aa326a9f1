//! Pods that cannot ask the cluster's DNS.
//!
//! Names are resolved through the service `kube-dns` of `kube-system` ("DNS for Services and Pods"),
//! by UDP and, for long answers, TCP; policies see the target port of its pods. With `NodeLocal`
//! `DNSCache` pods ask 169.254.20.10 instead.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr},
};

use plugin_kit::report::Severity;

use crate::{
    audit::{
        finding::{Finding, RuleId},
        scene::{Group, Scene},
    },
    model::Service,
    policy::Direction,
    protocol::Protocol,
    verdict::Endpoint,
};

const SYSTEM: &str = "kube-system";
const KUBE_DNS: &str = "kube-dns";
const DNS: u16 = 53;
const NODE_LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 20, 10));

pub(super) fn find(scene: &Scene<'_>) -> Vec<Finding> {
    let service = scene.network.service(SYSTEM, KUBE_DNS);
    let service = service.and_then(|service| scene.network.services.get(service));
    let Some(service) = service.filter(|service| !service.pods.is_empty()) else {
        return Vec::new();
    };
    let mut blocked: BTreeMap<(usize, Vec<Protocol>), Vec<usize>> = BTreeMap::new();
    for groups in scene.isolated(Direction::Egress).into_values() {
        for index in groups {
            let Some(group) = scene.groups.get(index) else {
                continue;
            };
            let protocols: Vec<Protocol> = [Protocol::Tcp, Protocol::Udp]
                .into_iter()
                .filter(|protocol| is_blocked(scene, group, service, *protocol))
                .collect();
            if !protocols.is_empty() {
                let key = (group.namespace, protocols);
                blocked.entry(key).or_default().push(index);
            }
        }
    }
    let blocked = blocked.into_iter();
    blocked
        .map(|((namespace, protocols), groups)| finding(scene, namespace, &protocols, &groups))
        .collect()
}

fn finding(
    scene: &Scene<'_>,
    namespace: usize,
    protocols: &[Protocol],
    groups: &[usize],
) -> Finding {
    let words: Vec<&str> = protocols.iter().map(|it| it.as_str()).collect();
    let title = format!(
        "pods of namespace {} cannot ask the cluster's DNS by {}",
        scene.namespace(namespace),
        words.join(" and ")
    );
    // Without TCP only long answers are lost.
    let severity = if protocols == [Protocol::Tcp] {
        Severity::Low
    } else {
        Severity::High
    };
    let policies = groups.first().and_then(|group| scene.groups.get(*group));
    let policies = policies.map(|group| scene.isolating(group, Direction::Egress));
    let policies = policies.into_iter().flatten();
    let policies = policies.filter_map(|policy| scene.policy(policy));
    let finding = Finding::new(RuleId::DnsBlocked, scene.namespace_object(namespace), title);
    let mut finding = finding.rated(severity).with(scene.workloads(groups));
    finding.evidence = policies
        .map(|policy| format!("{} isolates egress", policy.id))
        .collect();
    finding
}

/// Whether what a group sends to the DNS is stopped. Pods of the DNS itself ask another one.
fn is_blocked(scene: &Scene<'_>, group: &Group, service: &Service<'_>, protocol: Protocol) -> bool {
    let Some(pod) = service.pods.first().copied() else {
        return false;
    };
    let port = service
        .ports
        .iter()
        .find(|port| port.protocol == protocol && port.number == DNS);
    let Some(number) = port.and_then(|port| port.number_in(scene.network, pod)) else {
        return false;
    };
    let is_dns = group
        .pods
        .iter()
        .any(|own| service.pods.binary_search(own).is_ok());
    let may_send = |to, port| scene.may_send(group, to, protocol, port);
    !is_dns
        && !may_send(Endpoint::Pod(pod), number)
        && !may_send(Endpoint::Address(NODE_LOCAL), DNS)
}
