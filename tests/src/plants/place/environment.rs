//! Row 1: `env[].value` of every kind of container in every kind that holds a Pod.

use serde_json::{Value, json};

use super::workload::{KINDS, pod, pod_with_init, pod_with_sidecar, workload};
use super::{Placement, Spot};
use crate::plants::credential::{Credential, Entry, Fits};
use crate::plants::encode::{base64, gzip};
use crate::plants::syntax::{self, map};

type Wrap = fn(Value) -> Value;

pub(super) fn all() -> Vec<Placement> {
    let containers: [(&str, Wrap); 3] = [
        ("container", pod),
        ("init container", pod_with_init),
        ("sidecar", pod_with_sidecar),
    ];
    let mut placements = Vec::new();
    for kind in KINDS {
        for (container, wrap) in containers {
            placements.push(Placement::new(
                format!("env of a {kind}'s {container}"),
                Fits::Text,
                move |credential, spot| {
                    workload(kind, spot, wrap(json!({"env": variables(credential)})))
                },
            ));
        }
    }
    placements.extend(documents());
    placements.push(
        Placement::new(
            "env of an ephemeral container",
            Fits::Text,
            |credential, spot| {
                let mut pod = pod(json!({}));
                pod["ephemeralContainers"] = json!([{
                    "name": "debug", "image": "busybox:1.37", "env": variables(credential),
                }]);
                workload("Pod", spot, pod)
            },
        )
        .in_files(),
    );
    placements
}

/// The entries between harmless variables, each with a reference to another.
fn variables(credential: &Credential) -> Value {
    let mut variables = vec![json!({"name": "LOG_LEVEL", "value": "info"})];
    for entry in &credential.entries {
        variables.push(json!({"name": entry.name, "value": entry.value}));
    }
    variables.push(json!({
        "name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}},
    }));
    variables.into()
}

/// Whole documents in one variable.
fn documents() -> Vec<Placement> {
    vec![
        one("SPRING_APPLICATION_JSON", Fits::Text, |credential| {
            json!({"store": map(credential, Entry::camel)}).to_string()
        }),
        one("VCAP_SERVICES", Fits::Text, |credential| {
            json!({"user-provided": [{"name": "s", "credentials": map(credential, Entry::snake)}]})
                .to_string()
        }),
        one("JAVA_OPTS", Fits::Line, |credential| {
            let body = credential.each(|entry| format!(" -D{}={}", entry.dotted(), entry.value));
            format!("-Xmx512m{body}")
        }),
        one("APP_CONFIG", Fits::Text, |credential| {
            (syntax::named("yaml").write)(credential)
        }),
        one("APP_CONFIG_BASE64", Fits::Text, |credential| {
            base64((syntax::named("json").write)(credential))
        }),
        one("APP_STATE", Fits::Text, |credential| {
            base64(gzip((syntax::named("dotenv, quoted and exported").write)(
                credential,
            )))
        }),
        Placement::new(
            "env in capitals with a prefix",
            Fits::Text,
            |credential, spot| {
                let entries = credential.entries.iter();
                let variables: Vec<Value> = entries
                    .map(|entry| {
                        let name = format!("ORDERS__{}__VALUE", entry.name);
                        json!({"name": name, "value": entry.value})
                    })
                    .collect();
                workload("Deployment", spot, pod(json!({"env": variables})))
            },
        ),
        Placement::new(
            "env put together from a reference",
            Fits::Word,
            |credential, spot| {
                let variables = json!([
                    {"name": "STORE_PASSWORD", "value": credential.value()},
                    {"name": "STORE_URL", "value": "postgres://orders:$(STORE_PASSWORD)@db:5432/orders"},
                ]);
                workload("Deployment", spot, pod(json!({"env": variables})))
            },
        ),
    ]
}

fn one(name: &'static str, fits: Fits, write: fn(&Credential) -> String) -> Placement {
    Placement::new(
        format!("env {name}"),
        fits,
        move |credential: &Credential, spot: &Spot| {
            let variables = json!([{"name": name, "value": write(credential)}]);
            workload("StatefulSet", spot, pod(json!({"env": variables})))
        },
    )
}
