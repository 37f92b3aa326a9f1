//! What holds for every object.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::objects::testing::walk;

/// Fields that the walk treats in one way or another.
const FIELDS: [&str; 24] = [
    "args",
    "auth",
    "command",
    "config",
    "containers",
    "content",
    "data",
    "default",
    "env",
    "envFrom",
    "extraArgs",
    "image",
    "items",
    "key",
    "mountOptions",
    "password",
    "path",
    "secretKeyRef",
    "spec",
    "stringData",
    "template",
    "value",
    "valueFrom",
    "volumes",
];

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => Just(Value::Null),
        1 => Just(json!("--flag")),
        1 => Just(json!("-x")),
        1 => Just(json!("sh")),
        1 => Just(json!("-c")),
    ];
    leaf.prop_recursive(6, 60, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(&FIELDS[..]), inner), 0..5).prop_map(
                |fields| {
                    let fields = fields
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value));
                    Value::Object(fields.collect())
                }
            ),
        ]
    })
}

/// Puts a text of its own in every place that has none, and gives maps a name.
fn fill(value: &mut Value, leaves: &mut Vec<String>) {
    match value {
        Value::Null => {
            let leaf = format!("leaf-{:05}-of-a-long-text.", leaves.len());
            *value = json!(leaf);
            leaves.push(leaf);
        }
        Value::Array(elements) => elements.iter_mut().for_each(|it| fill(it, leaves)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|it| fill(it, leaves));
            if leaves.len().is_multiple_of(2) {
                fields.insert("name".to_owned(), json!("n"));
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_of_an_object_is_shown(mut spec in tree(), kind in prop::sample::select(&["Pod", "ConfigMap", "Secret", "Thing"][..])) {
        let mut leaves = Vec::new();
        fill(&mut spec, &mut leaves);
        let mut object = Map::new();
        object.insert("apiVersion".to_owned(), json!("v1"));
        object.insert("kind".to_owned(), json!(kind));
        object.insert("metadata".to_owned(), json!({"name": "a", "namespace": "b"}));
        object.insert("data".to_owned(), spec);
        let shown = walk(&Value::Object(object).to_string());
        for leaf in leaves {
            prop_assert!(shown.holds(&leaf), "{leaf}");
        }
        prop_assert!(shown.unread.is_empty());
    }
}
