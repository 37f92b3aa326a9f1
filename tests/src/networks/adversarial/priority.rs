//! Cluster network policies that all have one tier and one priority, so that overlapping ones
//! contradict each other.
//!
//! Shape: `policy.networking.k8s.io/v1alpha2`, `apis/v1alpha2/clusternetworkpolicy_types.go` of
//! kubernetes-sigs/network-policy-api; standard fields only.

use serde_json::{Value, json};

use crate::networks::identity::{Purpose, stream, uid};
use crate::networks::layout::{Layout, ROLES, namespace_name, team};
use crate::networks::policy::named;
use crate::random::Random;

const POLICIES: usize = 1000;
const PRIORITY: u32 = 100;
const MOST_RULES: usize = 4;
const ACTIONS: [&str; 3] = ["Accept", "Deny", "Pass"];

/// 1,000 policies of the Admin tier.
pub(in crate::networks) fn one_priority(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    (0..POLICIES).map(move |number| {
        let mut random = stream(seed, Purpose::Adversary, number);
        let uid = uid(&mut random);
        let mut spec = json!({
            "priority": PRIORITY,
            "subject": pods(&mut random, layout),
            "tier": "Admin",
        });
        let ingress = rules(&mut random, layout, "from");
        let egress = rules(&mut random, layout, "to");
        // One in three has rules for one direction only, and leaves the other alone.
        match number % 3 {
            0 => spec["ingress"] = ingress.into(),
            1 => {
                spec["ingress"] = ingress.into();
                spec["egress"] = egress.into();
            }
            _ => spec["egress"] = egress.into(),
        }
        json!({
            "apiVersion": "policy.networking.k8s.io/v1alpha2",
            "kind": "ClusterNetworkPolicy",
            "metadata": {
                "creationTimestamp": "2026-02-03T10:00:00Z",
                "generation": 1,
                "name": format!("guardrail-{number:04}"),
                "uid": uid,
            },
            "spec": spec,
        })
    })
}

fn rules(random: &mut Random, layout: Layout, side: &str) -> Vec<Value> {
    (0..=random.below(MOST_RULES))
        .map(|rule| {
            let action = *random.pick(&ACTIONS);
            let peer = match random.below(3) {
                0 if side == "to" => {
                    json!({"networks": [network(random, 10), network(random, 100)]})
                }
                _ => pods(random, layout),
            };
            let mut value = json!({
                "action": action,
                "name": format!("{}-{rule}", action.to_lowercase()),
            });
            value[side] = json!([peer]);
            if random.chance(70) {
                value["protocols"] = json!([protocol(random)]);
            }
            value
        })
        .collect()
}

/// A subject or a peer: all pods of some namespaces, or some pods of them.
fn pods(random: &mut Random, layout: Layout) -> Value {
    let namespaces = match random.below(3) {
        0 => json!({"matchLabels": {"example.com/team": team(random.below(layout.namespaces))}}),
        1 => json!({"matchLabels": {
            "kubernetes.io/metadata.name": namespace_name(random.below(layout.namespaces)),
        }}),
        _ => json!({"matchExpressions": [
            {"key": "example.com/environment", "operator": "In", "values": ["production"]},
        ]}),
    };
    if random.chance(40) {
        return json!({"namespaces": namespaces});
    }
    let (name, _) = *random.pick(&ROLES);
    json!({"pods": {"namespaceSelector": namespaces, "podSelector": named(name)}})
}

fn network(random: &mut Random, first: u8) -> String {
    format!("{first}.{}.{}.0/24", random.below(256), random.below(256))
}

fn protocol(random: &mut Random) -> Value {
    let first = 1 + random.below(30_000);
    let port = if random.chance(50) {
        json!({"number": first})
    } else {
        json!({"range": {"end": first + 1 + random.below(30_000), "start": first}})
    };
    match random.below(3) {
        0 => json!({"udp": {"destinationPort": port}}),
        1 => json!({"sctp": {"destinationPort": port}}),
        _ => json!({"tcp": {"destinationPort": port}}),
    }
}
