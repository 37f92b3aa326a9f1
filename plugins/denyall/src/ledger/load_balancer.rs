//! Flows that come in through Services of type `LoadBalancer` and `NodePort`, and through target
//! groups.
//!
//! Rules: AWS Load Balancer Controller "Service annotations" and "`TargetGroupBinding`"; Kubernetes
//! "Source IP for Services": with the traffic policy `Cluster` a node puts its own address in front,
//! with `Local` the client's stays. Health checks come from the load balancer's subnets.

use ipnet::IpNet;
use plugin_kit::object::Object;

use super::{
    Evidence, EvidenceSource, Party, UnknownReason,
    cluster::Cluster,
    gathering::{Gathering, Hint},
    services::WhichPort,
};
use crate::{
    model::Service,
    object::{PortReference, TargetGroupBinding},
};

const TYPE: &str = "service.beta.kubernetes.io/aws-load-balancer-type";
const TARGET_TYPE: &str = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";
const SCHEME: &str = "service.beta.kubernetes.io/aws-load-balancer-scheme";
const INTERNAL: &str = "service.beta.kubernetes.io/aws-load-balancer-internal";
const ATTRIBUTES: &str = "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes";
const KEEPS_CLIENT: &str = "preserve_client_ip.enabled=true";

/// Adds the flows that come in through load balancers and node ports.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    for service in &cluster.network.services {
        let sources = match service.object.spec.kind.as_deref() {
            Some("LoadBalancer") => of_load_balancer(service),
            Some("NodePort") if keeps_client(service) => (vec![Party::Nodes], true),
            Some("NodePort") => (vec![Party::Nodes], false),
            _ => continue,
        };
        add_from(cluster, gathering, service, sources);
    }
    for binding in cluster.snapshot.all::<TargetGroupBinding>() {
        add_binding(cluster, gathering, binding);
    }
}

/// Who connects to the pods, and whether clients of any address are among them.
fn of_load_balancer(service: &Service<'_>) -> (Vec<Party>, bool) {
    let annotations = &service.object.metadata.annotations;
    let says = |key: &str, value: &str| annotations.get(key).is_some_and(|it| it == value);
    let is_direct = says(TARGET_TYPE, "ip") || says(TYPE, "nlb-ip");
    let client_stays = if is_direct {
        annotations
            .get(ATTRIBUTES)
            .is_some_and(|attributes| attributes.contains(KEEPS_CLIENT))
    } else {
        keeps_client(service)
    };
    let balancer = if is_direct || keeps_client(service) {
        Party::LoadBalancer
    } else {
        Party::Nodes
    };
    if !client_stays {
        return (vec![balancer], false);
    }
    let mut ranges: Vec<IpNet> = service
        .object
        .spec
        .load_balancer_source_ranges
        .iter()
        .filter_map(|range| range.trim().parse().ok())
        .collect();
    ranges.sort_unstable();
    ranges.dedup();
    if !ranges.is_empty() {
        return (vec![balancer, Party::Addresses(ranges)], false);
    }
    let is_public = says(SCHEME, "internet-facing") && !says(INTERNAL, "true");
    if is_public {
        (vec![balancer, Party::Internet], false)
    } else {
        (vec![balancer], true)
    }
}

fn keeps_client(service: &Service<'_>) -> bool {
    service.object.spec.external_traffic_policy.as_deref() == Some("Local")
}

fn add_from(
    cluster: &Cluster<'_, '_>,
    gathering: &mut Gathering,
    service: &Service<'_>,
    (parties, any_client): (Vec<Party>, bool),
) {
    let Some(namespace) = cluster.network.namespaces.get(service.namespace) else {
        return;
    };
    let to = (namespace.name, service.name);
    for port in &service.ports {
        let evidence = Evidence {
            source: EvidenceSource::LoadBalancerService,
            object: Some(service.object.reference()),
            path: format!("spec.ports[{}]", port.number),
            says: format!("{}.{}:{}", to.1, to.0, port.number),
        };
        let which = WhichPort::Number(port.number);
        for party in &parties {
            cluster.add_service(gathering, party, to, which, evidence.clone());
        }
        if any_client {
            let found = cluster
                .services
                .listeners(service, which, Some(port.protocol));
            for listener in found.unwrap_or_default() {
                let hint = Hint {
                    to: Some(listener.party),
                    names: "clients of the load balancer or node port".to_owned(),
                    protocol: Some(listener.protocol),
                    port: Some(listener.port),
                    from: None,
                };
                gathering.miss(hint, UnknownReason::AnySource, evidence.clone());
            }
        }
    }
}

fn add_binding(cluster: &Cluster<'_, '_>, gathering: &mut Gathering, binding: &TargetGroupBinding) {
    let reference = &binding.spec.service_ref;
    let to = (
        binding.metadata.namespace_or_empty(),
        reference.name.as_str(),
    );
    let (which, port) = match &reference.port {
        Some(PortReference::Number(port)) => (WhichPort::Number(*port), port.to_string()),
        Some(PortReference::Name(name)) => (WhichPort::Name(name), name.clone()),
        None => (WhichPort::Any, String::new()),
    };
    let evidence = Evidence {
        source: EvidenceSource::TargetGroupBinding,
        object: Some(binding.reference()),
        path: "spec.serviceRef".to_owned(),
        says: format!("{}.{}:{port}", to.1, to.0),
    };
    let networking = binding.spec.networking.iter();
    let peers = networking
        .flat_map(|it| &it.ingress)
        .flat_map(|it| &it.from);
    let mut ranges: Vec<IpNet> = peers
        .filter_map(|peer| peer.ip_block.as_ref()?.cidr.parse().ok())
        .collect();
    ranges.sort_unstable();
    ranges.dedup();
    let from = if binding.spec.target_type.as_deref() == Some("instance") {
        Party::Nodes
    } else if ranges.is_empty() {
        Party::LoadBalancer
    } else {
        Party::Addresses(ranges)
    };
    cluster.add_service(gathering, &from, to, which, evidence);
}

#[cfg(test)]
mod tests;
