//! `kubectl denyall audit` from files, in process.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod driver;

use driver::denyall;
use plugin_kit::{Exit, app::Captured};
use serde_json::Value;

/// A closed namespace, an open one, and a network plugin that is switched off.
const SHOP: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: back}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: back}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, ports: [{containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: front}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: back}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: aws-node, namespace: kube-system}
spec:
  template:
    spec:
      hostNetwork: true
      containers: [{name: aws-eks-nodeagent, args: [--enable-network-policy=false]}]
---
";

fn plugin(words: &str, manifests: &str) -> Captured {
    denyall(words.split_whitespace(), manifests)
}

fn audit(words: &str, manifests: &str) -> Captured {
    plugin(&format!("audit -f - {words}"), manifests)
}

fn report(words: &str, manifests: &str) -> Value {
    let done = audit(&format!("{words} -o json"), manifests);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    serde_json::from_str(&done.stdout).unwrap()
}

#[test]
fn the_table_says_who_is_open_and_the_talk_begins_with_what_enforces() {
    let done = audit("", SHOP);
    assert_eq!(
        done.stdout,
        "\
NAMESPACE     OBJECT                  INGRESS    EGRESS     FINDINGS
back          deploy/api              isolated   isolated   <none>
front         deploy/web              open       open       1 high, 2 medium
front         namespace/front         -          -          1 high, 2 medium
kube-system   ds/aws-node             not-held   not-held   1 critical, 1 low
kube-system   namespace/kube-system   -          -          1 low
"
    );
    let talk: Vec<&str> = done.stderr.lines().take(2).collect();
    assert_eq!(
        talk,
        [
            "nothing enforces network policies: aws-node runs with --enable-network-policy=false \
             (DaemonSet kube-system/aws-node)",
            "3 workloads: 1 isolated both ways, 0 partly, 1 open, 1 not held."
        ]
    );
}

#[test]
fn one_workload_is_not_several() {
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: front}, spec: {containers: [{name: a}]}}";
    let done = audit("", pod);
    assert!(done.stderr.contains("\n1 workload: "), "{done:?}");
}

#[test]
fn every_line_of_the_default_table_of_a_small_cluster_fits_a_terminal() {
    for line in audit("", SHOP).stdout.lines() {
        assert!(line.len() <= 80, "{line}");
    }
}

#[test]
fn items_are_findings_and_workloads_and_the_summary_counts_them() {
    let report = report("", SHOP);
    let items = report["items"].as_array().unwrap();
    let count = |kind: &str| items.iter().filter(|item| item["type"] == kind).count();
    assert_eq!(count("finding") + count("workload"), items.len());
    assert_eq!(report["summary"]["workloads"]["total"], count("workload"));
    let totals = report["summary"]["findings"].as_object().unwrap();
    let total: u64 = totals.values().filter_map(Value::as_u64).sum();
    assert_eq!(total, count("finding") as u64);
    assert_eq!(report["summary"]["enforcement"]["state"], "absent");
    let api = items.iter().find(|item| item["name"] == "api").unwrap();
    assert_eq!(api["ingress"]["state"], "isolated");
    assert_eq!(api["ingress"]["by"][0]["name"], "deny");
}

#[test]
fn the_threshold_decides_what_counts_as_findings() {
    let open = "
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: front}
spec: {containers: []}
";
    for (words, manifests, exit) in [
        ("", SHOP, Exit::Done),
        ("--exit-code", SHOP, Exit::Findings),
        ("--fail-on critical", SHOP, Exit::Findings),
        ("--fail-on critical", open, Exit::Done),
        ("--fail-on high", open, Exit::Findings),
        ("--fail-on low -o sarif", open, Exit::Findings),
    ] {
        assert_eq!(audit(words, manifests).exit, exit, "{words}");
    }
    assert_eq!(audit("--fail-on terrible", SHOP).exit, Exit::Failed);
}

#[test]
fn what_could_not_be_read_wins_over_findings() {
    let broken = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: odd, namespace: back}
spec: {podSelector: {}, ingress: [{from: [{}]}]}
";
    let manifests = format!("{SHOP}{broken}");
    assert_eq!(audit("--fail-on low", &manifests).exit, Exit::Incomplete);
    let sarif = audit("-o sarif --fail-on low", &manifests);
    assert_eq!(sarif.exit, Exit::Incomplete);
    let log: Value = serde_json::from_str(&sarif.stdout).unwrap();
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
}

