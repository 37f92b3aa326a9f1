//! Clusters of any size, built in memory.

use std::collections::BTreeMap;

use denyall::object::{
    ClusterNetworkPolicy, Container, ContainerPort, NetworkPolicy, Node, Pod, PodIp, PodPhase,
};
use plugin_kit::{
    Snapshot,
    object::{Metadata, Namespace},
};
use serde_json::{Value, json};

/// How large a cluster is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Namespaces.
    pub(crate) namespaces: usize,
    /// Applications in each.
    pub(crate) applications: usize,
    /// Pods of each.
    pub(crate) replicas: usize,
    /// Pods on a node.
    pub(crate) pods_of_node: usize,
}

/// A cluster without policies: pods with addresses on nodes, a `tier` label of three values, and
/// DNS servers in `kube-system`.
pub(crate) fn pods(size: Size) -> Snapshot {
    let mut pods = Vec::new();
    let mut namespaces = vec![namespace("kube-system")];
    for replica in 0..2 {
        let labels = [("k8s-app", "kube-dns".to_owned())];
        pods.push(pod(
            "kube-system",
            &format!("dns-{replica}"),
            labels,
            pods.len(),
            size,
        ));
    }
    for index in 0..size.namespaces {
        let name = format!("team-{index}");
        namespaces.push(namespace(&name));
        for application in 0..size.applications {
            for replica in 0..size.replicas {
                let labels = [
                    ("app", format!("app-{application}")),
                    ("tier", format!("tier-{}", application % 3)),
                ];
                let pod_name = format!("app-{application}-{replica}");
                pods.push(pod(&name, &pod_name, labels, pods.len(), size));
            }
        }
    }
    let nodes = (0..pods.len().div_ceil(size.pods_of_node)).map(node);
    let mut snapshot = Snapshot::default();
    snapshot.insert(nodes);
    snapshot.insert(namespaces);
    snapshot.insert(pods);
    snapshot
}

fn namespace(name: &str) -> Namespace {
    let value =
        json!({ "metadata": { "name": name, "labels": { "kubernetes.io/metadata.name": name } } });
    decoded(value)
}

fn node(index: usize) -> Node {
    let address = format!("192.168.{}.{}", index / 250, index % 250 + 1);
    decoded(json!({
        "metadata": { "name": format!("node-{index:05}") },
        "status": { "addresses": [{ "type": "InternalIP", "address": address }] },
    }))
}

fn pod<const N: usize>(
    namespace: &str,
    name: &str,
    labels: [(&str, String); N],
    index: usize,
    size: Size,
) -> Pod {
    let labels = labels
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    // What no policy asks about must not tell pods apart.
    let own = [("pod-name".to_owned(), name.to_owned())];
    let mut pod = Pod {
        metadata: Metadata {
            name: name.to_owned(),
            namespace: Some(namespace.to_owned()),
            labels: labels.chain(own).collect::<BTreeMap<_, _>>(),
            ..Metadata::default()
        },
        ..Pod::default()
    };
    pod.spec.node_name = Some(format!("node-{:05}", index / size.pods_of_node));
    pod.spec.containers = vec![Container {
        name: "main".to_owned(),
        ports: vec![ContainerPort {
            name: Some("http".to_owned()),
            container_port: 8080,
            ..ContainerPort::default()
        }],
        ..Container::default()
    }];
    pod.status.phase = Some(PodPhase::Running);
    let ip = format!("10.{}.{}.{}", index >> 16, index >> 8 & 255, index & 255);
    pod.status.pod_ips = vec![PodIp { ip }];
    pod
}

/// What a well-kept cluster has: in every namespace default-deny and DNS, for each application
/// what may come in and what may go out, and for every tenth application the internet.
pub(crate) fn tidy(size: Size) -> Snapshot {
    let mut policies = Vec::new();
    for index in 0..size.namespaces {
        let namespace = format!("team-{index}");
        policies.push(policy(
            &namespace,
            "default-deny",
            json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }),
        ));
        policies.push(policy(&namespace, "dns", json!({
            "podSelector": {}, "policyTypes": ["Egress"],
            "egress": [{
                "to": [{ "namespaceSelector": { "matchLabels": { "kubernetes.io/metadata.name": "kube-system" } }, "podSelector": { "matchLabels": { "k8s-app": "kube-dns" } } }],
                "ports": [{ "protocol": "UDP", "port": 53 }, { "protocol": "TCP", "port": 53 }],
            }],
        })));
        for application in 0..size.applications {
            let before = (application + size.applications - 1) % size.applications;
            let after = (application + 1) % size.applications;
            let app = |number: usize| json!({ "matchLabels": { "app": format!("app-{number}") } });
            policies.push(policy(&namespace, &format!("in-{application}"), json!({
                "podSelector": app(application), "policyTypes": ["Ingress"],
                "ingress": [{ "from": [{ "podSelector": app(before) }], "ports": [{ "port": "http" }] }],
            })));
            let mut egress =
                vec![json!({ "to": [{ "podSelector": app(after) }], "ports": [{ "port": 8080 }] })];
            if application % 10 == 0 {
                egress.push(json!({
                    "to": [{ "ipBlock": { "cidr": "0.0.0.0/0", "except": ["169.254.169.254/32", "10.0.0.0/8"] } }],
                    "ports": [{ "port": 443 }],
                }));
            }
            policies.push(policy(
                &namespace,
                &format!("out-{application}"),
                json!({
                    "podSelector": app(application), "policyTypes": ["Egress"], "egress": egress,
                }),
            ));
        }
    }
    let mut snapshot = pods(size);
    snapshot.insert(policies);
    snapshot
}

/// A network policy of a namespace.
pub(crate) fn policy(namespace: &str, name: &str, spec: Value) -> NetworkPolicy {
    decoded(json!({ "metadata": { "namespace": namespace, "name": name }, "spec": spec }))
}

/// A cluster-wide policy.
pub(crate) fn cluster_policy(name: &str, spec: Value) -> ClusterNetworkPolicy {
    decoded(json!({ "metadata": { "name": name }, "spec": spec }))
}

fn decoded<T: serde::de::DeserializeOwned>(value: Value) -> T {
    match serde_json::from_value(value) {
        Ok(object) => object,
        Err(error) => panic!("what the benchmark builds is well formed: {error}"),
    }
}
