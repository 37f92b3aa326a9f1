//! Row 5: each key of a `ConfigMap` as a file, and keys that are themselves the names.

use serde_json::json;

use super::Placement;
use crate::plants::credential::{Entry, Fits};
use crate::plants::syntax::{self, map};

pub(super) fn all() -> Vec<Placement> {
    let mut placements: Vec<Placement> = syntax::all()
        .into_iter()
        .map(|syntax| {
            Placement::new(
                format!("ConfigMap file: {}", syntax.name),
                syntax.fits,
                move |credential, spot| {
                    let key = syntax.file.rsplit('/').next().unwrap_or(syntax.file);
                    spot.config_map(key, &(syntax.write)(credential))
                },
            )
        })
        .collect();
    placements.extend(keys());
    placements
}

/// The key is the name.
fn keys() -> Vec<Placement> {
    vec![
        Placement::new(
            "ConfigMap keys in capitals",
            Fits::Text,
            |credential, spot| {
                let data = map(credential, |entry| entry.name.to_owned());
                spot.object("v1", "ConfigMap", json!({"data": data}))
            },
        ),
        Placement::new(
            "ConfigMap keys with dots",
            Fits::Text,
            |credential, spot| {
                let data = map(credential, |entry| format!("orders.{}", entry.dotted()));
                spot.object("v1", "ConfigMap", json!({"data": data}))
            },
        ),
        Placement::new(
            "ConfigMap keys with dashes, immutable",
            Fits::Text,
            |credential, spot| {
                let data = map(credential, Entry::kebab);
                spot.object("v1", "ConfigMap", json!({"immutable": true, "data": data}))
            },
        ),
        Placement::new(
            "ConfigMap key without an ending",
            Fits::Text,
            |credential, spot| {
                spot.config_map("config", &(syntax::named("json").write)(credential))
            },
        ),
        Placement::new(
            "ConfigMap with a misleading ending",
            Fits::Text,
            |credential, spot| {
                spot.config_map("notes.txt", &(syntax::named("yaml").write)(credential))
            },
        ),
        Placement::new("ConfigMap with CRLF", Fits::Line, |credential, spot| {
            let text = (syntax::named("properties").write)(credential).replace('\n', "\r\n");
            spot.config_map("application.properties", &text)
        }),
        Placement::new(
            "ConfigMap text far from its start",
            Fits::Line,
            |credential, spot| {
                let filler =
                    "# this line says nothing of interest to anybody who reads it\n".repeat(1500);
                let text = (syntax::named("dotenv").write)(credential);
                spot.config_map("long.env", &format!("{filler}{text}{filler}"))
            },
        ),
        Placement::new(
            "ConfigMap with a byte order mark",
            Fits::Text,
            |credential, spot| {
                let text = (syntax::named("json").write)(credential);
                spot.config_map("bom.json", &format!("\u{feff}{text}"))
            },
        ),
    ]
}
