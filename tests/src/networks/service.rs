//! The Service of each workload; its ports are not the pods' own.

use serde_json::{Value, json};

use super::address;
use super::identity::{Purpose, stream, uid};
use super::layout::{Layout, Workload, workloads};

const HTTP_PORT: u16 = 80;

/// Every Service.
pub(super) fn services(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    workloads(layout, seed).map(move |workload| service(seed, &workload))
}

fn service(seed: u64, workload: &Workload) -> Value {
    let name = match workload.name {
        "coredns" => "kube-dns",
        name => name,
    };
    let address = address::service(workload.number).to_string();
    let ports: Vec<Value> = workload
        .ports
        .iter()
        .map(|port| {
            let number = match port.name {
                "http" => HTTP_PORT,
                _ => port.number,
            };
            json!({
                "name": port.name,
                "port": number,
                "protocol": port.protocol,
                "targetPort": port.name,
            })
        })
        .collect();
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "creationTimestamp": "2026-02-03T09:00:00Z",
            "labels": workload.labels,
            "name": name,
            "namespace": workload.namespace,
            "uid": uid(&mut stream(seed, Purpose::Service, workload.number)),
        },
        "spec": {
            "clusterIP": address,
            "clusterIPs": [address],
            "internalTrafficPolicy": "Cluster",
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "ports": ports,
            "selector": workload.labels,
            "sessionAffinity": "None",
            "type": "ClusterIP",
        },
        "status": {"loadBalancer": {}},
    })
}
