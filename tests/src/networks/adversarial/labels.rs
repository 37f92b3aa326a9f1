//! A policy for each pod, by the label value that only this pod has: pods do not fall into classes.

use serde_json::{Value, json};

use crate::networks::identity::{Purpose, stream};
use crate::networks::layout::{DNS_REPLICAS, Layout, SHARD, workloads};
use crate::networks::policy::network_policy;

/// Sources that each pod accepts.
const SOURCES: usize = 3;

/// A policy for each pod of the namespaces' workloads.
pub(in crate::networks) fn unique_labels(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    let others = layout.pods() - DNS_REPLICAS;
    let workloads = workloads(layout, seed).filter(|workload| workload.first_pod >= DNS_REPLICAS);
    workloads.flat_map(move |workload| {
        (0..workload.replicas).map(move |replica| {
            let pod = workload.first_pod + replica;
            let mut random = stream(seed, Purpose::Adversary, pod);
            let sources: Vec<String> = (0..SOURCES)
                .map(|_| (DNS_REPLICAS + random.below(others)).to_string())
                .collect();
            let spec = json!({
                "ingress": [{
                    "from": [{
                        "namespaceSelector": {},
                        "podSelector": {"matchExpressions": [
                            {"key": SHARD, "operator": "In", "values": sources},
                        ]},
                    }],
                    "ports": [{"port": workload.ports[0].number, "protocol": "TCP"}],
                }],
                "podSelector": {"matchLabels": {SHARD: pod.to_string()}},
                "policyTypes": ["Ingress"],
            });
            network_policy(
                seed,
                pod,
                &workload.namespace,
                &format!("shard-{pod:05}"),
                spec,
            )
        })
    })
}
