//! JSON and YAML.

use serde_json::{Map, Value, json};

use super::Row;
use crate::plants::credential::{Credential, Entry, Fits};
use crate::plants::encode::indented;

pub(super) const ROWS: &[Row] = &[
    ("json", "config.json", Fits::Text, |credential| {
        format!(
            "{:#}\n",
            json!({"port": 8080, "store": map(credential, Entry::camel)})
        )
    }),
    (
        "json, one line",
        "config.min.json",
        Fits::Text,
        |credential| {
            json!({"a": [1, {"b": map(credential, Entry::snake)}], "debug": false}).to_string()
        },
    ),
    (
        "json, names and values apart",
        "parameters.json",
        Fits::Text,
        |credential| {
            format!(
                "{:#}\n",
                json!({"parameters": pairs(credential, "name", "value")})
            )
        },
    ),
    (
        "json, keys and values apart, value first",
        "entries.json",
        Fits::Text,
        |credential| {
            let entries = credential.entries.iter();
            let body: Vec<String> = entries
                .map(|entry| {
                    format!(
                        "{{\"value\": {}, \"key\": \"{}\"}}",
                        entry.quoted(),
                        entry.kebab()
                    )
                })
                .collect();
            format!("{{\"entries\": [{}]}}\n", body.join(", "))
        },
    ),
    ("json in json", "wrapped.json", Fits::Text, |credential| {
        let inner = json!({"credentials": map(credential, Entry::camel)}).to_string();
        json!({"payload": inner, "version": 3}).to_string()
    }),
    (
        "json in json in json",
        "wrapped-twice.json",
        Fits::Text,
        |credential| {
            let inner = json!({"auth": map(credential, Entry::snake)}).to_string();
            let middle = json!({"body": inner}).to_string();
            json!({"records": [{"kind": "event", "message": middle}]}).to_string()
        },
    ),
    (
        "json with escapes",
        "escaped.json",
        Fits::Text,
        |credential| {
            let body = credential.each(|entry| {
                let escaped = entry.quoted().replace('=', "\\u003d").replace('/', "\\/");
                format!(
                    ", \"{}\": {}",
                    entry.camel(),
                    escaped.replace('_', "\\u005f")
                )
            });
            format!("{{\"id\": 7{body}}}\n")
        },
    ),
    (
        "json with comments",
        "settings.jsonc",
        Fits::Text,
        |credential| {
            let body =
                credential.each(|entry| format!("  \"{}\": {},\n", entry.camel(), entry.quoted()));
            format!("{{\n  // the store\n{body}  \"pool\": 5,\n}}\n")
        },
    ),
    ("yaml", "config.yaml", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("    {}: {}\n", entry.kebab(), entry.quoted()));
        format!("# orders\nserver:\n  port: 8080\n  store:\n{body}")
    }),
    (
        "yaml, plain scalars",
        "plain.yml",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| format!("  {}: {}\n", entry.camel(), entry.value));
            format!("store:\n  pool: 5\n{body}---\nsecond: document\n")
        },
    ),
    (
        "yaml, single quotes",
        "quoted.yml",
        Fits::Line,
        |credential| credential.each(|entry| format!("'{}': '{}'\n", entry.snake(), entry.value)),
    ),
    (
        "yaml, block scalars",
        "block.yaml",
        Fits::Text,
        |credential| {
            credential.each(|entry| format!("{}: |-\n{}", entry.kebab(), indented(&entry.value, 2)))
        },
    ),
    (
        "yaml, names and values apart",
        "env.yaml",
        Fits::Text,
        |credential| {
            let body = credential
                .each(|entry| format!("  - name: {}\n    value: {}\n", entry.name, entry.quoted()));
            format!("environment:\n{body}")
        },
    ),
    ("yaml flow", "flow.yaml", Fits::Text, |credential| {
        let body = credential.each(|entry| format!(", {}: {}", entry.camel(), entry.quoted()));
        format!("store: {{pool: 5{body}}}\n")
    }),
    (
        "yaml with an anchor",
        "anchored.yaml",
        Fits::Text,
        |credential| {
            let body =
                credential.each(|entry| format!("  {}: {}\n", entry.snake(), entry.quoted()));
            format!("defaults: &defaults\n  pool: 5\n{body}test:\n  <<: *defaults\n  pool: 1\n")
        },
    ),
    ("yaml in yaml", "outer.yaml", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("{}: {}\n", entry.kebab(), entry.quoted()));
        format!(
            "files:\n  inner.yaml: |\n    pool: 5\n{}",
            indented(&body, 4)
        )
    }),
    ("yaml in json", "embedded.json", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("  {}: {}\n", entry.snake(), entry.quoted()));
        json!({"values": format!("auth:\n  enabled: true\n{body}")}).to_string()
    }),
    ("json in yaml", "embedding.yaml", Fits::Text, |credential| {
        let inner = json!({"auth": map(credential, Entry::camel)});
        format!("kind: settings\nbody: >-\n  {inner}\n")
    }),
    ("docker compose", "compose.yaml", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("      - {}={}\n", entry.name, entry.value));
        format!("services:\n  worker:\n    image: orders:1\n    environment:\n{body}")
    }),
    ("workflow", "build.yml", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("  {}: {}\n", entry.name, entry.quoted()));
        format!("name: build\non: [push]\nenv:\n{body}jobs: {{}}\n")
    }),
];

/// The entries as a map, their names in a style.
pub(in crate::plants) fn map(credential: &Credential, style: fn(&Entry) -> String) -> Value {
    let entries = credential.entries.iter();
    let map: Map<String, Value> = entries
        .map(|entry| (style(entry), Value::from(entry.value.as_str())))
        .collect();
    Value::Object(map)
}

/// The entries as a list of maps with two keys.
pub(in crate::plants) fn pairs(credential: &Credential, name: &str, value: &str) -> Value {
    let entries = credential.entries.iter();
    entries
        .map(|entry| json!({name: entry.name, value: entry.value}))
        .collect()
}
