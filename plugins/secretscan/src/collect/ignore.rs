//! Objects that are silenced by an annotation.

use plugin_kit::source::RawObject;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The annotation; its value is the reason.
const ANNOTATION: &str = "secretscan.ekshardening/ignore";

#[derive(Deserialize)]
struct Head<'t> {
    #[serde(borrow)]
    metadata: Metadata<'t>,
}

#[derive(Deserialize)]
struct Metadata<'t> {
    #[serde(borrow)]
    annotations: Annotations<'t>,
}

#[derive(Deserialize)]
struct Annotations<'t> {
    #[serde(borrow, rename = "secretscan.ekshardening/ignore")]
    reason: &'t RawValue,
}

/// Whether an annotation silences the object.
pub(super) fn is_ignored(object: &RawObject<'_>) -> bool {
    // Nearly no object has it, and reading an object twice costs more than a search.
    memchr::memmem::find(object.json.as_bytes(), ANNOTATION.as_bytes()).is_some()
        && serde_json::from_str::<Head<'_>>(object.json)
            .is_ok_and(|head| head.metadata.annotations.reason.get().starts_with('"'))
}

#[cfg(test)]
mod tests {
    use plugin_kit::{object::ObjectRef, source::RawObject};

    use super::is_ignored;

    fn ignored(json: &str) -> bool {
        is_ignored(&RawObject {
            api_version: "v1",
            kind: "ConfigMap",
            reference: ObjectRef::namespaced("ConfigMap", "a", "b"),
            json,
            location: None,
        })
    }

    #[test]
    fn only_the_annotation_of_the_object_itself_silences_it() {
        let json = |place: &str| format!(r#"{{"metadata":{{"name":"a",{place}}},"data":{{}}}}"#);
        assert!(ignored(&json(
            r#""annotations":{"a":"b","secretscan.ekshardening/ignore":"test data"}"#
        )));
        assert!(!ignored(&json(
            r#""labels":{"secretscan.ekshardening/ignore":"test"}"#
        )));
        assert!(!ignored(&json(
            r#""annotations":{"other":"secretscan.ekshardening/ignore"}"#
        )));
        assert!(!ignored(
            r#"{"data":{"x":"secretscan.ekshardening/ignore"}}"#
        ));
    }
}
