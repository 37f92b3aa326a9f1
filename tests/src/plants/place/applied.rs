//! Rows 7 and 8: copies of what was applied, in annotations.

use serde_json::{Value, json};

use super::workload::{pod, workload};
use super::{Placement, Spot};
use crate::plants::credential::{Credential, Entry, Fits};
use crate::plants::encode::{base64, gzip, zip};
use crate::plants::syntax::{self, map};

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

type Make = fn(&Credential, &Spot) -> Value;

pub(super) fn all() -> Vec<Placement> {
    let mut placements = Vec::new();
    for (name, now, before) in COPIES {
        placements.push(Placement::new(
            format!("last-applied of a {name}"),
            Fits::Text,
            move |credential, spot| {
                let copy = format!("{}\n", before(credential, spot));
                annotated(now(credential, spot), LAST_APPLIED, copy)
            },
        ));
    }
    for (tool, key, fold) in TOOLS {
        for (name, now, before) in [COPIES[0], COPIES[2], COPIES[4]] {
            placements.push(Placement::new(
                format!("{tool} copy of a {name}"),
                Fits::Text,
                move |credential, spot| {
                    annotated(now(credential, spot), key, fold(&before(credential, spot)))
                },
            ));
        }
    }
    placements.push(Placement::new(
        "change-cause",
        Fits::Line,
        |credential, spot| {
            let flags = credential.each(|entry| format!(" {}={}", entry.name, entry.value));
            let cause = format!("kubectl set env deployment/orders{flags} --record=true");
            let object = workload("Deployment", spot, pod(json!({})));
            annotated(object, "kubernetes.io/change-cause", cause)
        },
    ));
    placements
}

/// A tool, its annotation, and how it writes an object down.
type Tool = (&'static str, &'static str, fn(&Value) -> String);

/// Tools that keep a copy of their own.
const TOOLS: &[Tool] = &[
    ("rio", "objectset.rio.cattle.io/applied", |object| {
        // Without padding, as its library writes it.
        base64(gzip(object.to_string()))
            .trim_end_matches('=')
            .to_owned()
    }),
    ("banzai", "banzaicloud.com/last-applied", |object| {
        base64(zip(&[("original", object.to_string().as_bytes())]))
    }),
    (
        "kopf",
        "kopf.zalando.org/last-handled-configuration",
        |object| format!("{object}\n"),
    ),
    ("kapp", "kapp.k14s.io/original", Value::to_string),
];

/// What lies there now, without the credential, and what was applied.
const COPIES: &[(&str, Make, Make)] = &[
    (
        "ConfigMap",
        |_, spot| spot.config_map("pool", "5"),
        |credential, spot| {
            spot.object(
                "v1",
                "ConfigMap",
                json!({"data": map(credential, Entry::kebab)}),
            )
        },
    ),
    (
        "ConfigMap file",
        |_, spot| spot.config_map("app.yaml", "pool: 5"),
        |credential, spot| spot.config_map("app.yaml", &(syntax::named("yaml").write)(credential)),
    ),
    (
        "Secret in clear",
        |_, spot| spot.secret("Opaque", json!({})),
        |credential, spot| {
            let data = map(credential, |entry| entry.name.to_owned());
            spot.object(
                "v1",
                "Secret",
                json!({"type": "Opaque", "stringData": data}),
            )
        },
    ),
    (
        "Secret in base64",
        |_, spot| spot.secret("Opaque", json!({})),
        |credential, spot| {
            let mut data = json!({});
            for entry in &credential.entries {
                data[entry.kebab()] = base64(&entry.value).into();
            }
            spot.secret("Opaque", data)
        },
    ),
    (
        "Deployment",
        |_, spot| workload("Deployment", spot, pod(json!({}))),
        |credential, spot| workload("Deployment", spot, pod(variables(credential))),
    ),
    (
        "Pod",
        |_, spot| workload("Pod", spot, pod(json!({}))),
        |credential, spot| workload("Pod", spot, pod(variables(credential))),
    ),
    (
        "CronJob",
        |_, spot| workload("CronJob", spot, pod(json!({}))),
        |credential, spot| workload("CronJob", spot, pod(variables(credential))),
    ),
    (
        "DaemonSet",
        |_, spot| workload("DaemonSet", spot, pod(json!({}))),
        |credential, spot| workload("DaemonSet", spot, pod(variables(credential))),
    ),
    (
        "custom resource",
        |_, spot| spot.object("plants.example/v1", "Custom", json!({"spec": {}})),
        |credential, spot| {
            let spec = json!({"store": map(credential, Entry::camel)});
            spot.object("plants.example/v1", "Custom", json!({"spec": spec}))
        },
    ),
    (
        "Service",
        |_, spot| spot.object("v1", "Service", json!({"spec": {"ports": [{"port": 80}]}})),
        |credential, spot| {
            let entries = credential.entries.iter();
            let pairs = entries.map(|entry| (format!("corp.internal/{}", entry.kebab()), entry));
            let mut annotations = json!({});
            for (key, entry) in pairs {
                annotations[key] = entry.value.as_str().into();
            }
            let metadata = json!({"annotations": annotations});
            spot.object(
                "v1",
                "Service",
                json!({"metadata": metadata, "spec": {"ports": [{"port": 80}]}}),
            )
        },
    ),
];

fn variables(credential: &Credential) -> Value {
    json!({"env": syntax::pairs(credential, "name", "value")})
}

/// The object with an annotation.
pub(super) fn annotated(mut object: Value, key: &str, text: impl Into<Value>) -> Value {
    object["metadata"]["annotations"][key] = text.into();
    object
}
