//! Builds the network of a snapshot.
//!
//! A pod belongs to the topmost controller that is known: a deployment rather than its replica
//! set, a cron job rather than its job. Where files lack the replica set, the deployment's name is
//! the set's without its `pod-template-hash` ("Kubernetes: Deployments").

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
};

use plugin_kit::{
    Snapshot,
    object::{self as kit, LabelSelector, Metadata, Object},
};

use super::{
    Network, Pod, Service, ServicePort, TargetPort, Workload, WorkloadKind,
    network::{Holder, NAMESPACE_NAME_LABEL, Namespace, Node},
};
use crate::{
    object::{
        self, CronJob, DaemonSet, Deployment, Job, PodPhase, PodSpec, PodTemplate, PortReference,
        ReplicaSet, ReplicationController, StatefulSet, WorkloadSpec,
    },
    protocol::Protocol,
};

const TEMPLATE_HASH_LABEL: &str = "pod-template-hash";
const DEFAULT_SERVICE_ACCOUNT: &str = "default";

/// Namespace, kind and name.
type WorkloadKey<'a> = (&'a str, WorkloadKind<'a>, &'a str);

/// A pod before its namespace, workload and node have indices.
struct Found<'a> {
    namespace: &'a str,
    name: &'a str,
    workload: WorkloadKey<'a>,
    labels: &'a BTreeMap<String, String>,
    annotations: &'a BTreeMap<String, String>,
    spec: &'a PodSpec,
    started: Option<&'a str>,
    addresses: Vec<IpAddr>,
    node: Option<&'a str>,
    is_template: bool,
}

impl<'a> Network<'a> {
    /// The network of a snapshot.
    #[must_use]
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let owners = Owners::of(snapshot);
        let mut found: Vec<Found<'a>> = running_pods(snapshot, &owners).collect();
        let present: BTreeSet<WorkloadKey<'a>> = found.iter().map(|pod| pod.workload).collect();
        found.extend(
            templates(snapshot)
                .into_iter()
                .filter(|pod| !present.contains(&pod.workload)),
        );
        found.sort_by(|left, right| {
            (left.namespace, left.name, left.is_template, left.workload).cmp(&(
                right.namespace,
                right.name,
                right.is_template,
                right.workload,
            ))
        });
        let services = snapshot.all::<object::Service>();
        let mut network = Self {
            namespaces: namespaces(snapshot, &found, services),
            nodes: nodes(snapshot, &found),
            ..Self::default()
        };
        network.place(found, &selectors(snapshot));
        network.find_holders();
        network.add_services(services);
        network
    }

    /// Gives pods and workloads their indices.
    fn place(
        &mut self,
        found: Vec<Found<'a>>,
        selectors: &HashMap<WorkloadKey<'a>, &'a LabelSelector>,
    ) {
        let keys: BTreeSet<WorkloadKey<'a>> = found.iter().map(|pod| pod.workload).collect();
        let indices: HashMap<WorkloadKey<'a>, usize> = keys
            .iter()
            .enumerate()
            .map(|(index, key)| (*key, index))
            .collect();
        self.workloads = keys
            .into_iter()
            .filter_map(|(namespace_name, kind, name)| {
                Some(Workload {
                    namespace: self.namespace(namespace_name)?,
                    kind,
                    name,
                    selector: selectors.get(&(namespace_name, kind, name)).copied(),
                    pods: Vec::new(),
                })
            })
            .collect();
        for found in found {
            let Some(namespace) = self.namespace(found.namespace) else {
                continue;
            };
            let workload = indices.get(&found.workload).copied().unwrap_or_default();
            if let Some(workload) = self.workloads.get_mut(workload) {
                workload.pods.push(self.pods.len());
            }
            let node = found.node.and_then(|name| {
                let found = self.nodes.binary_search_by(|node| node.name.cmp(name));
                found.ok()
            });
            self.pods.push(Pod {
                namespace,
                name: found.name,
                workload,
                labels: found.labels,
                annotations: found.annotations,
                spec: found.spec,
                started: found.started,
                containers: long_running(found.spec).collect(),
                addresses: found.addresses,
                node,
                host_network: found.spec.host_network,
                service_account: found
                    .spec
                    .service_account_name
                    .as_deref()
                    .filter(|name| !name.is_empty())
                    .unwrap_or(DEFAULT_SERVICE_ACCOUNT),
                is_template: found.is_template,
            });
        }
    }

    fn find_holders(&mut self) {
        for (index, node) in self.nodes.iter().enumerate() {
            for address in &node.addresses {
                self.addresses.insert(*address, Holder::Node(index));
            }
        }
        for (index, pod) in self.pods.iter().enumerate() {
            if !pod.host_network {
                for address in &pod.addresses {
                    self.addresses.insert(*address, Holder::Pod(index));
                }
            }
        }
    }

    fn add_services(&mut self, services: &'a [object::Service]) {
        let by_label = PodsByLabel::of(self);
        self.services = services
            .iter()
            .filter_map(|service| {
                let metadata = service.metadata();
                let namespace = self.namespace(metadata.namespace_or_empty())?;
                Some(Service {
                    namespace,
                    name: &metadata.name,
                    object: service,
                    addresses: service_addresses(service),
                    ports: service.spec.ports.iter().filter_map(service_port).collect(),
                    pods: by_label.selected(self, namespace, &service.spec.selector),
                })
            })
            .collect();
        self.services
            .sort_by_key(|service| (service.namespace, service.name));
    }
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

