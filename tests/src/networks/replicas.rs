//! Deployments, and the `ReplicaSet` that each has.

use serde_json::{Value, json};

use super::identity::{Purpose, resource_version, stream, uid};
use super::layout::{Layout, Workload, workloads};
use super::template::{labels, template};

/// Every Deployment.
pub(super) fn deployments(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    workloads(layout, seed).map(move |workload| deployment(seed, &workload))
}

/// Every `ReplicaSet`.
pub(super) fn replica_sets(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    workloads(layout, seed).map(move |workload| replica_set(seed, &workload))
}

/// The name of a workload's `ReplicaSet`.
pub(super) fn replica_set_name(workload: &Workload) -> String {
    format!("{}-{}", workload.name, workload.hash)
}

/// UIDs of a workload's Deployment and `ReplicaSet`.
pub(super) fn uids(seed: u64, workload: &Workload) -> [String; 2] {
    let mut random = stream(seed, Purpose::Workload, workload.number);
    [uid(&mut random), uid(&mut random)]
}

fn deployment(seed: u64, workload: &Workload) -> Value {
    let [uid, _] = uids(seed, workload);
    let mut random = stream(seed, Purpose::Deployment, workload.number);
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "annotations": {"deployment.kubernetes.io/revision": "1"},
            "creationTimestamp": "2026-02-03T09:00:00Z",
            "generation": 1,
            "labels": workload.labels,
            "name": workload.name,
            "namespace": workload.namespace,
            "resourceVersion": resource_version(&mut random),
            "uid": uid,
        },
        "spec": {
            "progressDeadlineSeconds": 600,
            "replicas": workload.replicas,
            "revisionHistoryLimit": 10,
            "selector": {"matchLabels": workload.labels},
            "strategy": {
                "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
                "type": "RollingUpdate",
            },
            "template": {
                "metadata": {"labels": workload.labels},
                "spec": template(seed, workload)["spec"],
            },
        },
        "status": counts(workload),
    })
}

fn replica_set(seed: u64, workload: &Workload) -> Value {
    let [deployment, uid] = uids(seed, workload);
    let mut random = stream(seed, Purpose::ReplicaSet, workload.number);
    json!({
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "annotations": {"deployment.kubernetes.io/revision": "1"},
            "creationTimestamp": "2026-02-03T09:00:01Z",
            "generation": 1,
            "labels": labels(workload),
            "name": replica_set_name(workload),
            "namespace": workload.namespace,
            "ownerReferences": [{
                "apiVersion": "apps/v1",
                "blockOwnerDeletion": true,
                "controller": true,
                "kind": "Deployment",
                "name": workload.name,
                "uid": deployment,
            }],
            "resourceVersion": resource_version(&mut random),
            "uid": uid,
        },
        "spec": {
            "replicas": workload.replicas,
            "selector": {"matchLabels": labels(workload)},
            "template": template(seed, workload),
        },
        "status": counts(workload),
    })
}

fn counts(workload: &Workload) -> Value {
    json!({
        "availableReplicas": workload.replicas,
        "observedGeneration": 1,
        "readyReplicas": workload.replicas,
        "replicas": workload.replicas,
    })
}
