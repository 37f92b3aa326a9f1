//! Copies of objects in annotations, and what else stands there.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};

use crate::objects::{
    Kept,
    testing::{Recording, walk},
};

fn annotated(kind: &str, name: &str, value: &str) -> Recording {
    let manifest = serde_json::json!({
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": "a", "namespace": "b", "annotations": {name: value}},
    });
    walk(&manifest.to_string())
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn copy_of_a_secret() -> String {
    let encoded = STANDARD.encode("one-value");
    format!(
        "{{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{{\"name\":\"a\"}},\
         \"data\":{{\"password\":\"{encoded}\"}},\"stringData\":{{\"token\":\"two-value\"}}}}"
    )
}

#[test]
fn a_secret_that_was_applied_lies_open_in_its_annotation() {
    let name = "kubectl.kubernetes.io/last-applied-configuration";
    let shown = annotated("Secret", name, &copy_of_a_secret());
    let seen = shown.only("one-value");
    assert_eq!(seen.kept, Kept::Leak);
    assert_eq!(seen.keys, "a/password");
    assert_eq!(
        seen.at,
        "metadata.annotations['kubectl.kubernetes.io/last-applied-configuration'] > json > \
         data.password > base64"
    );
    assert_eq!(shown.only("two-value").keys, "a/token");
}

#[test]
fn copies_that_other_tools_keep_are_opened() {
    let copy = copy_of_a_secret();
    for (name, value) in [
        (
            "objectset.rio.cattle.io/applied",
            STANDARD.encode(gzip(&copy)),
        ),
        ("kapp.k14s.io/original", copy.clone()),
        ("kopf.zalando.org/last-handled-configuration", copy.clone()),
    ] {
        let shown = annotated("ConfigMap", name, &value);
        let seen = shown.only("one-value");
        assert_eq!(seen.kept, Kept::Leak);
        assert!(seen.at.ends_with("data.password > base64"), "{}", seen.at);
        assert_eq!(shown.only("two-value").kept, Kept::Leak);
    }
}

#[test]
fn a_copy_in_a_zip_archive_is_opened() {
    // One stored member, as small as archives get (APPNOTE.TXT 4.3).
    let text = copy_of_a_secret();
    let length = u32::try_from(text.len()).unwrap().to_le_bytes();
    let crc = crc32fast::hash(text.as_bytes()).to_le_bytes();
    let sizes = [crc, length, length].concat();
    let name = b"original";
    let local = [
        b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0".as_slice(),
        &sizes,
        b"\x08\0\0\0",
        name,
    ]
    .concat();
    let central = [
        b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0".as_slice(),
        &sizes,
        b"\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        name,
    ]
    .concat();
    let start = u32::try_from(local.len() + text.len())
        .unwrap()
        .to_le_bytes();
    let size = u32::try_from(central.len()).unwrap().to_le_bytes();
    let end = [
        b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(),
        &size,
        &start,
        b"\0\0",
    ]
    .concat();
    let archive = [local, text.into_bytes(), central, end].concat();
    let shown = annotated(
        "Secret",
        "banzaicloud.com/last-applied",
        &STANDARD.encode(archive),
    );
    let seen = shown.only("one-value");
    assert!(seen.at.contains("base64 > "), "{}", seen.at);
    assert_eq!(seen.kept, Kept::Leak);
}

#[test]
fn commands_and_snippets_in_annotations_are_read() {
    let cause = "kubectl set env deployment/a PASSWORD=one-value";
    let shown = annotated("Deployment", "kubernetes.io/change-cause", cause);
    assert!(shown.holds("one-value"));
    let snippet = "location / {\n  proxy_set_header Authorization \"Basic two-value\";\n}\n";
    let name = "nginx.ingress.kubernetes.io/configuration-snippet";
    let shown = annotated("Ingress", name, snippet);
    assert!(
        shown
            .seen
            .iter()
            .all(|seen| seen.at.contains("configuration-snippet"))
    );
    assert!(shown.holds("two-value"));
}

#[test]
fn an_annotation_that_names_a_secret_says_nothing_about_its_value() {
    let shown = annotated(
        "Ingress",
        "nginx.ingress.kubernetes.io/auth-secret",
        "shop/basic-auth",
    );
    assert_eq!(shown.only("shop/basic-auth").keys, "text");
}

#[test]
fn annotations_of_nodes_accounts_and_namespaces_are_read() {
    for kind in ["Node", "ServiceAccount", "Namespace"] {
        let shown = annotated(kind, "example.com/token", "one-value");
        assert_eq!(shown.only("one-value").keys, "example.com/token");
    }
}

#[test]
fn a_label_is_read_when_it_is_longer_than_most_ids() {
    let shown = walk(
        "\
apiVersion: v1
kind: Node
metadata:
  name: a
  labels: {short: one-value, long: two-value-of-a-label, pod-template-hash: three-value-of-a-hash}
",
    );
    assert!(!shown.holds("one-value"));
    assert_eq!(shown.only("two-value").at, "metadata.labels.long");
    assert!(!shown.holds("three-value"));
}

#[test]
fn copies_in_copies_end_at_a_depth() {
    let mut copy =
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"password\":\"one-value\"}}".to_owned();
    for _ in 0..10 {
        copy = serde_json::json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": copy}},
        })
        .to_string();
    }
    let shown = walk(&copy);
    assert!(!shown.holds("one-value"));
    assert_eq!(shown.unread.len(), 1);
}
