//! The kinds that hold a Pod or a template of one.

use serde_json::{Value, json};

use super::Spot;

/// Every kind with a Pod in it.
pub(super) const KINDS: &[&str] = &[
    "Pod",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "ReplicationController",
    "PodTemplate",
    "ControllerRevision",
];

/// An object of a kind with this Pod in it; it never runs anything.
pub(in crate::plants) fn workload(kind: &str, spot: &Spot, pod: Value) -> Value {
    let labels = json!({"app": spot.name});
    let selector = json!({"matchLabels": labels});
    let template = |pod: Value| json!({"metadata": {"labels": labels}, "spec": pod});
    let once = |mut pod: Value| {
        pod["restartPolicy"] = "Never".into();
        pod
    };
    match kind {
        "Pod" => spot.object("v1", kind, json!({"spec": pod})),
        "DaemonSet" => {
            let mut pod = pod;
            pod["nodeSelector"] = json!({"plants.example/nowhere": "true"});
            let spec = json!({"selector": selector, "template": template(pod)});
            spot.object("apps/v1", kind, json!({"spec": spec}))
        }
        "StatefulSet" => {
            let spec = json!({
                "replicas": 0, "serviceName": "none", "selector": selector, "template": template(pod),
            });
            spot.object("apps/v1", kind, json!({"spec": spec}))
        }
        "Job" => {
            let spec = json!({"suspend": true, "template": template(once(pod))});
            spot.object("batch/v1", kind, json!({"spec": spec}))
        }
        "CronJob" => {
            let job = json!({"spec": {"template": template(once(pod))}});
            let spec = json!({"schedule": "0 3 * * 0", "suspend": true, "jobTemplate": job});
            spot.object("batch/v1", kind, json!({"spec": spec}))
        }
        "ReplicationController" => {
            let spec = json!({"replicas": 0, "selector": labels, "template": template(pod)});
            spot.object("v1", kind, json!({"spec": spec}))
        }
        "PodTemplate" => spot.object("v1", kind, json!({"template": template(pod)})),
        "ControllerRevision" => {
            let data = json!({"spec": {"template": template(pod)}});
            spot.object("apps/v1", kind, json!({"revision": 3, "data": data}))
        }
        _ => {
            let spec = json!({"replicas": 0, "selector": selector, "template": template(pod)});
            spot.object("apps/v1", kind, json!({"spec": spec}))
        }
    }
}

/// A Pod with one container that has these fields.
pub(in crate::plants) fn pod(container: Value) -> Value {
    json!({"containers": [named("main", container)]})
}

/// A Pod whose init container has these fields.
pub(super) fn pod_with_init(container: Value) -> Value {
    json!({"containers": [named("main", json!({}))], "initContainers": [named("init", container)]})
}

/// A Pod whose second container has these fields.
pub(super) fn pod_with_sidecar(container: Value) -> Value {
    json!({"containers": [named("main", json!({})), named("sidecar", container)]})
}

fn named(name: &str, mut container: Value) -> Value {
    container["name"] = name.into();
    container["image"] = "registry.corp.internal/orders:1.4.2".into();
    container
}
