//! `kubectl denyall plan` from files, in process.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

mod driver;

use std::{fs, path::Path};

use driver::denyall;
use plugin_kit::{Exit, app::Captured};
use serde_json::Value;

/// A frontend that calls an API, and an agent that has nothing but its node's role.
const SHOP: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: front}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        env: [{name: API_URL, value: 'http://api.back:80'}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: back}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: back}
spec: {clusterIP: 10.100.0.9, selector: {app: api}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
spec:
  clusterIP: 10.100.0.10
  selector: {k8s-app: kube-dns}
  ports: [{name: dns, port: 53, protocol: UDP, targetPort: 53}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: kube-system}
spec: {podSelector: {matchLabels: {k8s-app: other}}}
";

/// No label selects its pods, so no policy can keep what it needs.
const UNNAMED: &str = "---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: front}
spec:
  containers:
  - name: bare
    env: [{name: API_URL, value: 'http://api.back:80'}]
";

fn plan(words: &[&str], manifests: &str) -> Captured {
    let words = ["plan", "-f", "-"].into_iter().chain(words.iter().copied());
    denyall(words, manifests)
}

fn document(words: &[&str], manifests: &str) -> Value {
    let done = plan(&[words, &["-o", "json"]].concat(), manifests);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    serde_json::from_str(&done.stdout).unwrap()
}

fn items<'d>(document: &'d Value, kind: &str) -> Vec<&'d Value> {
    let items = document["items"].as_array().unwrap().iter();
    items.filter(|item| item["type"] == kind).collect()
}

#[test]
fn what_configuration_names_is_kept_and_everything_promised_holds() {
    let document = document(&[], SHOP);
    assert_eq!(document["kind"], "DenyAllPlan");
    let flows = items(&document, "flow");
    assert!(
        flows.iter().all(|flow| flow["status"] == "kept"),
        "{flows:#?}"
    );
    assert!(flows.iter().any(|flow| {
        flow["from"]["name"] == "web" && flow["to"]["name"] == "api" && flow["port"] == 8080
    }));
    assert_eq!(document["summary"]["enforcement"], "unknown");
    let checks = document["summary"]["checks"].as_array().unwrap();
    assert!(
        checks.iter().all(|check| check["holds"] == true),
        "{checks:#?}"
    );
    let names: Vec<&str> = items(&document, "policy")
        .into_iter()
        .map(|item| item["object"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "default-deny",
            "allow-dns",
            "allow-api-from-web.front",
            "default-deny",
            "allow-dns",
            "allow-web-to-api.back",
        ]
    );
}

#[test]
fn the_plan_file_is_the_same_document_and_needs_no_clock() {
    let yaml = plan(&["-o", "yaml"], SHOP);
    assert!(
        yaml.stdout
            .starts_with("apiVersion: ekshardening/v1\nkind: DenyAllPlan\n")
    );
    assert_eq!(yaml.stdout, plan(&["-o", "yaml"], SHOP).stdout);
}

#[test]
fn something_that_breaks_is_the_first_row_and_the_exit_code() {
    let manifests = [SHOP, UNNAMED].concat();
    let done = plan(&["--exit-code", "-o", "wide"], &manifests);
    assert_eq!(done.exit, Exit::Findings, "{done:?}");
    let first = done.stdout.lines().nth(1).unwrap();
    assert!(
        first.starts_with("breaks") && first.contains("front/pod/bare"),
        "{first}"
    );
    assert!(
        first.contains("no label that a policy could select"),
        "{first}"
    );
    assert!(done.stderr.contains("1 flow would break"), "{done:?}");
    assert_eq!(plan(&[], &manifests).exit, Exit::Done);
    assert_eq!(plan(&["--exit-code"], SHOP).exit, Exit::Done);
}

