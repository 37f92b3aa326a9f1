//! Config maps and Secrets.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::objects::{
    Kept,
    testing::{Seen, stream, walk},
};
use plugin_kit::source::{ObjectSink, RawObject};

fn secret(kind: &str, data: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: s, namespace: n}}\ntype: {kind}\n{data}\n"
    )
}

fn data(key: &str, value: &str) -> String {
    format!("data: {{{key}: {}}}", STANDARD.encode(value))
}

#[test]
fn each_key_of_a_config_map_is_a_file() {
    let shown = walk(
        "\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data:
  password: one-value
  app.env: |
    A=1
    DB_PASSWORD=two-value
  app.json: '{\"db\": {\"password\": \"three-value\"}}'
",
    );
    let seen = shown.only("one-value");
    assert_eq!(
        (seen.keys.as_str(), seen.at.as_str()),
        ("settings/password", "data.password")
    );
    assert_eq!(seen.kept, Kept::Leak);
    let of = |part: &str| -> Vec<&Seen> {
        shown
            .seen
            .iter()
            .filter(|seen| seen.value == part)
            .collect()
    };
    assert!(
        of("two-value")
            .iter()
            .any(|seen| seen.keys.ends_with("DB_PASSWORD"))
    );
    assert!(
        of("three-value")
            .iter()
            .any(|seen| seen.keys.ends_with("db/password"))
    );
    assert!(
        of("two-value")
            .iter()
            .all(|seen| seen.at.starts_with("data['app.env']"))
    );
}

#[test]
fn binary_data_of_a_config_map_is_opened() {
    let packed = STANDARD.encode("{\"password\": \"one-value\"}");
    let shown = walk(&format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, namespace: b}}\nbinaryData: {{x: {packed}}}"
    ));
    let seen = shown
        .seen
        .iter()
        .find(|seen| seen.value == "one-value")
        .unwrap();
    assert!(seen.at.starts_with("binaryData.x > base64"), "{}", seen.at);
}

#[test]
fn the_data_of_a_secret_is_where_credentials_belong() {
    let shown = walk(&secret("Opaque", &data("password", "one-value")));
    let seen = shown.only("one-value");
    assert_eq!(seen.kept, Kept::Stored);
    assert_eq!(seen.keys, "s/password");
    assert_eq!(seen.at, "data.password > base64");
    let shown = walk(&secret(
        "kubernetes.io/basic-auth",
        "stringData: {password: one-value}",
    ));
    let seen = shown.only("one-value");
    assert_eq!(
        (seen.kept, seen.at.as_str()),
        (Kept::Stored, "stringData.password")
    );
}

#[test]
fn data_that_is_no_base64_is_shown_as_it_stands() {
    let shown = walk(&secret("Opaque", "data: {password: one-value!}"));
    assert_eq!(shown.only("one-value!").at, "data.password");
}

#[test]
fn tokens_that_the_cluster_issues_have_a_class_of_their_own() {
    for kind in [
        "kubernetes.io/service-account-token",
        "bootstrap.kubernetes.io/token",
    ] {
        let shown = walk(&secret(kind, &data("token", "one-value")));
        assert_eq!(shown.only("one-value").kept, Kept::Issued);
    }
}

#[test]
fn the_password_of_a_registry_is_found_in_its_auth() {
    let auth = STANDARD.encode("app:one-value");
    let config = format!("{{\"auths\":{{\"registry.example\":{{\"auth\":\"{auth}\"}}}}}}");
    let kind = "kubernetes.io/dockerconfigjson";
    let shown = walk(&secret(kind, &data("'.dockerconfigjson'", &config)));
    let seen = shown
        .seen
        .iter()
        .find(|seen| seen.value == "one-value")
        .unwrap();
    assert!(seen.keys.ends_with("password"), "{}", seen.keys);
    assert_eq!(seen.kept, Kept::Stored);
}

#[test]
fn a_key_is_shown_and_a_certificate_is_not() {
    let pem = |label: &str, body: &str| {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    let encoded = |text: String| STANDARD.encode(text);
    let shown = walk(&secret(
        "kubernetes.io/tls",
        &format!(
            "data: {{tls.crt: {}, tls.key: {}}}",
            encoded(pem("CERTIFICATE", "public-part")),
            encoded(pem("PRIVATE KEY", "one-value"))
        ),
    ));
    assert!(shown.holds("one-value"));
    assert!(!shown.holds("public-part"));
}

#[test]
fn the_values_of_a_secret_are_given_with_their_names() {
    #[derive(Default)]
    struct Values(Vec<(String, String, String)>);
    impl ObjectSink for Values {
        fn object(&mut self, object: &RawObject<'_>) {
            let values = crate::objects::secret_values(object);
            self.0.extend(values.into_iter().map(|it| {
                let value = String::from_utf8(it.value.expose().clone()).unwrap();
                (it.at.to_string(), it.keys.join("/"), value)
            }));
        }
    }
    let mut values = Values::default();
    let manifests = [
        secret("Opaque", &data("a", "{\"password\": \"one-value\"}")),
        secret("Opaque", "stringData: {b: two-value}"),
        secret("helm.sh/release.v1", &data("release", "three-value")),
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {d: four-value}\n".to_owned(),
    ];
    stream(&manifests.join("---\n"), &mut values);
    let found: Vec<&str> = values
        .0
        .iter()
        .map(|(_, _, value)| value.as_str())
        .collect();
    assert!(found.contains(&"one-value") && found.contains(&"two-value"));
    assert!(!found.contains(&"three-value") && !found.contains(&"four-value"));
    assert!(
        values
            .0
            .iter()
            .any(|(at, keys, _)| at == "stringData.b" && keys == "s/b")
    );
}
