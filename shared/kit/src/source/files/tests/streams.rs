//! Files in, objects out: what a snapshot sees a stream sees too.

use std::io::Read;

use proptest::prelude::*;

use super::{properties::config_map, *};
use crate::source::{ObjectSink, RawObject, StdinText, StreamEnd};

/// Keeps what it is shown.
#[derive(Default)]
struct Shown {
    only: Option<&'static str>,
    objects: Vec<String>,
    texts: Vec<serde_json::Value>,
}

impl ObjectSink for Shown {
    fn is_wanted(&self, _: &str, kind: &str) -> bool {
        self.only.is_none_or(|only| only == kind)
    }

    fn object(&mut self, object: &RawObject<'_>) {
        let line = object.location.as_ref().unwrap().line;
        let reference = &object.reference;
        self.objects
            .push(format!("{line} {} {reference}", object.api_version));
        self.texts.push(serde_json::from_str(object.json).unwrap());
    }
}

fn stream(text: &str) -> (Shown, Result<StreamEnd, Error>) {
    stream_only(text, None)
}

fn stream_only(text: &str, only: Option<&'static str>) -> (Shown, Result<StreamEnd, Error>) {
    let mut shown = Shown {
        only,
        ..Shown::default()
    };
    let mut bytes = text.as_bytes();
    let mut stdin = StdinText::new(&mut bytes);
    let end = Files::new(&[FileArgument::Stdin]).stream(&mut stdin, &mut shown);
    (shown, end)
}

#[test]
fn every_object_is_shown_with_its_kind_namespace_and_line() {
    let (shown, end) = stream(
        "\
apiVersion: v1
kind: SecretList
items:
- metadata: {name: a, namespace: shop}
- metadata: {name: b}
---
{apiVersion: v1, kind: Namespace, metadata: {name: c, namespace: shop}}
---
{apiVersion: example.com/v1, kind: Thing, metadata: {name: d}}
",
    );
    assert_eq!(
        shown.objects,
        [
            "4 v1 Secret shop/a",
            "5 v1 Secret default/b",
            "7 v1 Namespace c",
            "9 example.com/v1 Thing d"
        ]
    );
    let end = end.unwrap();
    // The list counts as well, as it does for a snapshot.
    assert_eq!(end.objects, 5);
    assert!(end.gaps.is_empty());
    assert_eq!(
        end.notes[0].message,
        "objects that state no namespace were taken to be in default: 1"
    );
}

#[test]
fn a_custom_resource_definition_says_that_its_kind_has_namespaces() {
    let (shown, _) = stream(
        "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions: [{name: v1, served: true}]
---
{apiVersion: example.com/v1, kind: Thing, metadata: {name: d}}
",
    );
    assert_eq!(shown.objects[1], "10 example.com/v1 Thing default/d");
}

#[test]
fn standard_input_can_be_gone_through_twice() {
    let text = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}\n\
                {\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"b\"}}\n";
    let mut bytes = text.as_bytes();
    let mut stdin = StdinText::new(&mut bytes);
    let arguments = [FileArgument::Stdin];
    let files = Files::new(&arguments);
    let mut secrets = Shown {
        only: Some("Secret"),
        ..Shown::default()
    };
    assert_eq!(files.stream(&mut stdin, &mut secrets).unwrap().objects, 2);
    assert_eq!(secrets.objects.len(), 1);
    let mut all = Shown::default();
    assert_eq!(files.stream(&mut stdin, &mut all).unwrap().objects, 2);
    assert_eq!(all.objects.len(), 2);
    let wants = Wants::new().object::<ConfigMap>(Scope::Cluster);
    assert!(files.collect_kept(&mut stdin, &wants).is_ok());
}

#[test]
fn an_input_over_the_budget_is_a_gap_however_often_it_is_read() {
    let mut reader = std::io::repeat(b' ').take(100);
    let mut stdin = StdinText::new(&mut reader);
    let arguments = [FileArgument::Stdin];
    let files = Files {
        byte_budget: 99,
        ..Files::new(&arguments)
    };
    for _ in 0..2 {
        let end = files.stream(&mut stdin, &mut Shown::default()).unwrap();
        assert_eq!(end.gaps[0].code, GapCode::Limit);
    }
}

#[test]
fn what_a_snapshot_refuses_a_stream_refuses_with_the_same_words() {
    for text in [
        "",
        "a: b",
        "[]",
        "{\"a\":",
        "{}",
        "apiVersion: v1\nkind: List\nitems: []",
    ] {
        let collected = stdin(text).err().map(|error| error.to_string());
        let streamed = stream(text).1.err().map(|error| error.to_string());
        assert_eq!(streamed, collected, "{text}");
        assert!(streamed.is_some(), "{text}");
    }
}

#[test]
fn a_recording_is_shown_but_is_never_the_whole_cluster() {
    let (shown, end) = stream(
        r#"{"apiVersion":"ekshardening/v1","kind":"ClusterFacts","serverVersion":null,"eksEvidence":null}
           {"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}"#,
    );
    assert_eq!(shown.objects.len(), 1);
    let gaps = end.unwrap().gaps;
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].code, GapCode::NotRead);
}

#[test]
fn kinds_that_are_not_wanted_are_counted_only() {
    let (shown, end) = stream_only(
        "{apiVersion: v1, kind: Pod, metadata: {name: b}}\n---\n{apiVersion: v1, kind: Node, metadata: {name: b}}",
        Some("Node"),
    );
    assert_eq!(shown.objects.len(), 1);
    assert_eq!(end.unwrap().objects, 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_shows_what_a_snapshot_keeps(
        objects in prop::collection::vec(config_map(), 1..6),
        as_list: bool,
        as_yaml: bool,
    ) {
        let objects = super::properties::distinct(objects);
        let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": objects});
        let text = match (as_list, as_yaml) {
            (true, false) => list.to_string(),
            (true, true) => serde_saphyr::to_string(&list).unwrap(),
            (false, _) => objects.iter().map(ToString::to_string).collect(),
        };
        let snapshot = stdin(&text).unwrap();
        let (mut shown, end) = stream(&text);
        let end = end.unwrap();
        prop_assert_eq!(&end.gaps, &snapshot.gaps);
        prop_assert_eq!(&end.notes, &snapshot.notes);
        prop_assert_eq!(shown.texts.len(), snapshot.objects());
        // A snapshot keeps fewer fields.
        for kept in snapshot.all::<ConfigMap>() {
            let at = shown.texts.iter().position(|text| {
                text["metadata"]["name"] == kept.metadata.name
                    && text["metadata"]["namespace"] == kept.metadata.namespace_or_empty()
            });
            let text = shown.texts.swap_remove(at.unwrap());
            prop_assert_eq!(serde_json::to_value(&kept.data).unwrap(), text["data"].clone());
        }
    }

    #[test]
    fn no_text_makes_a_stream_panic_or_see_other_gaps(
        text in "([-:?&*!|>'\"%@`{}\\[\\],# \n\t]|<<|[a-c]|items|kind|apiVersion|List|v1|metadata){0,60}",
    ) {
        let collected = stdin(&text);
        let (_, streamed) = stream(&text);
        prop_assert_eq!(collected.is_ok(), streamed.is_ok());
    }
}
