//! Rule 10: label selectors, as `metav1.LabelSelector` describes them.

use serde_json::Value;

use super::objects::{Labels, list, text};

/// Whether a selector picks these labels: every entry of `matchLabels` and every requirement of
/// `matchExpressions` must hold. A selector that is null or empty picks everything.
pub(crate) fn rule_10_selects(selector: &Value, labels: &Labels) -> bool {
    let equal = selector
        .get("matchLabels")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .all(|(key, value)| labels.get(key).map(String::as_str) == value.as_str());
    equal
        && list(selector, "/matchExpressions")
            .iter()
            .all(|one| requirement_holds(one, labels))
}

/// `NotIn` and `DoesNotExist` hold when the key is absent. An unknown operator never holds.
fn requirement_holds(requirement: &Value, labels: &Labels) -> bool {
    let value = labels.get(text(requirement, "/key"));
    let listed = value.is_some_and(|value| {
        list(requirement, "/values")
            .iter()
            .any(|one| one.as_str() == Some(value))
    });
    match text(requirement, "/operator") {
        "In" => listed,
        "NotIn" => !listed,
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}
