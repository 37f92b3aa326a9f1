//! `kubectl secretscan -f`: findings, their places, and what is known about them.

#![expect(clippy::expect_used, reason = "helpers of tests fail as tests do")]

mod driver;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use driver::{ALPHANUMERIC, Scene, aws_id, aws_secret, lines, random};
use plugin_kit::Exit;

fn env_pair(id: &str, secret: &str) -> String {
    format!(
        "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: worker, namespace: shop}}
spec:
  template:
    spec:
      containers:
        - name: worker
          env:
            - {{name: AWS_ACCESS_KEY_ID, value: {id}}}
            - {{name: AWS_SECRET_ACCESS_KEY, value: '{secret}'}}
"
    )
}

#[test]
fn a_key_pair_in_two_environment_variables_is_one_finding() {
    let (id, secret) = (aws_id(1), aws_secret(1));
    let report = Scene::new().report(&env_pair(&id, &secret), &[]);
    assert_eq!(
        lines(&report),
        ["aws-access-key leak Deployment/worker: \
          spec.template.spec.containers[0].env[1].value"]
    );
    let item = &report["items"][0];
    assert_eq!(item["aws"]["accessKeyId"], *id);
    assert_eq!(item["aws"]["paired"], true);
    assert_eq!(item["severity"], "critical");
    assert_eq!(item["verified"], "not-tried");
    assert!(!report.to_string().contains(&secret));
}

