//! Objects as raw text, shown one at a time: for who reads every kind and keeps none of it.

use std::fmt;

use serde::{
    Deserialize, Deserializer as _,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    Gap, Note,
    object::ObjectRef,
    snapshot::{GapCode, Location},
};

/// One object as its source has it.
///
/// It may be a Secret: it has no `Debug`.
pub struct RawObject<'a> {
    /// `v1` or `GROUP/VERSION`; the text of an item of a list need not say it.
    pub api_version: &'a str,
    /// Kind; the text of an item of a list need not say it.
    pub kind: &'a str,
    /// Kind, namespace and name. A manifest of a namespaced kind that states no namespace is in the
    /// default one; one that states no name has what its name is generated from, or nothing.
    pub reference: ObjectRef,
    /// The whole object as JSON text.
    pub json: &'a str,
    /// Where in the files, when it comes from files.
    pub location: Option<Location>,
}

/// Is shown objects, one at a time.
pub trait ObjectSink {
    /// Whether objects of a kind are of any interest; sources spare themselves the others.
    fn is_wanted(&self, _api_version: &str, _kind: &str) -> bool {
        true
    }

    /// Takes an object.
    fn object(&mut self, object: &RawObject<'_>);
}

/// What there is to say when every object has been shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StreamEnd {
    /// How many objects were found, wanted or not.
    pub objects: usize,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What is worth saying and changes nothing.
    pub notes: Vec<Note>,
}

impl StreamEnd {
    /// Brings gaps and notes into the order in which reports print them.
    pub(super) fn sort_remarks(&mut self) {
        self.gaps.sort();
        self.gaps.dedup();
        self.notes.sort();
        self.notes.dedup();
    }
}

/// What an object says about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// `apiVersion`; nothing if it is not said before `metadata`.
    pub(super) api_version: Option<String>,
    /// `kind`; nothing if it is not said before `metadata`.
    pub(super) kind: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) name: String,
}

impl Head {
    /// Reads an object's text as far as its metadata and no farther; nothing if it is no object.
    pub(super) fn read(json: &str) -> Option<Self> {
        let mut head = HeadVisitor::default();
        let ended = serde_json::Deserializer::from_str(json).deserialize_map(&mut head);
        (head.is_done || ended.is_ok()).then_some(head.head)
    }

    /// Whether it says that it is something.
    pub(super) fn type_meta(&self) -> Option<(&str, &str)> {
        let api_version = self.api_version.as_deref().filter(|it| !it.is_empty())?;
        let kind = self.kind.as_deref().filter(|it| !it.is_empty())?;
        Some((api_version, kind))
    }
}

/// Reads up to `metadata` and then fails, so that the rest of the text is not looked at.
#[derive(Default)]
struct HeadVisitor {
    head: Head,
    is_done: bool,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Field {
    ApiVersion,
    Kind,
    Metadata,
    #[serde(other)]
    Other,
}

impl<'t> Visitor<'t> for &mut HeadVisitor {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(field) = map.next_key::<Field>()? {
            match field {
                Field::ApiVersion => self.head.api_version = text(map.next_value()?),
                Field::Kind => self.head.kind = text(map.next_value()?),
                Field::Metadata => {
                    self.head.read_metadata(map.next_value()?);
                    self.is_done = true;
                    return Err(serde::de::Error::custom("enough"));
                }
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

impl Head {
    fn read_metadata(&mut self, metadata: &RawValue) {
        #[derive(Default, Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        struct Names<'t> {
            #[serde(borrow)]
            name: Option<&'t RawValue>,
            #[serde(borrow)]
            generate_name: Option<&'t RawValue>,
            #[serde(borrow)]
            namespace: Option<&'t RawValue>,
        }
        let names: Names<'_> = serde_json::from_str(metadata.get()).unwrap_or_default();
        let filled = |value: Option<&RawValue>| value.and_then(text).filter(|it| !it.is_empty());
        self.name = filled(names.name)
            .or_else(|| filled(names.generate_name))
            .unwrap_or_default();
        self.namespace = filled(names.namespace);
    }
}

/// A string, or nothing if the value is none.
fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

/// Says that files are a recording, which holds less than the cluster did.
pub(super) fn recording_gap(location: Location) -> Gap {
    let message = "the files are a recording: it holds only what the recorded command read";
    Gap::new(GapCode::NotRead, message).at(location)
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn what_follows_the_metadata_is_not_looked_at() {
        let head = Head::read(
            r#"{"data":{"metadata":{"name":"no"}},"kind":"Role","apiVersion":"v1",
                "metadata":{"name":"a","namespace":"b","labels":[1]}, not JSON"#,
        )
        .unwrap();
        assert_eq!(head.type_meta(), Some(("v1", "Role")));
        assert_eq!((head.namespace.as_deref(), &*head.name), (Some("b"), "a"));
    }

    #[test]
    fn odd_metadata_names_nothing() {
        for metadata in [
            "null",
            "[]",
            "3",
            r#"{"name":3}"#,
            r#"{"namespace":""}"#,
            "{}",
        ] {
            let head = Head::read(&format!(r#"{{"metadata":{metadata}}}"#)).unwrap();
            assert_eq!(head, Head::default(), "{metadata}");
        }
        let generated = Head::read(r#"{"metadata":{"generateName":"job-"}}"#).unwrap();
        assert_eq!(generated.name, "job-");
    }

    #[test]
    fn what_is_no_object_has_no_head() {
        for text in ["null", "[]", "\"a\"", "{\"a\":", ""] {
            assert!(Head::read(text).is_none(), "{text}");
        }
        assert!(Head::read("{}").is_some());
    }
}
