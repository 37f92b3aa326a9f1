//! Policies as the API and kubectl take them.

use plugin_kit::{object::Object, report::write_yaml};
use serde_json::Value;

use crate::object::NetworkPolicy;

/// The policy with `apiVersion` and `kind`.
#[must_use]
pub fn manifest(policy: &NetworkPolicy) -> Value {
    // Plain data with text keys always has a JSON form.
    let mut manifest = serde_json::to_value(policy).unwrap_or_default();
    if let Some(fields) = manifest.as_object_mut() {
        fields.insert(
            "apiVersion".to_owned(),
            NetworkPolicy::TYPE.api_version().into(),
        );
        fields.insert("kind".to_owned(), NetworkPolicy::TYPE.kind.into());
    }
    manifest
}

/// Manifests as YAML documents, in the form `kubectl apply -f -` takes.
#[must_use]
pub fn yaml(manifests: &[Value]) -> String {
    let documents: Vec<String> = manifests
        .iter()
        .map(|manifest| {
            let mut text = Vec::new();
            // Writing to memory cannot fail.
            let _ = write_yaml(manifest, &mut text);
            String::from_utf8_lossy(&text).into_owned()
        })
        .collect();
    documents.join("---\n")
}
