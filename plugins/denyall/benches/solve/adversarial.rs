//! Clusters that are made to be slow.

use denyall::object::NetworkPolicy;
use plugin_kit::Snapshot;
use serde_json::{Value, json};

use crate::cluster::{Size, cluster_policy, pods, policy};

/// 1,000 applications of one pod.
const THOUSAND: Size = Size {
    namespaces: 10,
    applications: 100,
    replicas: 1,
    pods_of_node: 50,
};

fn with(policies: impl IntoIterator<Item = NetworkPolicy>) -> Snapshot {
    let mut snapshot = pods(THOUSAND);
    snapshot.insert(policies);
    snapshot
}

/// The name of a namespace.
fn team(index: usize) -> String {
    format!("team-{}", index % THOUSAND.namespaces)
}

/// Every pod has a label of its own, and a policy selects by it.
pub(crate) fn a_label_for_each_pod() -> Snapshot {
    with((0..1_000).map(|index| {
        let (own, other) = (index / 10, (index * 7 + 3) % 100);
        policy(&team(index), &format!("own-{index}"), json!({
            "podSelector": { "matchLabels": { "pod-name": format!("app-{own}-0") } },
            "ingress": [{ "from": [{ "namespaceSelector": {}, "podSelector": { "matchLabels": { "pod-name": format!("app-{other}-0") } } }] }],
        }))
    }))
}

/// Every selector is negative, so that all match nearly everything.
pub(crate) fn not_in_everywhere() -> Snapshot {
    with((0..1_000).map(|index| {
        let not = |number: usize| json!({ "matchExpressions": [{ "key": "app", "operator": "NotIn", "values": [format!("app-{}", number % 100)] }] });
        policy(&team(index), &format!("not-{index}"), json!({
            "podSelector": not(index), "policyTypes": ["Ingress", "Egress"],
            "ingress": [{ "from": [{ "namespaceSelector": {}, "podSelector": not(index * 3) }], "ports": [{ "port": 1 + index }] }],
            "egress": [{ "to": [{ "namespaceSelector": {}, "podSelector": not(index * 5) }], "ports": [{ "port": 1 + index }] }],
        }))
    }))
}

/// 500 ranges, one inside the other or overlapping its exceptions.
pub(crate) fn ranges_with_exceptions() -> Snapshot {
    with((0..500).map(|index: usize| {
        let (second, length) = (index % 250, 9 + index % 8);
        policy(&team(index), &format!("range-{index}"), json!({
            "podSelector": { "matchLabels": { "app": format!("app-{}", index % 100) } },
            "policyTypes": ["Egress"],
            "egress": [{ "to": [{ "ipBlock": { "cidr": format!("10.{}.0.0/{length}", second >> (16 - length) << (16 - length)), "except": [format!("10.{}.{}.0/24", second, index % 200)] } }] }],
        }))
    }))
}

/// 1,000 policies with a range of ports each, for all pods of all namespaces.
pub(crate) fn ranges_of_ports() -> Snapshot {
    with((0..1_000).map(|index: usize| {
        policy(&team(index), &format!("ports-{index}"), json!({
            "podSelector": {},
            "ingress": [{
                "from": [{ "namespaceSelector": {}, "podSelector": { "matchLabels": { "app": format!("app-{}", index % 100) } } }],
                "ports": [{ "port": 1_000 + index * 20, "endPort": 1_000 + index * 20 + 5_000 }],
            }],
        }))
    }))
}

/// 1,000 cluster-wide policies of one priority.
pub(crate) fn one_priority() -> Snapshot {
    let mut snapshot = pods(THOUSAND);
    snapshot.insert((0..1_000).map(|index: usize| {
        let app = |number: usize| -> Value {
            json!({ "pods": { "podSelector": { "matchLabels": { "app": format!("app-{}", number % 100) } } } })
        };
        let action = ["Accept", "Deny", "Pass"][index % 3];
        let port = json!([{ "tcp": { "destinationPort": { "number": 1 + index % 50 } } }]);
        cluster_policy(&format!("policy-{index:04}"), json!({
            "tier": "Admin", "priority": 10, "subject": app(index),
            "ingress": [{ "action": action, "from": [app(index * 3)], "protocols": port }],
            "egress": [{ "action": action, "to": [app(index * 7)], "protocols": port }],
        }))
    }));
    snapshot
}
