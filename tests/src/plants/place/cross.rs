//! The value of a Secret in clear somewhere else, where no name gives it away.

use serde_json::{Value, json};

use super::workload::{pod, workload};
use super::{Placement, Spot};
use crate::plants::credential::{Credential, Fits};
use crate::plants::encode::{base64, gzip, percent};

type Copy = fn(&str, &Spot) -> Value;

pub(super) fn all() -> Vec<Placement> {
    COPIES
        .iter()
        .map(|&(name, copy)| {
            let name = format!("value of a Secret in {name}");
            // Where a value is several words or a whole document, it is not copied as one.
            let build = move |credential: &Credential, spot: &Spot| {
                let secret = spot.beside("origin");
                let data = json!({"x": base64(credential.value())});
                vec![
                    copy(credential.value(), spot),
                    secret.secret("Opaque", data),
                ]
            };
            Placement::of_several(name, Fits::Word, build)
        })
        .collect()
}

const COPIES: &[(&str, Copy)] = &[
    ("a ConfigMap", |value, spot| spot.config_map("x", value)),
    ("a text of a ConfigMap", |value, spot| {
        spot.config_map("x", &format!("first,{value},last\n"))
    }),
    ("base64 in a ConfigMap", |value, spot| {
        spot.config_map("x", &base64(value))
    }),
    ("base64 amid a text", |value, spot| {
        spot.config_map(
            "x",
            &format!("{{\"x\": \"{}\"}}", base64(format!("a {value} b"))),
        )
    }),
    ("gzip in a ConfigMap", |value, spot| {
        let content = base64(gzip(format!("a {value} b")));
        spot.object("v1", "ConfigMap", json!({"binaryData": {"x": content}}))
    }),
    ("percent-encoding", |value, spot| {
        spot.config_map("x", &format!("/x?y={}", percent(value)))
    }),
    ("an env", |value, spot| {
        workload(
            "Deployment",
            spot,
            pod(json!({"env": [{"name": "X", "value": value}]})),
        )
    }),
    ("args", |value, spot| {
        workload(
            "Job",
            spot,
            pod(json!({"args": ["run", format!("x:{value}")]})),
        )
    }),
    ("an annotation", |value, spot| {
        let mut object = workload("StatefulSet", spot, pod(json!({})));
        object["metadata"]["annotations"] = json!({"corp.internal/x": value});
        object
    }),
    ("a custom resource", |value, spot| {
        spot.object(
            "plants.example/v1",
            "Custom",
            json!({"spec": {"x": [value]}}),
        )
    }),
];
