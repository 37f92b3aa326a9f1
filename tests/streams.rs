//! Raw objects as a stream, from an API server that fails and from files: whatever a snapshot sees
//! is shown, once, and what is not is a gap.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{collections::BTreeMap, num::NonZeroU32};

use e2e::fault_server::{Fault, FaultServer, FaultServerBuilder};
use plugin_kit::{
    Gap, Snapshot,
    app::block_on,
    cluster::{Cluster, ClusterOptions},
    environment::Environment,
    object::{ConfigMap, Object, ObjectRef, Role, ServiceAccount},
    snapshot::GapCode,
    source::{
        FileArgument, Files, ObjectSink, RawObject, Scope, StdinText, StreamEnd, Wants, live,
    },
};
use serde_json::{Value, json};

/// What was shown: every object by its name, as often as it came.
#[derive(Default)]
struct Shown(BTreeMap<ObjectRef, Vec<Value>>);

impl ObjectSink for Shown {
    fn object(&mut self, object: &RawObject<'_>) {
        let mut content: Value = serde_json::from_str(object.json).expect("JSON");
        content["apiVersion"] = object.api_version.into();
        content["kind"] = object.kind.into();
        let place = self.0.entry(object.reference.clone()).or_default();
        place.push(content);
    }
}

impl Shown {
    fn of_kind(&self, kind: &str) -> Vec<String> {
        let objects = self.0.keys().filter(|object| object.kind == kind);
        objects.map(|object| object.name.clone()).collect()
    }

    fn assert_each_once(&self) {
        for (object, contents) in &self.0 {
            assert_eq!(contents.len(), 1, "{object}");
        }
    }
}

fn object(api_version: &str, kind: &str, name: &str, content: &Value) -> Value {
    let mut object = content.clone();
    object["apiVersion"] = json!(api_version);
    object["kind"] = json!(kind);
    object["metadata"] = json!({"name": name, "namespace": "shop"});
    if kind == "Namespace" || kind == "Node" {
        object["metadata"] = json!({"name": name});
    }
    object
}

fn objects() -> Vec<Value> {
    let mut objects = vec![
        object("v1", "Namespace", "shop", &json!({})),
        object("v1", "Namespace", "pay", &json!({})),
        object("v1", "Node", "n1", &json!({})),
        object("v1", "ServiceAccount", "ci", &json!({})),
        object("example.com/v1", "Thing", "t", &json!({"spec": {"a": "b"}})),
    ];
    for number in 0..5 {
        let name = format!("o{number}");
        objects.push(object(
            "v1",
            "Pod",
            &name,
            &json!({"spec": {"containers": []}}),
        ));
        objects.push(object(
            "v1",
            "ConfigMap",
            &name,
            &json!({"data": {"k": name}}),
        ));
        objects.push(object("v1", "Secret", &name, &json!({"data": {}})));
        let role = object(
            "rbac.authorization.k8s.io/v1",
            "Role",
            &name,
            &json!({"rules": []}),
        );
        objects.push(role);
    }
    objects
}

fn with_cluster<T>(server: &FaultServer, work: impl AsyncFnOnce(&Cluster) -> T) -> T {
    let options = ClusterOptions {
        kubeconfig: Some(server.kubeconfig().to_owned()),
        chunk_size: NonZeroU32::new(2),
        ..ClusterOptions::default()
    };
    let none: [(&str, &str); 0] = [];
    block_on(async {
        let environment = Environment::from_pairs(none);
        let connected = Cluster::connect(&options, "test", &environment).await;
        work(&connected.expect("a connection").0).await
    })
    .expect("a runtime")
}

/// What the cluster shows of every kind that it has.
fn stream(builder: FaultServerBuilder, scope: &Scope) -> (Shown, StreamEnd, Snapshot) {
    let server = builder.start().expect("a free port");
    let mut shown = Shown::default();
    let (end, snapshot) = with_cluster(&server, async |cluster| {
        let wants = Wants::new().discovery();
        let discovered = live::collect(cluster, &wants).await.expect("discovery");
        let kinds = discovered.catalog.listable();
        let end = live::stream(cluster, &kinds, scope, &mut shown).await;
        let wants = Wants::new()
            .object::<ConfigMap>(scope.clone())
            .object::<Role>(scope.clone())
            .object::<ServiceAccount>(scope.clone());
        let snapshot = live::collect(cluster, &wants).await.expect("a snapshot");
        (end.expect("a stream"), snapshot)
    });
    (shown, end, snapshot)
}