/// Which replica sets and jobs belong to something else.
struct Owners<'a>(HashMap<(&'a str, &'a str, &'a str), &'a Metadata>);

impl<'a> Owners<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        fn entries<T: Object>(
            objects: &[T],
        ) -> impl Iterator<Item = ((&str, &str, &str), &Metadata)> {
            objects.iter().map(|object| {
                let metadata = object.metadata();
                let key = (
                    metadata.namespace_or_empty(),
                    T::TYPE.kind,
                    metadata.name.as_str(),
                );
                (key, metadata)
            })
        }
        Self(
            entries(snapshot.all::<ReplicaSet>())
                .chain(entries(snapshot.all::<Job>()))
                .collect(),
        )
    }

    /// What a pod belongs to.
    fn workload_of(&self, metadata: &'a Metadata) -> WorkloadKey<'a> {
        let namespace = metadata.namespace_or_empty();
        let itself = (namespace, WorkloadKind::Pod, metadata.name.as_str());
        // Mirror pods belong to their node.
        let Some(owner) = metadata.controller().filter(|owner| owner.kind != "Node") else {
            return itself;
        };
        let direct = (
            namespace,
            WorkloadKind::of(&owner.kind),
            owner.name.as_str(),
        );
        match self
            .0
            .get(&(namespace, owner.kind.as_str(), owner.name.as_str()))
        {
            Some(object) => object.controller().map_or(direct, |above| {
                (
                    namespace,
                    WorkloadKind::of(&above.kind),
                    above.name.as_str(),
                )
            }),
            None if direct.1 == WorkloadKind::ReplicaSet => metadata
                .labels
                .get(TEMPLATE_HASH_LABEL)
                .and_then(|hash| owner.name.strip_suffix(hash.as_str())?.strip_suffix('-'))
                .map_or(direct, |name| (namespace, WorkloadKind::Deployment, name)),
            None => direct,
        }
    }
}

fn running_pods<'a>(
    snapshot: &'a Snapshot,
    owners: &Owners<'a>,
) -> impl Iterator<Item = Found<'a>> {
    snapshot
        .all::<object::Pod>()
        .iter()
        // What has ended holds no address ("Pod Lifecycle"); what is being deleted still does.
        .filter(|pod| {
            !matches!(
                pod.status.phase,
                Some(PodPhase::Succeeded | PodPhase::Failed)
            )
        })
        .map(|pod| Found {
            namespace: pod.metadata.namespace_or_empty(),
            name: &pod.metadata.name,
            workload: owners.workload_of(&pod.metadata),
            labels: &pod.metadata.labels,
            annotations: &pod.metadata.annotations,
            spec: &pod.spec,
            started: pod.status.start_time.as_deref(),
            addresses: addresses(
                pod.status.pod_ip.iter(),
                pod.status.pod_ips.iter().map(|ip| &ip.ip),
            ),
            node: pod.spec.node_name.as_deref(),
            is_template: false,
        })
}

/// One pod for every workload that nobody controls, as its template says.
fn templates(snapshot: &Snapshot) -> Vec<Found<'_>> {
    fn of<'a, T: Object>(
        objects: &'a [T],
        template: impl Fn(&'a T) -> &'a PodTemplate,
    ) -> impl Iterator<Item = Found<'a>> {
        objects.iter().filter_map(move |object| {
            let metadata = object.metadata();
            let template = template(object);
            let name = metadata.name.as_str();
            let namespace = metadata.namespace_or_empty();
            metadata.controller().is_none().then(|| Found {
                namespace,
                name,
                workload: (namespace, WorkloadKind::of(T::TYPE.kind), name),
                labels: &template.metadata.labels,
                annotations: &template.metadata.annotations,
                spec: &template.spec,
                started: None,
                addresses: Vec::new(),
                node: None,
                is_template: true,
            })
        })
    }
    let mut found: Vec<Found<'_>> = Vec::new();
    found.extend(of(snapshot.all::<Deployment>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<StatefulSet>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<DaemonSet>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<ReplicaSet>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<ReplicationController>(), |it| {
        &it.spec.template
    }));
    found.extend(of(snapshot.all::<Job>(), |it| &it.spec.template));
    found.extend(of(snapshot.all::<CronJob>(), |it| {
        &it.spec.job_template.spec.template
    }));
    found
}

