//! What is passed over.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::objects::testing::walk;

#[test]
fn what_the_api_server_fills_in_is_passed_over() {
    let shown = walk(
        "\
apiVersion: v1
kind: Pod
metadata:
  name: a
  namespace: b
  uid: not-shown-1
  resourceVersion: 'not-shown-2'
  selfLink: /not-shown-3
  creationTimestamp: not-shown-4
  managedFields: [{manager: not-shown-5, fieldsV1: {f:spec: {}}}]
  ownerReferences: [{kind: ReplicaSet, name: not-shown-6, uid: not-shown-7}]
status:
  containerStatuses: [{imageID: not-shown-8, containerID: not-shown-9}]
",
    );
    assert_eq!(shown.of("not-shown"), [""; 0]);
}

#[test]
fn images_of_a_node_and_encrypted_values_are_passed_over() {
    let shown = walk(
        "\
apiVersion: v1
kind: Node
metadata: {name: a}
status: {images: [{names: [not-shown-1]}]}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: a, namespace: b}
spec:
  encryptedData: {password: not-shown-2}
  template: {data: {url: 'shown'}}
---
apiVersion: v1
kind: Secret
metadata: {name: a, namespace: b}
stringData: {password: 'ENC[AES256_GCM,data:not-shown-3,iv:x,tag:y,type:str]'}
sops: {mac: not-shown-4, version: 3.8.1, pgp: [{enc: not-shown-5}]}
",
    );
    assert_eq!(shown.of("not-shown"), [""; 0]);
    assert!(shown.holds("shown"));
}

#[test]
fn public_certificates_are_passed_over_wherever_they_stand() {
    let certificate =
        |label: &str| format!("-----BEGIN {label}-----\nnot-shown\n-----END {label}-----\n");
    let bundle = STANDARD.encode(certificate("CERTIFICATE"));
    let request = STANDARD.encode(certificate("CERTIFICATE REQUEST"));
    let shown = walk(
        &serde_json::json!({"apiVersion": "v1", "kind": "List", "items": [
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
             "metadata": {"name": "a"}, "webhooks": [{"clientConfig": {"caBundle": bundle}}]},
            {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
             "metadata": {"name": "b"}, "spec": {"request": request}},
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kube-root-ca.crt"},
             "data": {"ca.crt": certificate("CERTIFICATE")}},
        ]})
        .to_string(),
    );
    assert_eq!(shown.of("not-shown"), [""; 0]);
    assert!(
        shown
            .seen
            .iter()
            .all(|seen| !seen.value.contains(&bundle) && !seen.value.contains(&request))
    );
}

#[test]
fn checksums_in_annotations_are_passed_over() {
    let digest = "0a".repeat(32);
    let shown = walk(&format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a, namespace: b}}\n\
         spec: {{template: {{metadata: {{annotations: {{checksum/secret: {digest}}}}}}}}}"
    ));
    assert!(!shown.holds(&digest));
}