fn assert_shows<T: Object>(shown: &Shown, snapshot: &Snapshot) {
    assert!(!snapshot.all::<T>().is_empty());
    for object in snapshot.all::<T>() {
        assert!(
            shown.0.contains_key(&object.reference()),
            "{}",
            object.reference()
        );
    }
}

fn messages(gaps: &[Gap]) -> Vec<(GapCode, &str)> {
    gaps.iter()
        .map(|gap| (gap.code, gap.message.as_str()))
        .collect()
}

#[test]
fn a_stream_shows_what_a_snapshot_sees_and_every_other_kind() {
    let builder = FaultServer::builder().objects(objects());
    let (shown, end, snapshot) = stream(builder, &Scope::Cluster);
    assert!(end.gaps.is_empty(), "{:?}", end.gaps);
    shown.assert_each_once();
    assert_shows::<ConfigMap>(&shown, &snapshot);
    assert_shows::<Role>(&shown, &snapshot);
    assert_shows::<ServiceAccount>(&shown, &snapshot);
    assert_eq!(shown.of_kind("Thing"), ["t"]);
    assert_eq!(shown.of_kind("Secret").len(), 5);
    assert_eq!(end.objects, objects().len());
}

#[test]
fn a_live_cluster_and_its_dump_show_the_same() {
    let builder = FaultServer::builder().objects(objects());
    let (live, _, _) = stream(builder, &Scope::Cluster);
    let dump = json!({"apiVersion": "v1", "kind": "List", "items": objects()}).to_string();
    let mut reader = dump.as_bytes();
    let mut from_files = Shown::default();
    Files::new(&[FileArgument::Stdin])
        .stream(&mut StdinText::new(&mut reader), &mut from_files)
        .expect("a stream");
    assert_eq!(live.0, from_files.0);
}

#[test]
fn a_list_that_expires_half_way_shows_each_object_once() {
    let builder = FaultServer::builder()
        .objects(objects())
        .fault_times(2, "pods", Fault::Expired);
    let (shown, end, _) = stream(builder, &Scope::Cluster);
    assert!(end.gaps.is_empty(), "{:?}", end.gaps);
    shown.assert_each_once();
    assert_eq!(shown.of_kind("Pod").len(), 5);
}

#[test]
fn what_fails_is_a_gap_in_the_words_of_a_snapshot_and_hides_nothing_else() {
    let fails = |builder: FaultServerBuilder, fault: Fault| {
        builder.objects(objects()).fault("configmaps", fault)
    };
    for fault in [
        Fault::Forbidden,
        Fault::NotFound,
        Fault::InternalError,
        Fault::Truncated(100),
        Fault::Garbage,
        Fault::Html,
        Fault::Body(200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\"}"),
    ] {
        let builder = fails(FaultServer::builder(), fault.clone());
        let (shown, end, snapshot) = stream(builder, &Scope::Cluster);
        assert!(shown.of_kind("ConfigMap").is_empty(), "{fault:?}");
        assert_eq!(shown.of_kind("Secret").len(), 5, "{fault:?}");
        assert_eq!(messages(&end.gaps), messages(&snapshot.gaps), "{fault:?}");
        assert_eq!(end.gaps.len(), 1, "{fault:?}");
    }
}

#[test]
fn what_is_no_object_in_a_page_is_a_gap_and_its_neighbours_are_shown() {
    let page = r#"{"kind":"SecretList","apiVersion":"v1","metadata":{},
                   "items":[{"metadata":{"name":"a","namespace":"shop"}}, null, [1]]}"#;
    let builder = FaultServer::builder()
        .objects(objects())
        .fault("secrets", Fault::Body(200, page));
    let (shown, end, _) = stream(builder, &Scope::Cluster);
    assert_eq!(shown.of_kind("Secret"), ["a"]);
    // Both are worded alike, and said once.
    assert_eq!(end.gaps.len(), 1);
    assert_eq!(end.gaps[0].code, GapCode::Undecodable);
}

#[test]
fn one_namespace_holds_its_objects_and_is_itself_one() {
    let builder = FaultServer::builder().objects(objects());
    let (shown, end, _) = stream(builder, &Scope::Namespace("shop".to_owned()));
    assert!(end.gaps.is_empty(), "{:?}", end.gaps);
    assert_eq!(shown.of_kind("Namespace"), ["shop"]);
    assert!(shown.of_kind("Node").is_empty());
    assert_eq!(shown.of_kind("Pod").len(), 5);
    assert_eq!(end.objects, objects().len() - 2);
}
