//! The services of a snapshot and the pods behind them.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
};

use plugin_kit::object::Object as _;

use super::pods::addresses;
use crate::{
    model::{Network, Service, ServicePort, TargetPort},
    object::{self, PortReference},
    protocol::Protocol,
};

/// The services of the network's namespaces and the pods behind each, sorted.
pub(super) fn services<'a>(
    network: &Network<'a>,
    services: &'a [object::Service],
) -> Vec<Service<'a>> {
    let by_label = PodsByLabel::of(network);
    let mut found: Vec<Service<'a>> = services
        .iter()
        .filter_map(|service| {
            let metadata = service.metadata();
            let namespace = network.namespace(metadata.namespace_or_empty())?;
            Some(Service {
                namespace,
                name: &metadata.name,
                object: service,
                addresses: service_addresses(service),
                ports: service.spec.ports.iter().filter_map(service_port).collect(),
                pods: by_label.selected(network, namespace, &service.spec.selector),
            })
        })
        .collect();
    found.sort_by_key(|service| (service.namespace, service.name));
    found
}

/// Pods by one of their labels, so that a service does not look at every pod of its namespace.
struct PodsByLabel<'a>(HashMap<(usize, &'a str, &'a str), Vec<usize>>);

impl<'a> PodsByLabel<'a> {
    fn of(network: &Network<'a>) -> Self {
        let mut pods: HashMap<(usize, &'a str, &'a str), Vec<usize>> = HashMap::new();
        for (index, pod) in network.pods.iter().enumerate() {
            for (key, value) in pod.labels {
                pods.entry((pod.namespace, key, value))
                    .or_default()
                    .push(index);
            }
        }
        Self(pods)
    }

    /// The pods of a namespace that have all these labels; none for no labels.
    fn selected(
        &self,
        network: &Network<'_>,
        namespace: usize,
        selector: &BTreeMap<String, String>,
    ) -> Vec<usize> {
        let lists = selector
            .iter()
            .map(|(key, value)| self.0.get(&(namespace, key.as_str(), value.as_str())));
        let shortest = lists.min_by_key(|list| list.map_or(0, Vec::len)).flatten();
        let candidates = shortest.map_or(&[][..], Vec::as_slice).iter().copied();
        candidates
            .filter(|&pod| {
                network.pods.get(pod).is_some_and(|pod| {
                    selector
                        .iter()
                        .all(|(key, value)| pod.labels.get(key) == Some(value))
                })
            })
            .collect()
    }
}

fn service_addresses(service: &object::Service) -> Vec<IpAddr> {
    addresses(&service.spec.cluster_ip, &service.spec.cluster_ips)
}

fn service_port(port: &object::ServicePort) -> Option<ServicePort<'_>> {
    Some(ServicePort {
        name: port.name.as_deref(),
        protocol: Protocol::of_field(port.protocol.as_deref()).ok()?,
        number: port.port,
        target: match &port.target_port {
            // Zero is how an absent target port is stored by some clients.
            None | Some(PortReference::Number(0)) => TargetPort::Number(port.port),
            Some(PortReference::Number(number)) => TargetPort::Number(*number),
            Some(PortReference::Name(name)) if name.is_empty() => TargetPort::Number(port.port),
            Some(PortReference::Name(name)) => TargetPort::Name(name),
        },
    })
}