#[test]
fn observed_flows_join_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("hubble.jsonl");
    let end = |namespace: &str, name: &str| {
        format!(
            r#"{{"namespace":"{namespace}","pod_name":"{name}-1","workloads":[{{"name":"{name}","kind":"Deployment"}}]}}"#
        )
    };
    let line = format!(
        r#"{{"flow":{{"time":"2026-05-01T10:00:00Z","verdict":"FORWARDED","IP":{{"source":"10.0.0.1","destination":"10.0.0.2"}},"l4":{{"TCP":{{"source_port":40000,"destination_port":9000,"flags":{{"SYN":true}}}}}},"source":{},"destination":{},"traffic_direction":"EGRESS","is_reply":false}}}}"#,
        end("back", "api"),
        end("front", "web"),
    );
    fs::write(&log, format!("{line}\n")).unwrap();
    let document = document(
        &["--flows", log.to_str().unwrap(), "--include", "low"],
        SHOP,
    );
    let observed = items(&document, "flow")
        .into_iter()
        .find(|flow| flow["port"] == 9000)
        .unwrap_or_else(|| panic!("{document:#}"));
    assert_eq!(observed["status"], "kept");
    assert_eq!(document["summary"]["coverage"]["logs"], 1);
}

#[test]
fn what_the_logs_cover_and_what_they_miss_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("flows.csv");
    let rows = "source,destination,protocol,port,first,last\n\
                front/deploy/web,back/deploy/api,TCP,9000,2026-02-01T00:00:00Z,2026-02-01T06:30:00Z\n\
                front/deploy/gone,203.0.113.9,TCP,443,2026-02-01T00:00:00Z,2026-02-01T06:30:00Z\n\
                no flow at all\n";
    fs::write(&log, rows).unwrap();
    let job = "
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: back}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: nightly}}, spec: {containers: [{name: a}]}}}}}
";
    let manifests = format!("{SHOP}{job}");
    let done = plan(&["--flows", log.to_str().unwrap()], &manifests);
    assert!(
        done.stderr.contains(
            "Observed: 1 log from 2026-02-01T00:00:00Z to 2026-02-01T06:30:00Z; \
             back/cronjob/nightly was not seen; 1 record is of no pod or workload here."
        ),
        "{done:?}"
    );
    assert!(done.stderr.contains("1 line of "), "{done:?}");
    assert!(
        done.stderr
            .contains("? -> 203.0.113.9/32: front/deploy/gone (no such pod or workload now)"),
        "{done:?}"
    );
    assert!(!plan(&[], &manifests).stderr.contains("Observed:"));
}

#[test]
fn words_that_name_nothing_are_refused() {
    for words in [
        &["-n", "nowhere"][..],
        &["--allow-metadata", "front/nobody"],
        &["--allow-metadata", "10.0.0.1"],
        &["--flows", "/nonexistent/flows.log"],
        &["--load-balancer-cidr", "everything"],
    ] {
        let done = plan(words, SHOP);
        assert_eq!(done.exit, Exit::Failed, "{words:?} {done:?}");
        assert!(done.stdout.is_empty(), "{words:?}");
    }
}

#[test]
fn the_metadata_address_opens_for_the_named_workload() {
    let document = document(&["--allow-metadata", "front/deploy/web"], SHOP);
    let open: Vec<&str> = items(&document, "policy")
        .into_iter()
        .map(|item| item["object"]["name"].as_str().unwrap())
        .filter(|name| name.contains("metadata"))
        .collect();
    assert_eq!(open, ["allow-web-to-instance-metadata"]);
}

#[test]
fn a_folder_is_written_beside_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("policies");
    let done = plan(&["--out", out.to_str().unwrap(), "-n", "front"], SHOP);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    assert!(done.stdout.starts_with("STATUS"));
    let policy = |path: &str| fs::read_to_string(Path::new(&out).join(path)).unwrap();
    assert!(policy("front/default-deny.yaml").contains("name: default-deny\n"));
    assert!(policy("kustomization.yaml").ends_with("resources:\n- front\n"));
}

#[test]
fn workloads_that_nothing_is_known_of_are_named() {
    let silent = |document: &Value| {
        let notes = document["notes"].as_array().unwrap().iter();
        let messages = notes.filter_map(|note| note["message"].as_str());
        let about = messages.filter(|it| it.starts_with("nothing is known of what these"));
        about.map(str::to_owned).collect::<Vec<_>>()
    };
    let notes = silent(&document(&[], SHOP));
    assert_eq!(notes.len(), 1);
    assert!(notes[0].ends_with(": back/deploy/api"), "{notes:?}");

    let told = SHOP.replace(
        "{containers: [{name: api, ports: ",
        "{containers: [{name: api, envFrom: [{secretRef: {name: api}}], ports: ",
    );
    let document = document(&[], &told);
    assert_eq!(silent(&document), [""; 0]);
    let unknown = items(&document, "unknown");
    assert_eq!(unknown[0]["names"], "all keys of Secret api");
}
