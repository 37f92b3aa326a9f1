//! Row 3: probes and lifecycle hooks.

use serde_json::{Value, json};

use super::Placement;
use super::workload::{KINDS, pod, workload};
use crate::plants::credential::{Credential, Fits};
use crate::plants::encode::percent;

type Action = fn(&Credential) -> Value;

pub(super) fn all() -> Vec<Placement> {
    let mut placements = Vec::new();
    let hooks = [
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "postStart",
        "preStop",
    ];
    for (index, hook) in hooks.into_iter().enumerate() {
        for (name, fits, action) in ACTIONS {
            let kind = KINDS[1 + index % 4];
            placements.push(Placement::new(
                format!("{hook} {name}"),
                *fits,
                move |credential, spot| {
                    let action = action(credential);
                    let container = if hook.starts_with('p') {
                        json!({"lifecycle": {hook: action}})
                    } else {
                        json!({hook: action})
                    };
                    workload(kind, spot, pod(container))
                },
            ));
        }
    }
    placements
}

const ACTIONS: &[(&str, Fits, Action)] = &[
    ("Authorization header", Fits::Word, |credential| {
        let value = format!("Bearer {}", credential.value());
        get(
            "/healthz",
            json!([{"name": "Authorization", "value": value}]),
        )
    }),
    ("API key header", Fits::One, |credential| {
        let key = credential.value();
        get(
            "/healthz",
            json!([
                {"name": "Accept", "value": "*/*"},
                {"value": key, "name": "X-Api-Key"},
            ]),
        )
    }),
    ("path with a token", Fits::One, |credential| {
        let path = format!("/healthz?token={}", percent(credential.value()));
        get(&path, json!([{"name": "Accept", "value": "*/*"}]))
    }),
    ("exec", Fits::Word, |credential| {
        let password = format!("--password={}", credential.value());
        json!({"exec": {"command": ["pg_isready", "-U", "orders", password]}})
    }),
    ("exec of a shell", Fits::Word, |credential| {
        let script = format!("redis-cli -a '{}' ping | grep PONG", credential.value());
        json!({"exec": {"command": ["sh", "-c", script]}})
    }),
];

fn get(path: &str, headers: impl Into<Value>) -> Value {
    json!({"httpGet": {"path": path, "port": 8080, "httpHeaders": headers.into()}})
}