#[test]
fn one_namespace_is_read_alone() {
    let report = report("-n back", SHOP);
    let items = report["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["name"] == "api"));
    assert!(items.iter().all(|item| item["namespace"] != "front"));
    assert!(
        report["notes"][0]["message"]
            .as_str()
            .unwrap()
            .contains("only namespace back")
    );
}

#[test]
fn the_profile_is_the_one_that_is_asked_for_or_that_enforces() {
    let on = SHOP.replace("=false", "=true");
    for (words, manifests, profile) in [
        ("", SHOP, "spec"),
        ("--profile eks", SHOP, "eks"),
        ("", &*on, "eks"),
        ("--profile spec", &*on, "spec"),
    ] {
        assert_eq!(report(words, manifests)["summary"]["profile"], profile);
    }
}

#[test]
fn every_result_of_the_sarif_log_names_a_rule_and_a_place() {
    let log: Value = serde_json::from_str(&audit("-o sarif", SHOP).stdout).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results[0]["ruleId"], "nothing-enforces");
    assert_eq!(results[0]["level"], "error");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].is_string());
    }
}

#[test]
fn the_schema_tells_the_two_types_of_items_apart() {
    let schema: Value = serde_json::from_str(&plugin("schema audit", "").stdout).unwrap();
    let types = schema["$defs"]["AuditItem"]["oneOf"].as_array().unwrap();
    let of = |index: usize| {
        types[index]["properties"]["type"]["const"]
            .as_str()
            .unwrap()
    };
    assert_eq!([of(0), of(1)], ["finding", "workload"]);
}

#[test]
fn names_from_a_cluster_cannot_move_the_cursor() {
    let hostile = SHOP.replace("name: deny,", "name: \"d\\e[2J\",");
    assert_ne!(hostile, SHOP);
    for words in ["-o wide", "-o name", "-o json", "-o sarif"] {
        let done = audit(words, &hostile);
        assert!(
            !done.stdout.contains('\u{1b}') && !done.stderr.contains('\u{1b}'),
            "{words}"
        );
    }
}

#[test]
fn the_order_of_objects_changes_nothing() {
    let mut documents: Vec<&str> = SHOP.split("---").collect();
    documents.reverse();
    let reversed = documents.join("---");
    for words in ["-o json", "-o wide", "-o sarif", "-o name"] {
        assert_eq!(audit(words, SHOP), audit(words, &reversed), "{words}");
    }
}

#[test]
fn a_recording_gives_the_same_answer() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("recording");
    let folder = folder.to_str().unwrap();
    let recorded = audit(&format!("-o json --record {folder}"), SHOP);
    let replayed = plugin(&format!("audit -o json -f {folder}"), "");
    assert_eq!(recorded, replayed);
}

#[test]
fn other_commands_say_first_what_enforces_their_answer() {
    let words = "reach front/deploy/web back/deploy/api --port 8080 -f -";
    let done = plugin(words, SHOP);
    let first = done
        .stderr
        .lines()
        .find(|line| !line.starts_with("note: "))
        .unwrap();
    assert!(
        first.starts_with("nothing enforces network policies: aws-node"),
        "{first}"
    );
    let done = plugin(&format!("{words} -o json"), SHOP);
    let report: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(report["items"][0]["enforcement"], "absent");
    let on = SHOP.replace("=false", "=true");
    assert!(!plugin(words, &on).stderr.contains("enforces"));
}

/// Two thousand workloads with fifty pods each: pods are never compared with pods.
#[test]
fn a_hundred_thousand_pods_take_seconds_at_most() {
    use std::fmt::Write as _;
    let mut manifests = String::from("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[");
    for namespace in 0..100 {
        let _ = write!(
            manifests,
            r#"{{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{{"name":"deny","namespace":"n{namespace}"}},"spec":{{"podSelector":{{}},"policyTypes":["Ingress","Egress"]}}}},"#
        );
        for app in 0..20 {
            let _ = write!(
                manifests,
                r#"{{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{{"name":"a{app}","namespace":"n{namespace}"}},"spec":{{"podSelector":{{"matchLabels":{{"app":"a{app}"}}}},"policyTypes":["Egress"],"egress":[{{"to":[{{"podSelector":{{"matchLabels":{{"app":"a0"}}}}}}]}}]}}}},"#
            );
            for pod in 0..50 {
                let _ = write!(
                    manifests,
                    r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"a{app}-x-{pod}","namespace":"n{namespace}","labels":{{"app":"a{app}","pod":"{pod}"}},"ownerReferences":[{{"kind":"ReplicaSet","name":"a{app}-x","controller":true}}]}},"spec":{{"containers":[]}},"status":{{"phase":"Running","podIP":"10.{namespace}.{app}.{pod}"}}}},"#
                );
            }
        }
    }
    manifests.pop();
    manifests.push_str("]}");
    let begin = std::time::Instant::now();
    let report = report("--profile eks", &manifests);
    assert_eq!(report["summary"]["workloads"]["total"], 2000);
    assert!(begin.elapsed().as_secs() < 60, "{:?}", begin.elapsed());
}
