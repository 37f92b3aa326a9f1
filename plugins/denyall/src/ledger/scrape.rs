//! Flows of Prometheus, or of what scrapes in its place.
//!
//! Rules: Prometheus Operator "API reference" for monitors; the `prometheus.io` annotations are a
//! convention of Prometheus' example configuration: `port` is a port of the pod. What scrapes is
//! told by its image or by the labels of its chart; where several do, each may scrape everything.

use plugin_kit::object::{Metadata, Object, ObjectRef};

use super::{
    Confidence, Evidence, EvidenceSource, Party, UnknownReason,
    cluster::Cluster,
    gathering::{Gathering, Hint, Listener},
    services::WhichPort,
};
use crate::{
    model::Network,
    object::{MonitorEndpoint, MonitorNamespaces, PodMonitor, PortReference, ServiceMonitor},
    protocol::Protocol,
};

const SCRAPE: &str = "prometheus.io/scrape";
const PORT: &str = "prometheus.io/port";
const SCRAPERS: [&str; 8] = [
    "prometheus",
    "prometheus-agent",
    "vmagent",
    "vmsingle",
    "victoria-metrics-single",
    "grafana-agent",
    "alloy",
    "prometheus-server",
];
const NAME_LABELS: [&str; 2] = ["app.kubernetes.io/name", "app"];

/// Adds the flows of scraping.
pub(super) fn add(cluster: &Cluster<'_, '_>, gathering: &mut Gathering) {
    let scraping = Scraping {
        cluster,
        scrapers: scrapers(cluster),
    };
    for monitor in cluster.snapshot.all::<ServiceMonitor>() {
        scraping.services(gathering, monitor);
    }
    for monitor in cluster.snapshot.all::<PodMonitor>() {
        scraping.pods(gathering, monitor);
    }
    scraping.annotated_pods(gathering);
    scraping.annotated_services(gathering);
}

struct Scraping<'c, 'a, 'n> {
    cluster: &'c Cluster<'a, 'n>,
    scrapers: Vec<Party>,
}

fn scrapers(cluster: &Cluster<'_, '_>) -> Vec<Party> {
    let scrapes = |subject: &&super::cluster::Subject<'_, '_>| {
        subject.pods.iter().any(|pod| {
            let mut containers = pod.spec.containers.iter();
            let mut labels = NAME_LABELS
                .iter()
                .filter_map(|label| pod.labels.get(*label));
            containers.any(|container| SCRAPERS.contains(&container.image.as_str()))
                || labels.any(|label| SCRAPERS.contains(&label.as_str()))
        })
    };
    let found = cluster.subjects.iter().filter(scrapes);
    found.map(|subject| subject.party.clone()).collect()
}

