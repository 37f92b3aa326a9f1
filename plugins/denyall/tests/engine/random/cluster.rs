//! Namespaces, nodes and pods; then policies over them.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::{
    admin_policies::admin_policy,
    generator::Generator,
    network_policies::namespaced_policy,
    vocabulary::{
        NAMESPACE_LABELS, NODE_LABELS, OUTSIDE, POD_LABELS, PORT_NAMES, PORTS, PROTOCOLS, labels,
    },
};

const NAMES: &[&str] = &["alpha", "beta", "gamma", "delta", "epsilon"];

/// Which families a cluster has.
#[derive(Clone, Copy)]
enum Families {
    Four,
    Six,
    Both,
}

/// A node as its pods need it.
struct Node {
    name: String,
    addresses: Vec<String>,
}

/// What policies are made from.
pub(crate) struct Surroundings {
    pub(crate) namespaces: Vec<&'static str>,
    pub(crate) addresses: Vec<IpAddr>,
}

/// A cluster with its policies.
pub(crate) fn objects(generator: &mut Generator) -> Vec<Value> {
    let mut objects = Vec::new();
    let families = *generator.pick(&[
        Families::Four,
        Families::Four,
        Families::Four,
        Families::Both,
        Families::Both,
        Families::Six,
    ]);
    let namespaces = NAMES[..generator.between(2, NAMES.len())].to_vec();
    for name in &namespaces {
        objects.extend(namespace(generator, name));
    }
    let nodes: Vec<Node> = (1..=generator.between(1, 3))
        .map(|number| node(generator, number, families, &mut objects))
        .collect();
    for number in 1..=generator.between(3, 14) {
        let pod = pod(generator, number, families, &namespaces, &nodes);
        objects.push(pod);
    }
    let surroundings = Surroundings {
        namespaces,
        addresses: addresses(&objects),
    };
    let policies = policies(generator, &surroundings);
    objects.extend(policies);
    objects
}

/// Some clusters live by namespaced policies, some by cluster-wide ones. The baseline of v1alpha1
/// occurs once.
fn policies(generator: &mut Generator, surroundings: &Surroundings) -> Vec<Value> {
    let cluster_wide = *generator.pick(&[10, 50, 90]);
    let mut policies: Vec<Value> = Vec::new();
    for number in 0..generator.between(0, 10) {
        let policy = if generator.percent(cluster_wide) {
            admin_policy(generator, number, surroundings)
        } else {
            namespaced_policy(generator, number, surroundings)
        };
        let second = policy["metadata"]["name"] == "default"
            && policies
                .iter()
                .any(|other| other["metadata"]["name"] == "default");
        if !second {
            policies.push(policy);
        }
    }
    policies
}

/// A namespace with or without its name's label; sometimes with no object at all.
fn namespace(generator: &mut Generator, name: &str) -> Option<Value> {
    let mut metadata = json!({ "name": name });
    if generator.percent(80) {
        metadata["labels"] = labels(generator, &NAMESPACE_LABELS[..2], 60);
        if generator.percent(60) {
            metadata["labels"]["kubernetes.io/metadata.name"] = json!(name);
        }
    }
    let object = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": metadata });
    generator.percent(92).then_some(object)
}

fn node(
    generator: &mut Generator,
    number: usize,
    families: Families,
    objects: &mut Vec<Value>,
) -> Node {
    let name = format!("node-{number}");
    let addresses = pair(
        families,
        format!("192.168.0.{number}"),
        format!("fd00:9::{number}"),
    );
    let mut stated: Vec<Value> = addresses
        .iter()
        .map(|address| json!({ "type": "InternalIP", "address": address }))
        .collect();
    stated.push(json!({ "type": "Hostname", "address": name }));
    if generator.percent(30) {
        stated.push(json!({ "type": "ExternalIP", "address": format!("203.0.113.{number}") }));
    }
    objects.push(json!({
        "apiVersion": "v1", "kind": "Node",
        "metadata": { "name": name, "labels": labels(generator, NODE_LABELS, 80) },
        "status": { "addresses": stated },
    }));
    Node { name, addresses }
}

fn pair(families: Families, four: String, six: String) -> Vec<String> {
    match families {
        Families::Four => vec![four],
        Families::Six => vec![six],
        Families::Both => vec![four, six],
    }
}

fn pod(
    generator: &mut Generator,
    number: usize,
    families: Families,
    namespaces: &[&'static str],
    nodes: &[Node],
) -> Value {
    let node = generator.pick(nodes);
    let host_network = generator.percent(12);
    let own = match families {
        Families::Both => *generator.pick(&[
            Families::Both,
            Families::Both,
            Families::Four,
            Families::Six,
        ]),
        one => one,
    };
    let addresses = if host_network {
        node.addresses.clone()
    } else {
        let range = generator.between(0, 2);
        pair(
            own,
            format!("10.0.{range}.{number}"),
            format!("fd00:{range}::{number}"),
        )
    };
    let ips: Vec<Value> = addresses.iter().map(|ip| json!({ "ip": ip })).collect();
    let hosts: Vec<Value> = node
        .addresses
        .iter()
        .map(|ip| json!({ "ip": ip }))
        .collect();
    let phase = *generator.pick(&[
        "Running",
        "Running",
        "Running",
        "Running",
        "Running",
        "Succeeded",
        "Failed",
        "Running",
    ]);
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {
            "namespace": generator.pick(namespaces), "name": format!("pod-{number}"),
            "labels": labels(generator, POD_LABELS, 60),
        },
        "spec": { "nodeName": node.name, "containers": containers(generator) },
        "status": {
            "phase": phase,
            "podIP": addresses[0], "podIPs": ips,
            "hostIP": node.addresses[0], "hostIPs": hosts,
        },
    });
    if host_network {
        pod["spec"]["hostNetwork"] = json!(true);
    }
    if generator.percent(8) {
        pod["metadata"]["deletionTimestamp"] = json!("2030-01-01T00:00:00Z");
    }
    pod
}

/// One or two containers. A name occurs once in a container, and once in the pod with a protocol;
/// the second container may repeat a name with another protocol and number.
fn containers(generator: &mut Generator) -> Value {
    let mut containers = Vec::new();
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for container in 0..generator.between(1, 2) {
        let mut ports = Vec::new();
        for name in PORT_NAMES {
            let protocol = *generator.pick(PROTOCOLS);
            if generator.percent(60) && !taken.contains(&(*name, protocol)) {
                taken.push((*name, protocol));
                let mut port = json!({ "name": name, "containerPort": generator.pick(PORTS) });
                if protocol != "TCP" || generator.percent(50) {
                    port["protocol"] = json!(protocol);
                }
                ports.push(port);
            }
        }
        containers.push(json!({ "name": format!("container-{container}"), "ports": ports }));
    }
    Value::Array(containers)
}

/// Every address that a policy might want to name.
fn addresses(objects: &[Value]) -> Vec<IpAddr> {
    let stated = objects.iter().flat_map(|object| {
        let pods = object.pointer("/status/podIPs").and_then(Value::as_array);
        let nodes = object
            .pointer("/status/addresses")
            .and_then(Value::as_array);
        pods.into_iter()
            .flatten()
            .map(|entry| &entry["ip"])
            .chain(nodes.into_iter().flatten().map(|entry| &entry["address"]))
    });
    let inside = stated.filter_map(|text| text.as_str()?.parse().ok());
    inside
        .chain(OUTSIDE.iter().filter_map(|text| text.parse().ok()))
        .collect()
}