/// What workloads say which pods are theirs. The selector of a job is made up for each run.
fn selectors(snapshot: &Snapshot) -> HashMap<WorkloadKey<'_>, &LabelSelector> {
    fn of<'a, T: Object>(
        objects: &'a [T],
        spec: impl Fn(&'a T) -> &'a WorkloadSpec,
    ) -> impl Iterator<Item = (WorkloadKey<'a>, &'a LabelSelector)> {
        objects.iter().filter_map(move |object| {
            let (metadata, selector) = (object.metadata(), &spec(object).selector);
            let kind = WorkloadKind::of(T::TYPE.kind);
            let key = (metadata.namespace_or_empty(), kind, metadata.name.as_str());
            (!selector.is_empty()).then_some((key, selector))
        })
    }
    of(snapshot.all::<Deployment>(), |it| &it.spec)
        .chain(of(snapshot.all::<StatefulSet>(), |it| &it.spec))
        .chain(of(snapshot.all::<DaemonSet>(), |it| &it.spec))
        .chain(of(snapshot.all::<ReplicaSet>(), |it| &it.spec))
        .collect()
}

fn namespaces<'a>(
    snapshot: &'a Snapshot,
    found: &[Found<'a>],
    services: &'a [object::Service],
) -> Vec<Namespace<'a>> {
    let mut labels: BTreeMap<&'a str, Option<&'a BTreeMap<String, String>>> = BTreeMap::new();
    let used = found
        .iter()
        .map(|pod| pod.namespace)
        .chain(services.iter().map(|it| it.metadata.namespace_or_empty()))
        .chain(
            snapshot
                .all::<object::NetworkPolicy>()
                .iter()
                .map(|it| it.metadata.namespace_or_empty()),
        )
        .chain(
            snapshot
                .all::<object::ApplicationNetworkPolicy>()
                .iter()
                .map(|it| it.metadata.namespace_or_empty()),
        );
    for name in used {
        labels.entry(name).or_default();
    }
    for namespace in snapshot.all::<kit::Namespace>() {
        labels.insert(&namespace.metadata.name, Some(&namespace.metadata.labels));
    }
    labels
        .into_iter()
        .map(|(name, labels)| Namespace {
            name,
            labels: with_its_name(name, labels),
        })
        .collect()
}

/// The API server sets the label of the namespace's name itself; manifests lack it.
fn with_its_name<'a>(
    name: &str,
    labels: Option<&'a BTreeMap<String, String>>,
) -> Cow<'a, BTreeMap<String, String>> {
    match labels {
        Some(labels)
            if labels
                .get(NAMESPACE_NAME_LABEL)
                .is_some_and(|it| it == name) =>
        {
            Cow::Borrowed(labels)
        }
        labels => {
            let mut labels = labels.cloned().unwrap_or_default();
            labels.insert(NAMESPACE_NAME_LABEL.to_owned(), name.to_owned());
            Cow::Owned(labels)
        }
    }
}

fn nodes<'a>(snapshot: &'a Snapshot, found: &[Found<'a>]) -> Vec<Node<'a>> {
    let mut nodes: BTreeMap<&'a str, Node<'a>> = BTreeMap::new();
    let empty = |name: &'a str| Node {
        name,
        labels: None,
        addresses: Vec::new(),
    };
    for node in snapshot.all::<object::Node>() {
        let name = node.metadata.name.as_str();
        let listed = node.status.addresses.iter().map(|it| &it.address);
        nodes.insert(
            name,
            Node {
                name,
                labels: Some(&node.metadata.labels),
                addresses: addresses(listed, []),
            },
        );
    }
    for name in found.iter().filter_map(|pod| pod.node) {
        nodes.entry(name).or_insert_with(|| empty(name));
    }
    // Files may lack the nodes; their pods know where they run.
    for pod in snapshot.all::<object::Pod>() {
        if let Some(node) = pod.spec.node_name.as_deref()
            && let Some(node) = nodes.get_mut(node)
            && node.labels.is_none()
        {
            let status = &pod.status;
            let named = addresses(
                status.host_ip.iter(),
                status.host_ips.iter().map(|it| &it.ip),
            );
            node.addresses.extend(named);
        }
    }
    nodes
        .into_values()
        .map(|mut node| {
            node.addresses.sort_unstable();
            node.addresses.dedup();
            node
        })
        .collect()
}

/// Reads addresses; words that are none, such as host names, are left out.
fn addresses<'a>(
    first: impl IntoIterator<Item = &'a String>,
    all: impl IntoIterator<Item = &'a String>,
) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = first
        .into_iter()
        .chain(all)
        .filter_map(|address| address.parse().ok())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

/// Containers that run as long as the pod does ("Sidecar Containers").
fn long_running(spec: &PodSpec) -> impl Iterator<Item = &object::Container> {
    let sidecars = spec
        .init_containers
        .iter()
        .filter(|container| container.restart_policy.as_deref() == Some("Always"));
    spec.containers.iter().chain(sidecars)
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
