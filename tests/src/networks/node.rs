//! Nodes of an EKS managed node group.

use serde_json::{Value, json};

use super::address;
use super::identity::{Purpose, stream, uid};
use super::layout::Layout;

const ZONES: [&str; 3] = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

/// The name of a node.
pub(super) fn node_name(number: usize) -> String {
    let address = address::node(number).to_string().replace('.', "-");
    format!("ip-{address}.eu-central-1.compute.internal")
}

/// Every node.
pub(super) fn nodes(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    (0..layout.nodes()).map(move |number| node(seed, number))
}

fn node(seed: u64, number: usize) -> Value {
    let name = node_name(number);
    let zone = ZONES[number % ZONES.len()];
    let mut random = stream(seed, Purpose::Node, number);
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "creationTimestamp": "2026-01-12T08:10:00Z",
            "labels": {
                "eks.amazonaws.com/capacityType": "ON_DEMAND",
                "eks.amazonaws.com/nodegroup": "general",
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name,
                "kubernetes.io/os": "linux",
                "node.kubernetes.io/instance-type": "m5.xlarge",
                "topology.kubernetes.io/region": "eu-central-1",
                "topology.kubernetes.io/zone": zone,
            },
            "name": name,
            "uid": uid(&mut random),
        },
        "spec": {"providerID": format!("aws:///{zone}/i-{:017x}", random.bits() >> 4)},
        "status": {
            "addresses": [
                {"address": address::node(number).to_string(), "type": "InternalIP"},
                {"address": name, "type": "InternalDNS"},
                {"address": name, "type": "Hostname"},
            ],
            "allocatable": {"cpu": "3920m", "memory": "15147224Ki", "pods": "58"},
            "conditions": [{"status": "True", "type": "Ready", "reason": "KubeletReady"}],
            "nodeInfo": {
                "architecture": "amd64",
                "kubeletVersion": "v1.34.2-eks-0123456",
                "operatingSystem": "linux",
                "osImage": "Amazon Linux 2023",
            },
        },
    })
}
