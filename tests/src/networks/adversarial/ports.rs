//! Ports: ranges that overlap, and more ports for one address than the VPC CNI keeps.

use serde_json::{Value, json};

use crate::networks::identity::{Purpose, stream};
use crate::networks::layout::{Layout, ROLES, namespace_name};
use crate::networks::policy::{OF_A_NAMESPACE, except, named, network_policy};

const RANGE_POLICIES: usize = 100;
const RANGES_OF_A_POLICY: usize = 10;
const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];
const LAST_PORT: usize = 65_535;

/// Policies of one namespace that name ports for the same range.
const PORT_POLICIES: usize = 3;
const PORTS_OF_A_POLICY: usize = 10;

/// 1,000 ranges in 100 policies.
pub(in crate::networks) fn port_ranges(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    (0..RANGE_POLICIES).map(move |index| {
        let mut random = stream(seed, Purpose::Adversary, index);
        let ports: Vec<Value> = (0..RANGES_OF_A_POLICY)
            .map(|_| {
                let first = 1 + random.below(LAST_PORT - 1);
                let last = first + random.below(LAST_PORT - first + 1);
                json!({"endPort": last, "port": first, "protocol": random.pick(&PROTOCOLS)})
            })
            .collect();
        let (name, _) = ROLES[index % ROLES.len()];
        let spec = json!({
            "ingress": [{"from": [{"namespaceSelector": {}}], "ports": ports}],
            "podSelector": named(name),
            "policyTypes": ["Ingress"],
        });
        network_policy(
            seed,
            layout.namespaces * OF_A_NAMESPACE + index,
            &namespace_name(index % layout.namespaces),
            &format!("ranges-{index:03}"),
            spec,
        )
    })
}

/// 30 ports for one range in each namespace, in three policies on the same pods.
pub(in crate::networks) fn many_ports(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    (0..layout.namespaces * PORT_POLICIES).map(move |index| {
        let part = index % PORT_POLICIES;
        let ports: Vec<Value> = (0..PORTS_OF_A_POLICY)
            .map(|port| json!({"port": 20_000 + part * PORTS_OF_A_POLICY + port, "protocol": "TCP"}))
            .collect();
        let spec = json!({
            "egress": [{"ports": ports, "to": [except("10.64.0.0/16", &["10.64.7.0/24".to_owned()])]}],
            "podSelector": named("worker"),
            "policyTypes": ["Egress"],
        });
        network_policy(
            seed,
            layout.namespaces * OF_A_NAMESPACE + index,
            &namespace_name(index / PORT_POLICIES),
            &format!("ports-{part}"),
            spec,
        )
    })
}