#[test]
fn what_controllers_made_of_a_template_is_a_copy_with_its_owner() {
    let token = format!("glpat-{}", random(ALPHANUMERIC, 20, 7));
    let template =
        format!("spec: {{containers: [{{name: a, env: [{{name: T, value: {token}}}]}}]}}");
    let manifests = format!(
        "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec: {{template: {{{template}}}}}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-1
  namespace: shop
  ownerReferences: [{{apiVersion: apps/v1, kind: Deployment, name: web, uid: u, controller: true}}]
spec: {{template: {{{template}}}}}
---
apiVersion: v1
kind: Pod
metadata:
  name: web-1-a
  namespace: shop
  ownerReferences: [{{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: u, controller: true}}]
{template}
"
    );
    let report = Scene::new().report(&manifests, &[]);
    let items = report["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "{:?}", lines(&report));
    assert_eq!(items[0]["location"]["kind"], "Deployment");
    assert_eq!(items[0]["duplicates"].as_array().expect("copies").len(), 2);
    assert_eq!(items[0]["owner"], serde_json::Value::Null);
    assert_eq!(items[0]["usedBy"][0]["name"], "web");
}

#[test]
fn a_value_of_a_secret_is_found_wherever_it_leaks() {
    // No pattern knows this value, and neither name says anything.
    let value = random(ALPHANUMERIC, 24, 3);
    let manifests = format!(
        "
apiVersion: v1
kind: Secret
metadata: {{name: session, namespace: shop}}
data: {{blob: {}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: page, namespace: shop}}
data: {{motd: 'hello {value} world'}}
---
apiVersion: v1
kind: Pod
metadata: {{name: job, namespace: shop}}
spec: {{containers: [{{name: a, envFrom: [{{secretRef: {{name: session}}}}]}}]}}
",
        STANDARD.encode(&value)
    );
    let report = Scene::new().report(&manifests, &[]);
    assert_eq!(
        lines(&report),
        ["known-value leak ConfigMap/page: data.motd"]
    );
    let item = &report["items"][0];
    assert_eq!(item["duplicates"][0]["kind"], "Secret");
    assert_eq!(item["duplicates"][0]["path"], "data.blob > base64");
    assert_eq!(item["usedBy"][0]["name"], "job");
}

#[test]
fn what_lies_in_secrets_only_is_stored_and_low() {
    let password = random(ALPHANUMERIC, 20, 9);
    let manifests = format!(
        "
apiVersion: v1
kind: Secret
metadata: {{name: database, namespace: shop}}
stringData: {{password: {password}}}
"
    );
    let scene = Scene::new();
    let report = scene.report(&manifests, &[]);
    let item = &report["items"][0];
    assert_eq!(
        (&item["class"], &item["severity"]),
        (&"stored".into(), &"low".into())
    );
    let leaks = scene.report(&manifests, &["--class", "leak"]);
    assert_eq!(lines(&leaks), [""; 0]);
}

#[test]
fn readers_are_who_may_get_an_object_that_holds_it() {
    let manifests = format!(
        "{}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {{name: viewers}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}}
subjects: [{{kind: Group, apiGroup: rbac.authorization.k8s.io, name: everybody}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBindingList
items: []
",
        env_pair(&aws_id(1), &aws_secret(1))
    );
    let report = Scene::new().report(&manifests, &[]);
    let readers = report["items"][0]["readableBy"].as_array().expect("known");
    let names: Vec<&str> = readers
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert_eq!(names, ["everybody", "system:masters"]);
}

#[test]
fn a_definition_that_cannot_be_read_hides_the_readers_of_its_own_kind_only() {
    let token = format!("glpat-{}", random(ALPHANUMERIC, 20, 7));
    let manifests = format!(
        "{}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: widgets.example.org}}
spec: {{group: example.org}}
---
apiVersion: example.org/v1
kind: Widget
metadata: {{name: a, namespace: shop}}
spec: {{token: {token}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBindingList
items: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBindingList
items: []
",
        env_pair(&aws_id(1), &aws_secret(1))
    );
    let report = Scene::new().report(&manifests, &[]);
    let of_kind = |kind: &str| {
        let items = report["items"].as_array().expect("items").iter();
        let mut items = items.filter(|item| item["location"]["kind"] == kind);
        items.next().expect("found")["readableBy"].clone()
    };
    assert!(of_kind("Deployment").is_array());
    assert!(of_kind("Widget").is_null());
    let notes = report["notes"].as_array().expect("notes");
    let codes: Vec<&str> = notes.iter().filter_map(|it| it["code"].as_str()).collect();
    assert_eq!(codes, ["files"]);
    assert_eq!(notes[0]["object"]["name"], "widgets.example.org");
    assert_eq!(report["gaps"].as_array().map(Vec::len), Some(0));
}

#[test]
fn without_bindings_readers_are_not_known() {
    let report = Scene::new().report(&env_pair(&aws_id(1), &aws_secret(1)), &[]);
    assert_eq!(report["items"][0]["readableBy"], serde_json::Value::Null);
}

#[test]
fn an_annotation_silences_an_object_and_is_counted() {
    let manifests = env_pair(&aws_id(1), &aws_secret(1)).replace(
        "namespace: shop}",
        "namespace: shop, annotations: {secretscan.ekshardening/ignore: test data}}",
    );
    let report = Scene::new().report(&manifests, &[]);
    assert_eq!(lines(&report), [""; 0]);
    assert_ne!(report["summary"]["ignored"], 0);
}

#[test]
fn findings_fail_a_run_only_when_it_asks() {
    let scene = Scene::new();
    let manifests = env_pair(&aws_id(1), &aws_secret(1));
    let exit = |words: &[&str]| {
        let words = [&["-f", "-"], words].concat();
        scene.run_with(&manifests, &words).exit
    };
    assert_eq!(exit(&[]), Exit::Done);
    assert_eq!(exit(&["--exit-code"]), Exit::Findings);
    assert_eq!(exit(&["--fail-on", "high"]), Exit::Findings);
    let clean = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}";
    let done = scene.run_with(clean, &["-f", "-", "--exit-code"]);
    assert_eq!((done.exit, done.stdout.as_str()), (Exit::Done, ""));
    assert!(
        done.stderr.contains("no credentials found"),
        "{}",
        done.stderr
    );
}

#[test]
fn sarif_has_the_place_and_not_the_value() {
    let scene = Scene::new();
    let secret = aws_secret(1);
    let manifests = env_pair(&aws_id(1), &secret);
    let done = scene.run_with(&manifests, &["-f", "-", "-o", "sarif"]);
    let log = driver::json(&done);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "aws-access-key");
    let place = &result["locations"][0]["logicalLocations"][0];
    assert_eq!(
        place["fullyQualifiedName"],
        "Deployment shop/worker: spec.template.spec.containers[0].env[1].value"
    );
    assert!(!done.stdout.contains(&secret));
}

#[test]
fn one_namespace_is_read_when_it_is_named() {
    let scene = Scene::new();
    let manifests = env_pair(&aws_id(1), &aws_secret(1));
    assert_eq!(lines(&scene.report(&manifests, &["-n", "other"])), [""; 0]);
    assert_eq!(lines(&scene.report(&manifests, &["-n", "shop"])).len(), 1);
}

#[test]
fn what_cannot_be_read_is_a_gap_and_the_answer_incomplete() {
    let bomb = {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b'a'; 64 << 20]).expect("memory");
        STANDARD.encode(packer.finish().expect("memory"))
    };
    let manifests = format!(
        "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a}}, binaryData: {{x: {bomb}}}}}"
    );
    let scene = Scene::new();
    let done = scene.run_with(&manifests, &["-f", "-", "-o", "json"]);
    assert_eq!(done.exit, Exit::Incomplete);
    let report = driver::json(&done);
    assert_eq!(report["gaps"][0]["object"]["name"], "a");
}
