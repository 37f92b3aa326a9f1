//! Releases of Helm 3 and Helm 2.

use std::io::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};

use crate::objects::{
    Kept,
    testing::{Recording, walk},
};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn release() -> Vec<u8> {
    let encoded = |text: &str| STANDARD.encode(text);
    let manifest = format!(
        "---\n# Source: app/templates/secret.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n\
         data:\n  password: {}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\n\
         spec: {{containers: [{{name: c, image: x, env: [{{name: TOKEN, value: env-value}}]}}]}}\n",
        encoded("manifest-value")
    );
    let hook =
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {password: hook-value}\n";
    let chart = serde_json::json!({
        "metadata": {"name": "app", "version": "1.0.0"},
        "values": {"admin": {"password": "default-value"}},
        "templates": [{"name": "templates/a.yaml", "data": encoded("password: template-value\n")}],
        "files": [{"name": "files/app.env", "data": encoded("A=b\nPASSWORD=file-value\n")}],
        "schema": encoded("{\"default\": \"schema-value\"}"),
        "dependencies": [{"values": {"password": "inner-value"}}],
    });
    serde_json::json!({
        "name": "shop", "version": 7, "namespace": "pay",
        "info": {"status": "deployed", "notes": "Log in with password notes-value\nand smile"},
        "config": {"db": {"password": "config-value"}},
        "chart": chart,
        "manifest": manifest,
        "hooks": [{"name": "h", "path": "app/templates/h.yaml", "manifest": hook}],
    })
    .to_string()
    .into_bytes()
}

/// A Secret or a config map with a release, as Helm writes it.
fn kept_in(kind: &str, packed: &[u8]) -> Recording {
    let release = STANDARD.encode(packed);
    let release = match kind {
        "Secret" => STANDARD.encode(release),
        _ => release,
    };
    let mut manifest = serde_json::json!({
        "apiVersion": "v1", "kind": kind,
        "metadata": {"name": "sh.helm.release.v1.shop.v7", "namespace": "pay",
                     "labels": {"owner": "helm", "name": "shop", "version": "7"}},
        "data": {"release": release},
    });
    if kind == "Secret" {
        manifest["type"] = "helm.sh/release.v1".into();
    }
    walk(&manifest.to_string())
}

const VALUES: [(&str, &str); 9] = [
    ("config-value", "config.db.password"),
    ("default-value", "chart.values.admin.password"),
    ("template-value", "chart.templates > templates/a.yaml"),
    ("file-value", "chart.files > files/app.env"),
    ("schema-value", "chart.schema"),
    ("inner-value", "chart.dependencies[0].values.password"),
    ("notes-value", "info.notes"),
    ("hook-value", "hooks[0].manifest"),
    ("env-value", "manifest"),
];

#[test]
fn every_part_of_a_release_is_read_whatever_it_is_kept_in() {
    for kind in ["Secret", "ConfigMap"] {
        for packed in [gzip(&release()), release()] {
            let shown = kept_in(kind, &packed);
            for (value, at) in VALUES {
                let seen = shown.seen.iter().find(|seen| seen.value.contains(value));
                let seen = seen.unwrap_or_else(|| panic!("{value} was not shown"));
                let (before, after) = seen.at.split_once("release shop revision 7 > ").unwrap();
                assert!(before.starts_with("data.release > base64"), "{before}");
                assert!(after.starts_with(at), "{after}");
                assert_eq!(seen.kept, Kept::Leak, "{value}");
            }
            assert!(shown.unread.is_empty(), "{:?}", shown.unread);
        }
    }
}

#[test]
fn a_secret_in_the_manifest_of_a_release_is_kept_as_the_release_is() {
    let shown = kept_in("Secret", &gzip(&release()));
    let seen = shown.only("manifest-value");
    assert_eq!(seen.kept, Kept::Stored);
    assert_eq!(seen.keys, "db/password");
    assert!(seen.at.ends_with("data.password > base64"), "{}", seen.at);
    let shown = kept_in("ConfigMap", &gzip(&release()));
    assert_eq!(shown.only("manifest-value").kept, Kept::Leak);
}

#[test]
fn the_values_of_a_release_have_its_name() {
    let shown = kept_in("Secret", &gzip(&release()));
    assert_eq!(shown.only("config-value").keys, "shop/db/password");
}

/// A field of a protocol buffer that holds bytes.
fn field(number: u8, value: &[u8]) -> Vec<u8> {
    let mut length = value.len();
    let mut bytes = vec![number << 3 | 2];
    while length >= 0x80 {
        bytes.push(u8::try_from(length & 0x7F).unwrap() | 0x80);
        length >>= 7;
    }
    bytes.push(u8::try_from(length).unwrap());
    bytes.extend(value);
    bytes
}

#[test]
fn a_release_of_tiller_is_read() {
    let config = |yaml: &str| field(1, yaml.as_bytes());
    let template = [
        field(1, b"templates/a.yaml"),
        field(2, b"password: template-value\n"),
    ]
    .concat();
    let file = [
        field(1, b"app.env"),
        field(2, b"A=b\nPASSWORD=file-value\n"),
    ]
    .concat();
    let inner = field(4, &config("password: inner-value\n"));
    let chart = [
        field(2, &template),
        field(3, &inner),
        field(4, &config("password: default-value\n")),
        field(5, &file),
    ]
    .concat();
    let notes = field(1, &field(5, b"the password is notes-value\nand so on"));
    let manifest =
        b"apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {a: manifest-value}\n";
    let release = [
        field(1, b"shop"),
        field(2, &notes),
        field(3, &chart),
        field(4, &config("db:\n  password: config-value\n")),
        field(5, manifest),
        field(
            6,
            &field(
                4,
                b"apiVersion: v1\nkind: Pod\nspec: {password: hook-value}\n",
            ),
        ),
        vec![7 << 3, 3],
        field(8, b"pay"),
    ]
    .concat();
    let text = STANDARD.encode(gzip(&release));
    let shown = walk(&format!(
        "apiVersion: v1\nkind: ConfigMap\n\
         metadata: {{name: shop.v3, namespace: kube-system, labels: {{OWNER: TILLER}}}}\n\
         data: {{release: {text}}}\n"
    ));
    for (value, at) in [
        ("config-value", "config.raw"),
        ("default-value", "chart.values.raw"),
        ("inner-value", "chart.dependencies.values.raw"),
        ("template-value", "chart.templates > templates/a.yaml"),
        ("file-value", "chart.files > app.env"),
        ("notes-value", "info"),
        ("hook-value", "hooks.manifest"),
        ("manifest-value", "manifest"),
    ] {
        let seen = shown.seen.iter().find(|seen| seen.value.contains(value));
        let seen = seen.unwrap_or_else(|| panic!("{value} was not shown"));
        let start = format!("data.release > base64 > gzip > release shop > {at}");
        assert!(seen.at.starts_with(&start), "{}", seen.at);
        assert_eq!(seen.kept, Kept::Leak);
    }
}

#[test]
fn a_damaged_release_is_unread() {
    let mut packed = gzip(&release());
    packed.truncate(packed.len() / 2);
    let shown = kept_in("Secret", &packed);
    assert!(!shown.unread.is_empty());
}
