//! `kubectl whocan` on files: what a newcomer sees without a cluster.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use e2e::{run::Plugin, shop};
use plugin_kit::Exit;
use serde_json::{Value, json};

/// The shop as a folder.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    shop::write_to(folder.path()).expect("the shop is written");
    folder
}

fn item<'a>(report: &'a Value, name: &str) -> &'a Value {
    let items = report["items"].as_array().expect("items are an array");
    items
        .iter()
        .find(|item| item["subject"]["name"] == name)
        .unwrap_or_else(|| panic!("no item for {name}: {report:#}"))
}

#[test]
fn the_junior_developer_is_named_with_binding_role_rule_and_principal() {
    let shop = folder();
    let (report, done) = Plugin::whocan("delete namespaces payment-service")
        .files(shop.path())
        .json();
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    let junior = item(&report, "junior-developer");
    assert_eq!(junior["scope"], "cluster");
    assert_eq!(
        junior["grants"],
        json!([{
            "binding": {"kind": "ClusterRoleBinding", "namespace": null, "name": "junior-developer-admin"},
            "role": {"kind": "ClusterRole", "namespace": null, "name": "cluster-admin"},
            "rule": 0,
            "through": null,
        }])
    );
    assert_eq!(
        junior["iam"][0]["principal"],
        "arn:aws:iam::111122223333:user/junior-developer"
    );
    assert_eq!(junior["iam"][0]["source"], "aws-auth");
}

#[test]
fn a_role_binding_in_the_namespace_reaches_the_namespace_object_itself() {
    let shop = folder();
    let (one, _) = Plugin::whocan("delete namespaces payment-service")
        .files(shop.path())
        .json();
    let oncall = item(&one, "payment-oncall");
    assert_eq!(
        (&oncall["scope"], &oncall["namespaces"]),
        (&json!("namespace"), &json!(["payment-service"]))
    );

    let (list, _) = Plugin::whocan("list namespaces").files(shop.path()).json();
    let names: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["subject"]["name"].as_str())
        .collect();
    assert!(!names.contains(&"payment-oncall"), "{names:?}");
}

#[test]
fn rbac_only_takes_aws_out_of_the_question() {
    let shop = folder();
    let (report, done) = Plugin::whocan("delete namespaces payment-service --rbac-only")
        .files(shop.path())
        .json();
    let with_aws: Vec<&Value> = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["iam"] != json!([]))
        .collect();
    assert!(with_aws.is_empty(), "{with_aws:?}");
    assert!(!done.stdout.contains("arn:aws"), "{}", done.stdout);
    let table = Plugin::whocan("delete namespaces payment-service --rbac-only")
        .files(shop.path())
        .run();
    assert!(!table.stdout.contains("AWS"), "{}", table.stdout);
}

#[test]
fn every_namespace_is_named_with_all_namespaces() {
    let shop = folder();
    let done = Plugin::whocan("get secrets -A --rbac-only")
        .files(shop.path())
        .run();
    let rows: Vec<Vec<&str>> = done
        .stdout
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows[0][..3], ["NAMESPACE", "KIND", "NAME"]);
    let deployer: Vec<&str> = rows
        .iter()
        .filter(|row| row[2] == "staging/deployer")
        .map(|row| row[0])
        .collect();
    assert_eq!(deployer, ["payment-service", "staging"]);
}

#[test]
fn nobody_is_said_in_words_and_by_the_exit_code() {
    let nobody = Plugin::whocan("sign signers example.com/none --exit-code")
        .stdin(
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: x}, \
             roleRef: {kind: ClusterRole, name: view}}",
        )
        .run();
    assert_eq!(nobody.exit, Exit::Findings, "{nobody:?}");
    assert!(
        nobody.stderr.contains(
            "Nobody but system:masters can sign signers.certificates.k8s.io example.com/none."
        ),
        "{}",
        nobody.stderr
    );
}

#[test]
fn the_order_of_files_and_documents_changes_nothing() {
    let documents: Vec<&str> = shop::MANIFESTS.iter().map(|(_, text)| *text).collect();
    let forwards = documents.join("\n---\n");
    let backwards = documents
        .iter()
        .rev()
        .copied()
        .collect::<Vec<_>>()
        .join("\n---\n");
    let answer = |text: &str| Plugin::whocan("get pods -A -o json").stdin(text).run();
    assert_eq!(answer(&forwards).stdout, answer(&backwards).stdout);
}

#[test]
fn yaml_and_json_hold_the_same_report() {
    let shop = folder();
    let question = "create pods/exec -n payment-service";
    let (json, _) = Plugin::whocan(question).files(shop.path()).json();
    let yaml = Plugin::whocan(question)
        .files(shop.path())
        .argument("-oyaml")
        .run();
    let read: Value = serde_saphyr::from_str(&yaml.stdout).expect("YAML");
    assert_eq!(read, json);
    assert_eq!(json["apiVersion"], "ekshardening/v1");
    assert_eq!(json["kind"], "WhoCanReport");
}

