//! Running pods: the template with what admission, the scheduler and the kubelet add.

use serde_json::{Value, json};

use super::address;
use super::identity::{Purpose, pod_suffix, resource_version, stream, uid};
use super::layout::{Layout, SHARD, Workload, workloads};
use super::node::node_name;
use super::replicas::{replica_set_name, uids};
use super::template::template;

const STARTED: &str = "2026-02-03T09:00:04Z";

/// Every pod. With `is_sharded`, each carries its own number as a label.
pub(super) fn pods(layout: Layout, seed: u64, is_sharded: bool) -> impl Iterator<Item = Value> {
    workloads(layout, seed).flat_map(move |workload| {
        let template = template(seed, &workload);
        (0..workload.replicas).map(move |replica| {
            let mut pod = pod(layout, seed, &workload, &template, replica);
            if is_sharded {
                pod["metadata"]["labels"][SHARD] =
                    (workload.first_pod + replica).to_string().into();
            }
            pod
        })
    })
}

fn pod(layout: Layout, seed: u64, workload: &Workload, template: &Value, replica: usize) -> Value {
    let number = workload.first_pod + replica;
    let mut random = stream(seed, Purpose::Pod, number);
    let owner = replica_set_name(workload);
    let [_, owner_uid] = uids(seed, workload);
    let node = random.below(layout.nodes());
    let suffix = pod_suffix(
        stream(seed, Purpose::Template, workload.number).bits(),
        replica,
    );
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "creationTimestamp": "2026-02-03T09:00:02Z",
            "generateName": format!("{owner}-"),
            "labels": template["metadata"]["labels"],
            "name": format!("{owner}-{suffix}"),
            "namespace": workload.namespace,
            "ownerReferences": [{
                "apiVersion": "apps/v1",
                "blockOwnerDeletion": true,
                "controller": true,
                "kind": "ReplicaSet",
                "name": owner,
                "uid": owner_uid,
            }],
            "resourceVersion": resource_version(&mut random),
            "uid": uid(&mut random),
        },
        "spec": spec(&template["spec"], &node_name(node), &suffix),
        "status": status(
            &template["spec"]["containers"][0],
            &address::pod(seed, number).to_string(),
            &address::node(node).to_string(),
            random.bits(),
        ),
    })
}

fn spec(template: &Value, node: &str, suffix: &str) -> Value {
    let mut spec = template.clone();
    let token = format!("kube-api-access-{suffix}");
    spec["enableServiceLinks"] = true.into();
    spec["nodeName"] = node.into();
    spec["priority"] = 0.into();
    spec["tolerations"] = ["not-ready", "unreachable"]
        .map(|taint| {
            json!({
                "effect": "NoExecute",
                "key": format!("node.kubernetes.io/{taint}"),
                "operator": "Exists",
                "tolerationSeconds": 300,
            })
        })
        .to_vec()
        .into();
    append(
        &mut spec["containers"][0]["volumeMounts"],
        json!({
            "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
            "name": token,
            "readOnly": true,
        }),
    );
    append(
        &mut spec["volumes"],
        json!({
            "name": token,
            "projected": {
                "defaultMode": 420,
                "sources": [
                    {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                    {"configMap": {
                        "items": [{"key": "ca.crt", "path": "ca.crt"}],
                        "name": "kube-root-ca.crt",
                    }},
                    {"downwardAPI": {"items": [{
                        "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                        "path": "namespace",
                    }]}},
                ],
            },
        }),
    );
    spec
}

fn append(list: &mut Value, item: Value) {
    if let Some(list) = list.as_array_mut() {
        list.push(item);
    }
}

fn status(container: &Value, pod_ip: &str, host_ip: &str, digest: u64) -> Value {
    let conditions: Vec<Value> = [
        "PodReadyToStartContainers",
        "Initialized",
        "Ready",
        "ContainersReady",
        "PodScheduled",
    ]
    .iter()
    .map(|kind| {
        json!({
            "lastProbeTime": null,
            "lastTransitionTime": STARTED,
            "status": "True",
            "type": kind,
        })
    })
    .collect();
    json!({
        "conditions": conditions,
        "containerStatuses": [{
            "containerID": format!("containerd://{digest:064x}"),
            "image": container["image"],
            "imageID": format!("sha256:{:064x}", digest.rotate_left(17)),
            "lastState": {},
            "name": container["name"],
            "ready": true,
            "restartCount": 0,
            "started": true,
            "state": {"running": {"startedAt": STARTED}},
        }],
        "hostIP": host_ip,
        "hostIPs": [{"ip": host_ip}],
        "phase": "Running",
        "podIP": pod_ip,
        "podIPs": [{"ip": pod_ip}],
        "qosClass": "Burstable",
        "startTime": "2026-02-03T09:00:02Z",
    })
}
