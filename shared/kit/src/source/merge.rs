//! Joins two hand-shaped forms of one object into the manifest that both were read from.
//!
//! Each form holds other fields of the object; what both hold is equal. A recording with both forms
//! side by side would be two objects of one name with different content.

use std::collections::BTreeMap;

use serde_json::Value;

/// Joins the manifests of a kind in two forms, by namespace and name.
pub(super) fn merge(manifests: Vec<Value>, others: Vec<Value>) -> Vec<Value> {
    let mut merged: BTreeMap<(String, String), Value> = manifests
        .into_iter()
        .map(|manifest| (key(&manifest), manifest))
        .collect();
    for other in others {
        let key = key(&other);
        match merged.get_mut(&key) {
            Some(manifest) => join(manifest, other),
            None => {
                merged.insert(key, other);
            }
        }
    }
    merged.into_values().collect()
}

fn key(manifest: &Value) -> (String, String) {
    let field = |name: &str| {
        let value = manifest.get("metadata").and_then(|it| it.get(name));
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    (field("namespace"), field("name"))
}

/// Adds the fields of another form. Lists keep their order in every form, so that elements of lists
/// of one length belong together; a list that one form leaves empty is the other's.
fn join(value: &mut Value, other: Value) {
    match (value, other) {
        (Value::Object(fields), Value::Object(others)) => {
            for (name, other) in others {
                match fields.get_mut(&name) {
                    Some(field) => join(field, other),
                    None => {
                        fields.insert(name, other);
                    }
                }
            }
        }
        (Value::Array(elements), Value::Array(others)) if elements.len() == others.len() => {
            for (element, other) in elements.iter_mut().zip(others) {
                join(element, other);
            }
        }
        (Value::Array(elements), Value::Array(others)) if elements.is_empty() => {
            *elements = others;
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::merge;

    #[test]
    fn fields_of_both_forms_are_kept_object_by_object() {
        let one = json!({"metadata": {"name": "a", "labels": {"x": "y"}}, "list": [{"name": "c", "ports": [1]}]});
        let other = json!({"metadata": {"name": "a"}, "list": [{"name": "c", "args": ["-v"]}], "status": {}});
        let second = json!({"metadata": {"name": "a", "namespace": "n"}});
        assert_eq!(
            merge(vec![one], vec![other, second.clone()]),
            [
                json!({"metadata": {"name": "a", "labels": {"x": "y"}},
                       "list": [{"name": "c", "ports": [1], "args": ["-v"]}], "status": {}}),
                second
            ]
        );
    }
}