impl Scraping<'_, '_, '_> {
    fn add(&self, gathering: &mut Gathering, to: &Listener, evidence: &Evidence) {
        for scraper in &self.scrapers {
            gathering.add(scraper, to, Confidence::High, evidence.clone());
        }
        if self.scrapers.is_empty() {
            let hint = Hint {
                to: Some(to.party.clone()),
                names: "what scrapes".to_owned(),
                protocol: Some(to.protocol),
                port: Some(to.port),
                from: None,
            };
            gathering.miss(hint, UnknownReason::NoScraper, evidence.clone());
        }
    }

    fn services(&self, gathering: &mut Gathering, monitor: &ServiceMonitor) {
        let network = self.cluster.network;
        let places = covered(network, &monitor.metadata, &monitor.spec.namespace_selector);
        let services =
            places.flat_map(|namespace| within(&network.services, namespace, |it| it.namespace));
        for (_, service) in services {
            if !monitor
                .spec
                .selector
                .matches(&service.object.metadata.labels)
            {
                continue;
            }
            for endpoint in &monitor.spec.endpoints {
                let (which, says) = match (&endpoint.port, &endpoint.target_port) {
                    (Some(name), _) => (Some(WhichPort::Name(name)), name.clone()),
                    (None, Some(port)) => (None, text(port)),
                    (None, None) => continue,
                };
                let evidence = evidence(monitor.reference(), "spec.endpoints", &says);
                match which {
                    Some(which) => {
                        let found = self.cluster.services.listeners(service, which, None);
                        for listener in found.unwrap_or_default() {
                            self.add(gathering, &listener, &evidence);
                        }
                    }
                    None => self.of_pods(gathering, &service.pods, endpoint, &evidence),
                }
            }
        }
    }

    fn pods(&self, gathering: &mut Gathering, monitor: &PodMonitor) {
        let network = self.cluster.network;
        let places = covered(network, &monitor.metadata, &monitor.spec.namespace_selector);
        let pods = places.flat_map(|namespace| within(&network.pods, namespace, |it| it.namespace));
        for (index, pod) in pods {
            if !monitor.spec.selector.matches(pod.labels) {
                continue;
            }
            for endpoint in &monitor.spec.pod_metrics_endpoints {
                let says = endpoint.port.clone().unwrap_or_default();
                let evidence = evidence(monitor.reference(), "spec.podMetricsEndpoints", &says);
                self.of_pods(gathering, &[index], endpoint, &evidence);
            }
        }
    }

    /// A port of the pods themselves.
    fn of_pods(
        &self,
        gathering: &mut Gathering,
        pods: &[usize],
        endpoint: &MonitorEndpoint,
        evidence: &Evidence,
    ) {
        for &pod in pods {
            let by_name = |name: &str| {
                let pod = self.cluster.network.pods.get(pod)?;
                pod.number_of(name, Protocol::Tcp)
            };
            let port = match (&endpoint.port, &endpoint.target_port) {
                (Some(name), _) | (None, Some(PortReference::Name(name))) => by_name(name),
                (None, Some(PortReference::Number(port))) => Some(*port),
                (None, None) => endpoint.port_number,
            };
            if let Some(port) = port.or(endpoint.port_number) {
                self.add(gathering, &self.listener(pod, port), evidence);
            }
        }
    }

    fn annotated_pods(&self, gathering: &mut Gathering) {
        for subject in self.cluster.subjects {
            for pod in &subject.pods {
                if pod.annotations.get(SCRAPE).is_none_or(|it| it != "true") {
                    continue;
                }
                let port = pod.annotations.get(PORT);
                let port: Option<u16> = port.and_then(|it| it.parse().ok());
                let says = port.map_or_else(|| "every port".to_owned(), |port| port.to_string());
                let mut evidence = subject.evidence(EvidenceSource::ScrapeAnnotation, "", says);
                evidence.path = format!("metadata.annotations[{SCRAPE}]");
                let ports: Vec<u16> = match port {
                    Some(port) => vec![port],
                    None => pod
                        .declared_ports()
                        .filter(|port| port.1 == Protocol::Tcp)
                        .map(|port| port.2)
                        .collect(),
                };
                for port in ports {
                    let party = subject.party.clone();
                    let to = self.cluster.services.listener(party, Protocol::Tcp, port);
                    self.add(gathering, &to, &evidence);
                }
            }
        }
    }

    fn annotated_services(&self, gathering: &mut Gathering) {
        for service in &self.cluster.network.services {
            let annotations = &service.object.metadata.annotations;
            if annotations.get(SCRAPE).is_none_or(|it| it != "true") {
                continue;
            }
            let port: Option<u16> = annotations.get(PORT).and_then(|it| it.parse().ok());
            let says = port.map_or_else(|| "every port".to_owned(), |port| port.to_string());
            let evidence = Evidence {
                source: EvidenceSource::ScrapeAnnotation,
                object: Some(service.object.reference()),
                path: format!("metadata.annotations[{SCRAPE}]"),
                says,
            };
            let tcp = Some(Protocol::Tcp);
            let services = self.cluster.services;
            let listeners = if let Some(port) = port {
                services.listeners_past(service, port, tcp)
            } else {
                let found = services.listeners(service, WhichPort::Any, tcp);
                found.unwrap_or_default()
            };
            for listener in &listeners {
                self.add(gathering, listener, &evidence);
            }
        }
    }

    fn listener(&self, pod: usize, port: u16) -> Listener {
        let party = self.cluster.services.party_of_pod(pod);
        self.cluster.services.listener(party, Protocol::Tcp, port)
    }
}

fn evidence(object: ObjectRef, path: &str, says: &str) -> Evidence {
    Evidence {
        source: EvidenceSource::ServiceMonitor,
        object: Some(object),
        path: path.to_owned(),
        says: says.to_owned(),
    }
}

fn text(port: &PortReference) -> String {
    match port {
        PortReference::Number(number) => number.to_string(),
        PortReference::Name(name) => name.clone(),
    }
}

/// The namespaces where a monitor looks, by index.
fn covered<'m>(
    network: &'m Network<'_>,
    monitor: &'m Metadata,
    namespaces: &'m MonitorNamespaces,
) -> impl Iterator<Item = usize> {
    let own = monitor.namespace_or_empty();
    let is_covered = move |name: &str| {
        if namespaces.match_names.is_empty() {
            namespaces.any || name == own
        } else {
            namespaces.any || namespaces.match_names.iter().any(|it| it == name)
        }
    };
    let all = network.namespaces.iter().enumerate();
    all.filter(move |(_, namespace)| is_covered(namespace.name))
        .map(|(index, _)| index)
}

/// The items of a namespace, with their indices in a list that is sorted by namespace.
fn within<T>(
    items: &[T],
    namespace: usize,
    namespace_of: impl Fn(&T) -> usize,
) -> impl Iterator<Item = (usize, &T)> {
    let start = items.partition_point(|item| namespace_of(item) < namespace);
    let end = items.partition_point(|item| namespace_of(item) <= namespace);
    let inside = items.get(start..end).unwrap_or_default();
    inside
        .iter()
        .enumerate()
        .map(move |(index, item)| (start + index, item))
}

#[cfg(test)]
mod tests;
