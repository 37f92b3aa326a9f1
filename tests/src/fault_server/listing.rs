//! Lists in pages, as etcd-backed lists are: sorted, cut at `limit`, continued by an opaque token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::kinds::Kind;

/// Every list is of one moment: nothing changes while the server runs.
pub(super) const RESOURCE_VERSION: &str = "1000";

/// Which part of a list is asked for.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// At most this many items; 0 is all.
    pub(super) limit: usize,
    /// The token of the page before.
    pub(super) token: Option<String>,
}

/// Returns one page of a list, or nothing if the token is none of ours.
pub(super) fn page(kind: &Kind, objects: &[&Value], page: &Page) -> Option<Value> {
    let start = match &page.token {
        None => 0,
        Some(token) => read_token(token)?,
    };
    let rest = objects.get(start..).unwrap_or_default();
    let limit = if page.limit == 0 {
        rest.len()
    } else {
        page.limit.min(rest.len())
    };
    let (items, left) = rest.split_at(limit);
    let mut metadata = json!({"resourceVersion": RESOURCE_VERSION});
    if !left.is_empty() {
        metadata["continue"] = json!(token(start + limit));
        metadata["remainingItemCount"] = json!(left.len());
    }
    let items: Vec<Value> = items.iter().map(|object| without_type(object)).collect();
    Some(json!({
        "kind": format!("{}List", kind.name),
        "apiVersion": kind.api_version(),
        "metadata": metadata,
        "items": items,
    }))
}

/// The token that continues at an item.
pub(super) fn token(start: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!(
        "{{\"v\":\"meta.k8s.io/v1\",\"rv\":{RESOURCE_VERSION},\"start\":{start}}}"
    ))
}

fn read_token(token: &str) -> Option<usize> {
    let text = URL_SAFE_NO_PAD.decode(token).ok()?;
    let value: Value = serde_json::from_slice(&text).ok()?;
    usize::try_from(value["start"].as_u64()?).ok()
}

/// k8s: the items of a built-in list carry neither `apiVersion` nor `kind`.
fn without_type(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(members) = object.as_object_mut() {
        members.remove("apiVersion");
        members.remove("kind");
    }
    object
}

/// Turns a list into one of `PartialObjectMetadata`, which clients ask for to save bytes.
pub(super) fn only_metadata(list: &mut Value) {
    list["kind"] = json!("PartialObjectMetadataList");
    list["apiVersion"] = json!("meta.k8s.io/v1");
    for item in list["items"].as_array_mut().into_iter().flatten() {
        *item = json!({
            "kind": "PartialObjectMetadata",
            "apiVersion": "meta.k8s.io/v1",
            "metadata": item["metadata"],
        });
    }
}
