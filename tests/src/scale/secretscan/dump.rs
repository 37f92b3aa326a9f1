//! A dump of 10,000 objects as a busy cluster has them: 5,000 Pods, 1,000 `ConfigMap`s, 1,000
//! Secrets, 300 Helm releases, and Deployments, `ReplicaSet`s, Services and `ServiceAccount`s.

use std::fs;
use std::path::{Path, PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use crate::Error;
use crate::plants::helm_release;
use crate::random::Random;

/// How many objects the dump has.
pub(super) const OBJECTS: usize = 10_000;

/// `dump.json` in the folder, made where it is not there yet.
pub(super) fn prepare(material: &Path) -> Result<PathBuf, Error> {
    let path = material.join("dump.json");
    if path.is_file() {
        return Ok(path);
    }
    let mut random = Random::new(10);
    let objects: Vec<Value> = (0..OBJECTS)
        .map(|number| object(number, &mut random))
        .collect();
    let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
    fs::write(&path, format!("{list:#}")).map_err(Error::io("write the dump"))?;
    Ok(path)
}

fn object(number: usize, random: &mut Random) -> Value {
    let namespace = format!("team-{}", number % 50);
    match number % 100 {
        0..50 => pod(number, &namespace, random),
        50..60 => config_map(number, &namespace, random),
        60..70 => secret(number, &namespace, random),
        70..73 => helm_release(
            &namespace,
            &format!("release-{number}"),
            &text(random, 12_000),
        ),
        73..85 => {
            let template = json!({"metadata": {"labels": {"app": "a"}}, "spec": spec(random)});
            let spec = json!({"replicas": 2, "template": template});
            named(
                "apps/v1",
                "ReplicaSet",
                number,
                &namespace,
                &json!({"spec": spec}),
            )
        }
        85..95 => {
            let ports = json!([{"name": "http", "port": 80, "targetPort": 8080}]);
            named(
                "v1",
                "Service",
                number,
                &namespace,
                &json!({"spec": {"ports": ports}}),
            )
        }
        _ => named("v1", "ServiceAccount", number, &namespace, &json!({})),
    }
}

fn named(version: &str, kind: &str, number: usize, namespace: &str, fields: &Value) -> Value {
    let mut object = fields.clone();
    object["apiVersion"] = version.into();
    object["kind"] = kind.into();
    object["metadata"] = json!({
        "name": format!("object-{number}"), "namespace": namespace,
        "uid": format!("{number:08x}-0000-4000-8000-{number:012x}"),
        "resourceVersion": format!("{}", 1_000_000 + number),
        "creationTimestamp": "2025-03-01T10:00:00Z",
        "labels": {"app.kubernetes.io/name": "orders", "pod-template-hash": format!("{number:010x}")},
    });
    object
}

fn pod(number: usize, namespace: &str, random: &mut Random) -> Value {
    let status = json!({
        "phase": "Running", "podIP": format!("10.0.{}.{}", number / 250, number % 250),
        "containerStatuses": [{
            "name": "main", "ready": true, "restartCount": 0,
            "containerID": format!("containerd://{:064x}", random.bits()),
            "imageID": format!("registry.corp.internal/orders@sha256:{:064x}", random.bits()),
        }],
        "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2025-03-01T10:00:00Z"}],
    });
    let fields = json!({"spec": spec(random), "status": status});
    named("v1", "Pod", number, namespace, &fields)
}

fn spec(random: &mut Random) -> Value {
    let variables: Vec<Value> = (0..12)
        .map(|index| {
            json!({"name": format!("SETTING_{index}"), "value": format!("value-{}", random.below(1000))})
        })
        .collect();
    json!({
        "serviceAccountName": "orders",
        "containers": [{
            "name": "main", "image": "registry.corp.internal/orders:1.4.2", "env": variables,
            "args": ["--port=8080", "--log-level=info", "--config=/etc/orders/config.yaml"],
            "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
            "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 10},
            "volumeMounts": [{"name": "config", "mountPath": "/etc/orders"}],
        }],
        "volumes": [{"name": "config", "configMap": {"name": "orders"}}],
    })
}

fn config_map(number: usize, namespace: &str, random: &mut Random) -> Value {
    let data = json!({"application.properties": text(random, 3000), "log.level": "info"});
    named("v1", "ConfigMap", number, namespace, &json!({"data": data}))
}

fn secret(number: usize, namespace: &str, random: &mut Random) -> Value {
    let password = format!("{:016x}{:016x}", random.bits(), random.bits());
    let data = json!({
        "username": BASE64_STANDARD.encode("orders"),
        "password": BASE64_STANDARD.encode(password),
    });
    let fields = json!({"type": "Opaque", "data": data});
    named("v1", "Secret", number, namespace, &fields)
}

/// Harmless settings of about this many bytes.
fn text(random: &mut Random, bytes: usize) -> String {
    let mut text = String::new();
    while text.len() < bytes {
        text.push_str("orders.feature-");
        text.push_str(&random.below(1000).to_string());
        text.push_str(".threshold = ");
        text.push_str(&random.below(100_000).to_string());
        text.push('\n');
    }
    text
}
