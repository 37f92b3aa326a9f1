//! What is where: namespaces, the five workloads of each, and the cluster DNS.

use serde_json::{Map, Value};

use super::identity::{self, Purpose};

/// Pods on a node; an `m5.xlarge` takes 58 with the VPC CNI.
const PODS_OF_A_NODE: usize = 50;
const FEWEST_NODES: usize = 3;
/// The cluster DNS's pods, which have the first places among all.
pub(super) const DNS_REPLICAS: usize = 2;

/// The label that gives each pod of a scene of unique labels its own value.
pub(super) const SHARD: &str = "example.com/shard";
pub(super) const NAME: &str = "app.kubernetes.io/name";

/// A port that a container declares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Port {
    pub(super) name: &'static str,
    pub(super) number: u16,
    pub(super) protocol: &'static str,
}

const fn tcp(name: &'static str, number: u16) -> Port {
    Port {
        name,
        number,
        protocol: "TCP",
    }
}

/// The workloads of every namespace: name and ports.
pub(super) const ROLES: [(&str, &[Port]); 5] = [
    ("web", &[tcp("http", 8080), tcp("metrics", 9102)]),
    ("api", &[tcp("http", 8081), tcp("grpc", 9090)]),
    ("worker", &[tcp("metrics", 9103)]),
    ("cache", &[tcp("redis", 6379)]),
    ("database", &[tcp("postgres", 5432)]),
];

const DNS_PORTS: &[Port] = &[
    Port {
        name: "dns",
        number: 53,
        protocol: "UDP",
    },
    tcp("dns-tcp", 53),
    tcp("metrics", 9153),
];

/// How large a cluster is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub(super) namespaces: usize,
    pub(super) replicas: usize,
}

impl Layout {
    /// Pods with the cluster DNS's.
    pub(super) const fn pods(self) -> usize {
        self.namespaces * ROLES.len() * self.replicas + DNS_REPLICAS
    }

    pub(super) fn nodes(self) -> usize {
        self.pods().div_ceil(PODS_OF_A_NODE).max(FEWEST_NODES)
    }
}

/// A Deployment and what belongs to it.
#[derive(Debug, Clone)]
pub(super) struct Workload {
    pub(super) namespace: String,
    pub(super) name: &'static str,
    /// Labels of its pods, which its Deployment and Service select by.
    pub(super) labels: Map<String, Value>,
    pub(super) ports: &'static [Port],
    pub(super) replicas: usize,
    /// Its place among all workloads; the cluster DNS has the first.
    pub(super) number: usize,
    /// The place of its first pod among all pods.
    pub(super) first_pod: usize,
    /// The hash that names its `ReplicaSet`.
    pub(super) hash: String,
}

/// The name of a namespace of workloads.
pub(super) fn namespace_name(number: usize) -> String {
    format!("shop-{number:05}")
}

/// The team that a namespace belongs to: ten namespaces each.
pub(super) fn team(namespace: usize) -> String {
    format!("team-{:04}", namespace / 10)
}

/// Every workload, the cluster DNS first.
pub(super) fn workloads(layout: Layout, seed: u64) -> impl Iterator<Item = Workload> {
    let apps = (0..layout.namespaces * ROLES.len()).map(move |app| application(layout, seed, app));
    std::iter::once(dns(seed)).chain(apps)
}

fn dns(seed: u64) -> Workload {
    Workload {
        namespace: "kube-system".to_owned(),
        name: "coredns",
        labels: labels(&[
            ("eks.amazonaws.com/component", "coredns"),
            ("k8s-app", "kube-dns"),
        ]),
        ports: DNS_PORTS,
        replicas: DNS_REPLICAS,
        number: 0,
        first_pod: 0,
        hash: identity::template_hash(&mut identity::stream(seed, Purpose::Workload, 0)),
    }
}

fn application(layout: Layout, seed: u64, app: usize) -> Workload {
    let namespace = app / ROLES.len();
    let (name, ports) = ROLES[app % ROLES.len()];
    let release = namespace_name(namespace);
    let tier = match name {
        "web" => "edge",
        "cache" | "database" => "data",
        _ => "service",
    };
    Workload {
        labels: labels(&[
            ("app.kubernetes.io/component", tier),
            ("app.kubernetes.io/instance", &release),
            (NAME, name),
            ("example.com/team", &team(namespace)),
        ]),
        namespace: release,
        name,
        ports,
        replicas: layout.replicas,
        number: app + 1,
        first_pod: DNS_REPLICAS + app * layout.replicas,
        hash: identity::template_hash(&mut identity::stream(seed, Purpose::Workload, app + 1)),
    }
}

fn labels(pairs: &[(&str, &str)]) -> Map<String, Value> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
        .collect()
}
