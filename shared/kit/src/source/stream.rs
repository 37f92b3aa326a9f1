//! Objects as raw text, shown one at a time: for who reads every kind and keeps none of it.

use super::fields::Fields;
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
    /// Reads what an object says about itself, from text that is known to be JSON; nothing if it is
    /// no object.
    pub(super) fn read(json: &str) -> Option<Self> {
        let mut head = Self::default();
        for (key, value) in Fields::of(json)? {
            match key {
                "apiVersion" => head.api_version = text(value),
                "kind" => head.kind = text(value),
                "metadata" => {
                    head.read_metadata(value);
                    break;
                }
                _ => {}
            }
        }
        Some(head)
    }

    /// Whether it says that it is something.
    pub(super) fn type_meta(&self) -> Option<(&str, &str)> {
        let api_version = self.api_version.as_deref().filter(|it| !it.is_empty())?;
        let kind = self.kind.as_deref().filter(|it| !it.is_empty())?;
        Some((api_version, kind))
    }
}

impl Head {
    fn read_metadata(&mut self, metadata: &str) {
        let (mut name, mut generated) = (None, None);
        for (key, value) in Fields::of(metadata).into_iter().flatten() {
            let field = match key {
                "name" => &mut name,
                "generateName" => &mut generated,
                "namespace" => &mut self.namespace,
                _ => continue,
            };
            *field = text(value).filter(|text| !text.is_empty());
        }
        self.name = name.or(generated).unwrap_or_default();
    }
}

/// A string, or nothing if the value is none.
fn text(value: &str) -> Option<String> {
    serde_json::from_str(value).ok()
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
        for text in ["null", "[]", "\"a\"", ""] {
            assert!(Head::read(text).is_none(), "{text}");
        }
        assert!(Head::read("{}").is_some());
    }
}