#[test]
fn a_word_after_a_slash_is_a_subresource_only_if_it_is_one() {
    let shop = folder();
    let (log, _) = Plugin::whocan("get pods/log").files(shop.path()).json();
    assert_eq!(log["summary"]["question"]["subresource"], "log");
    let (name, done) = Plugin::whocan("get pods/logs").files(shop.path()).json();
    assert_eq!(name["summary"]["question"]["name"], "logs");
    let notes = name["notes"].to_string();
    assert!(
        notes.contains("the subresource is pods/log"),
        "{notes} {}",
        done.stderr
    );
}

#[test]
fn a_recording_of_files_gives_the_same_answer() {
    let shop = folder();
    let recording = folder_in(&shop, "recording");
    let first = Plugin::whocan("get secrets -A -o json --record")
        .argument(&recording)
        .files(shop.path())
        .run();
    assert_eq!(first.exit, Exit::Done, "{first:?}");
    let second = Plugin::whocan("get secrets -A -o json")
        .files(&recording)
        .run();
    assert_eq!(first.stdout, second.stdout);
}

fn folder_in(parent: &tempfile::TempDir, name: &str) -> std::path::PathBuf {
    parent.path().join(name)
}

#[test]
fn bad_files_are_errors_that_name_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (
            "broken.yaml",
            "apiVersion: v1\nkind: [oops\n",
            "broken.yaml:",
        ),
        ("kindless.yaml", "a: 1\n", "kindless.yaml:1"),
        ("empty.yaml", "# nothing\n", "empty.yaml"),
    ];
    for (name, text, expected) in cases {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let done = Plugin::whocan("get pods").files(&path).run();
        assert_eq!(
            (done.exit, done.stdout.as_str()),
            (Exit::Failed, ""),
            "{name}"
        );
        assert!(done.stderr.starts_with("error: "), "{}", done.stderr);
        assert!(done.stderr.contains(expected), "{}", done.stderr);
    }
    let missing = Plugin::whocan("get pods")
        .files(&folder.path().join("missing.yaml"))
        .run();
    assert_eq!(missing.exit, Exit::Failed);
    assert!(
        missing.stderr.contains("missing.yaml"),
        "{}",
        missing.stderr
    );
}

#[test]
fn a_broken_file_in_a_folder_makes_the_answer_incomplete() {
    let shop = folder();
    std::fs::write(shop.path().join("zz-broken.yaml"), "kind: [oops\n").unwrap();
    let (report, done) = Plugin::whocan("get pods").files(shop.path()).json();
    assert_eq!(done.exit, Exit::Incomplete);
    let gaps = report["gaps"].as_array().unwrap();
    assert!(
        gaps.iter()
            .any(|gap| gap["location"]["file"].to_string().contains("zz-broken")),
        "{gaps:?}"
    );
}

#[test]
fn escape_codes_in_names_never_reach_the_terminal() {
    let manifest = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "List", "items": [
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
             "metadata": {"name": "r"}, "rules": [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]},
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
             "metadata": {"name": "b"}, "roleRef": {"kind": "ClusterRole", "name": "r"},
             "subjects": [{"kind": "User", "name": "eve\u{1b}[2J\u{202e}\r\nroot"}]},
        ],
    });
    for format in ["table", "wide", "name", "json", "yaml"] {
        let done = Plugin::whocan("get pods -o")
            .argument(format)
            .stdin(manifest.to_string())
            .run();
        assert_eq!(done.exit, Exit::Done, "{done:?}");
        for hostile in ['\u{1b}', '\u{202e}', '\r'] {
            assert!(
                !done.stdout.contains(hostile),
                "{format}: {:?}",
                done.stdout
            );
        }
        assert!(done.stdout.contains("eve"), "{}", done.stdout);
    }
}

#[test]
fn usage_mistakes_end_with_2_and_no_answer() {
    for (words, expected) in [
        ("get", "required"),
        ("get pods -o xml", "possible values"),
        ("get /metrics name", "does not go with the URL path"),
        ("get pods/a/b", "cannot read"),
        ("get pods --as-group x", "--as"),
        ("get pods --no-such-flag", "unexpected argument"),
    ] {
        let done = Plugin::whocan(words).stdin(shop::text()).run();
        assert_eq!(
            (done.exit, done.stdout.as_str()),
            (Exit::Failed, ""),
            "{words}: {done:?}"
        );
        assert!(done.stderr.contains(expected), "{words}: {}", done.stderr);
    }
}

#[test]
fn a_folder_that_cannot_hold_a_recording_is_refused_before_anything_is_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("precious.yaml"), "mine").unwrap();
    let done = Plugin::whocan("get pods --record")
        .argument(folder.path())
        .files(std::path::Path::new("/no/such/file"))
        .run();
    assert_eq!((done.exit, done.stdout.as_str()), (Exit::Failed, ""));
    assert!(!done.stderr.contains("/no/such/file"), "{}", done.stderr);
    let kept = std::fs::read_to_string(folder.path().join("precious.yaml")).unwrap();
    assert_eq!(kept, "mine");
}
