//! Pods and everything that makes pods.

use crate::objects::testing::{Recording, walk};

/// What a pod with one container of these fields shows.
fn container(fields: &str) -> Recording {
    let fields = fields.replace('\n', "\n    ");
    walk(&format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: shop}}\nspec:\n  containers:\n  \
         - name: app\n    image: app:1\n    {fields}\n"
    ))
}

#[test]
fn the_name_and_the_value_of_a_variable_belong_together() {
    let shown = container(
        "env:\n- {name: DB_HOST, value: db}\n- {name: DB_PASSWORD, value: correct-horse}",
    );
    let seen = shown.only("correct-horse");
    assert_eq!(seen.keys, "app/DB_PASSWORD");
    assert_eq!(seen.at, "spec.containers[0].env[1].value");
    assert_eq!(seen.object, "Pod shop/web");
    // The two halves of a pair are looked for in one container.
    assert_eq!(seen.scope, 3);
}

#[test]
fn containers_of_every_kind_in_templates_of_every_kind_are_read() {
    let template = "{spec: {initContainers: [{name: i, image: x, env: [{name: A, value: first-value}]}], \
                    ephemeralContainers: [{name: e, image: x, env: [{name: B, value: second-value}]}]}}";
    for (kind, path, open, close) in [
        ("Deployment", "spec.template", "{template: ", "}"),
        ("PodTemplate", "template", "", ""),
        (
            "CronJob",
            "spec.jobTemplate.spec.template",
            "{jobTemplate: {spec: {template: ",
            "}}}",
        ),
        ("Workflow", "spec.steps[0].pod", "{steps: [{pod: ", "}]}"),
    ] {
        let body = if kind == "PodTemplate" {
            format!("template: {template}")
        } else {
            format!("spec: {open}{template}{close}")
        };
        let shown = walk(&format!(
            "apiVersion: x/v1\nkind: {kind}\nmetadata: {{name: a}}\n{body}\n"
        ));
        let seen = shown.only("first-value");
        assert_eq!(seen.keys, "i/A");
        assert_eq!(
            seen.at,
            format!("{path}.spec.initContainers[0].env[0].value")
        );
        assert_eq!(shown.only("second-value").keys, "e/B");
    }
}

#[test]
fn a_reference_to_an_earlier_variable_is_put_in() {
    let shown = container(
        "env:\n- {name: PASSWORD, value: correct-horse}\n- {name: URL, value: 'db://app:$(PASSWORD)@db'}\n\
         - {name: OTHER, value: 'db://app:$(UNKNOWN)@db'}\nargs: ['--url=db://x:$(PASSWORD)@db2']",
    );
    assert_eq!(
        shown.of("correct-horse"),
        [
            "app/PASSWORD = correct-horse at spec.containers[0].env[0].value",
            "app/URL = db://app:correct-horse@db at spec.containers[0].env[1].value",
            "app/url = db://x:correct-horse@db2 at spec.containers[0].args[0]",
        ]
    );
    assert!(shown.holds("$(UNKNOWN)"));
}

#[test]
fn what_comes_from_a_secret_is_no_value() {
    let shown = container(
        "env:\n- {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db-credentials, key: root-password}}}\n\
         envFrom:\n- secretRef: {name: other-credentials}",
    );
    for name in ["db-credentials", "root-password", "other-credentials"] {
        // Seen, so that a token in the wrong field is found, but under no name.
        assert_eq!(shown.only(name).keys, "text");
    }
}

#[test]
fn long_flags_are_names_and_values() {
    let shown = container(
        "command: [/app, --db-password=one-value, --token, two-value, API_KEY=three-value]\n\
         args: [-Dspring.password=four-value, -key=five-value, --verbose]",
    );
    for (value, keys, at) in [
        ("one-value", "app/db-password", "command[1]"),
        ("two-value", "app/token", "command[3]"),
        ("three-value", "app/API_KEY", "command[4]"),
        ("four-value", "app/spring.password", "args[0]"),
        ("five-value", "app/key", "args[1]"),
    ] {
        let seen = shown.only(value);
        assert_eq!(seen.keys, keys);
        assert_eq!(seen.at, format!("spec.containers[0].{at}"));
    }
}

#[test]
fn a_short_flag_is_shown_with_its_program() {
    let shown = container("command: [mysql]\nargs: [-h, db, -uroot, -pcorrect-horse, shop]");
    let seen = shown.only("correct-horse");
    assert_eq!(seen.value, "mysql -pcorrect-horse");
    assert_eq!(seen.at, "spec.containers[0].args[3]");
    let shown = container("args: [redis-cli, -a, correct-horse]");
    let seen = shown.only("correct-horse");
    assert_eq!(seen.value, "redis-cli -a correct-horse");
    assert_eq!(seen.at, "spec.containers[0].args[2]");
}

