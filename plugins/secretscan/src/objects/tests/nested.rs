//! Objects inside of texts.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::objects::{Kept, testing::walk};

#[test]
fn manifests_in_a_config_map_are_walked_as_objects() {
    let encoded = STANDARD.encode("one-value");
    let shown = walk(&format!(
        "\
apiVersion: v1
kind: ConfigMap
metadata: {{name: a, namespace: b}}
data:
  all.yaml: |
    apiVersion: v1
    kind: Secret
    metadata: {{name: inner}}
    data: {{password: {encoded}}}
    ---
    apiVersion: v1
    kind: List
    items:
    - apiVersion: v1
      kind: Pod
      metadata: {{name: pod}}
      spec: {{containers: [{{name: app, image: x, env: [{{name: TOKEN, value: two-value}}]}}]}}
"
    ));
    let seen = shown.only("one-value");
    assert_eq!(seen.kept, Kept::Leak);
    assert_eq!(seen.keys, "inner/password");
    assert!(seen.at.starts_with("data['all.yaml']"), "{}", seen.at);
    assert!(seen.at.ends_with("data.password > base64"), "{}", seen.at);
    let seen = shown.only("two-value");
    assert_eq!(seen.keys, "app/TOKEN");
    assert!(
        seen.at
            .ends_with("items[0].spec.containers[0].env[0].value"),
        "{}",
        seen.at
    );
    assert_eq!(seen.object, "ConfigMap b/a");
}

#[test]
fn a_manifest_in_the_data_of_a_secret_stays_where_credentials_belong() {
    let inner = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"i\"},\
                 \"data\":{\"password\":\"one-value\"}}";
    let shown = walk(&format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: a, namespace: b}}\ndata: {{m: {}}}",
        STANDARD.encode(inner)
    ));
    assert_eq!(shown.only("one-value").kept, Kept::Stored);
}

#[test]
fn a_kubeconfig_is_a_document_and_no_object() {
    let shown = walk(
        "\
apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: b}
data:
  config: |
    apiVersion: v1
    kind: Config
    clusters: []
    users: [{name: ann, user: {token: one-value}}]
",
    );
    assert!(
        shown
            .seen
            .iter()
            .any(|seen| seen.value == "one-value" && seen.keys.ends_with("user/token"))
    );
}