#[test]
fn a_word_after_a_long_name_with_one_dash_is_its_value_or_a_word() {
    let shown = container("args: [serve, -password, correct-horse]");
    assert_eq!(shown.only("correct-horse").keys, "app/password");
}

#[test]
fn the_script_of_a_shell_is_a_text() {
    let script = "set -e\\nexport PASSWORD=correct-horse\\nrun";
    let shown = container(&format!("command: [/bin/sh, -ec]\nargs: [\"{script}\"]"));
    assert!(
        shown
            .seen
            .iter()
            .any(|seen| seen.value.contains("correct-horse")
                && seen.at.starts_with("spec.containers[0].args[0]"))
    );
}

#[test]
fn headers_and_commands_of_probes_and_hooks_are_read() {
    let shown = container(
        "livenessProbe:\n  httpGet:\n    httpHeaders:\n    - {name: Authorization, value: Basic one-value}\n\
         readinessProbe:\n  exec: {command: [check, --password, two-value]}\n\
         lifecycle:\n  preStop:\n    exec: {command: [curl, -u, 'app:three-value', 'http://x']}",
    );
    let header = shown.only("one-value");
    assert_eq!(header.keys.rsplit('/').next(), Some("Authorization"));
    assert_eq!(
        header.at,
        "spec.containers[0].livenessProbe.httpGet.httpHeaders[0].value"
    );
    assert_eq!(
        shown.only("two-value").keys.rsplit('/').next(),
        Some("password")
    );
    assert_eq!(shown.only("three-value").value, "curl -u app:three-value");
}

#[test]
fn options_of_volumes_are_read() {
    let shown = walk(
        "\
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: b}
spec:
  volumes:
  - {name: csi, csi: {driver: d, volumeAttributes: {password: one-value}}}
  - {name: flex, flexVolume: {driver: d, options: {cifs-password: two-value}}}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: c}
spec:
  mountOptions: ['username=x,password=three-value']
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: d}
parameters: {restuserkey: four-value}
mountOptions: [vers=3.0, password=five-value]
",
    );
    assert_eq!(
        shown.only("one-value").at,
        "spec.volumes[0].csi.volumeAttributes.password"
    );
    assert!(
        shown
            .only("two-value")
            .keys
            .ends_with("options/cifs-password")
    );
    assert!(shown.holds("three-value"));
    assert_eq!(shown.only("four-value").keys, "parameters/restuserkey");
    assert_eq!(shown.only("five-value").keys, "mountOptions/password");
}

#[test]
fn the_last_words_of_a_container_and_conditions_are_read() {
    let shown = walk(
        "\
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: b}
status:
  conditions: [{type: Ready, message: 'cannot reach db://x:one-value@db'}]
  containerStatuses:
  - lastState: {terminated: {message: 'panic: password two-value', containerID: 'containerd://0a'}}
---
apiVersion: v1
kind: Event
metadata: {name: c, namespace: b}
message: 'Failed to pull https://x:three-value@registry/app'
",
    );
    assert!(
        shown
            .only("one-value")
            .at
            .ends_with("conditions[0].message")
    );
    assert!(
        shown
            .only("two-value")
            .at
            .ends_with("lastState.terminated.message")
    );
    assert_eq!(shown.only("three-value").at, "message");
    assert!(!shown.holds("containerd://"));
}

#[test]
fn options_of_mounts_in_one_text_are_names_and_values() {
    let shown = walk(
        "\
apiVersion: v1
kind: PersistentVolume
metadata: {name: a}
spec:
  csi: {volumeAttributes: {mountOptions: 'vers=3.0,username=x,password=one-value,uid=1000'}}
  mountOptions: ['credentials,username=x,password=two-value', hard, password=three-value]
",
    );
    let seen = shown.only("one-value");
    assert_eq!(seen.keys, "spec/csi/volumeAttributes/mountOptions/password");
    assert_eq!(seen.at, "spec.csi.volumeAttributes.mountOptions");
    let seen = shown.only("two-value");
    assert_eq!(
        (seen.keys.as_str(), seen.at.as_str()),
        ("spec/mountOptions/password", "spec.mountOptions[0]")
    );
    assert_eq!(shown.only("three-value").keys, "spec/mountOptions/password");
}

#[test]
fn base64_after_a_flag_is_its_value() {
    let shown = container("args: [redis-server, --requirepass, b25lLXZhbHVl==, --port, '6379']");
    assert_eq!(shown.only("b25lLXZhbHVl==").keys, "app/requirepass");
}
