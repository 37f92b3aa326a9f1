//! Fixes that `kubectl denyall reach` proposes: each is applied to the same manifests and asked
//! again.

#![expect(
    clippy::format_collect,
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set, and reads better in one expression"
)]

use std::ffi::OsString;

use denyall::run;
use plugin_kit::{
    app::{Captured, Streams},
    environment::Environment,
};
use serde_json::Value;

const CLUSTER: &str = "
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: front, labels: {app: web}}, spec: {nodeName: n1, containers: [{name: c}]}, status: {phase: Running, podIP: 10.0.0.1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: back, labels: {app: api, part: core}}, spec: {nodeName: n1, containers: [{name: c}]}, status: {phase: Running, podIP: 10.0.0.2}}
---
{apiVersion: v1, kind: Service, metadata: {name: api, namespace: back}, spec: {clusterIP: 10.100.0.9, selector: {app: api}, ports: [{name: u, protocol: UDP, port: 80, targetPort: 9000}, {name: t, port: 80, targetPort: 8080}]}}
---
";

const DENY_BACK: &str = "
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: back}, spec: {podSelector: {}, policyTypes: [Ingress, Egress]}}
---
";

fn reach(words: &str, manifests: &str) -> Captured {
    let argv = ["kubectl-denyall", "reach", "-f", "-", "-o", "json"]
        .into_iter()
        .chain(words.split_whitespace())
        .map(OsString::from)
        .collect();
    let environment = Environment::default();
    Streams::captured(manifests, |streams| run(argv, &environment, streams))
}

fn report(words: &str, manifests: &str) -> Value {
    let done = reach(words, manifests);
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {done:?}"))
}

fn items(words: &str, manifests: &str) -> Vec<Value> {
    report(words, manifests)["items"]
        .as_array()
        .unwrap()
        .clone()
}

/// Applies the fix of the first denied item and expects everything that the item is about to pass.
fn assert_fixed(words: &str, manifests: &str) -> Value {
    let before = items(words, manifests);
    let denied = before.iter().find(|it| it["allowed"] == false).unwrap();
    let policies = denied["fix"]["policies"].as_array();
    let policies = policies.unwrap_or_else(|| panic!("no fix: {denied}"));
    let added: String = policies.iter().map(|it| format!("\n---\n{it}")).collect();
    let after = items(words, &format!("{manifests}{added}"));
    for item in &after {
        assert_eq!(item["allowed"], true, "{item}");
    }
    denied.clone()
}

#[test]
fn the_protocol_tells_ports_of_one_number_of_a_service_apart() {
    let policy = "
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: front}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 8080}]}]}}
---
";
    let found = items(
        "front/web back/svc/api --profile eks",
        &format!("{CLUSTER}{policy}"),
    );
    let found: Vec<(&Value, &Value)> = found
        .iter()
        .map(|it| (&it["protocol"], &it["allowed"]))
        .collect();
    assert_eq!(
        found,
        [
            (&"TCP".into(), &true.into()),
            (&"UDP".into(), &false.into())
        ]
    );
}

#[test]
fn a_verdict_over_the_address_of_a_service_is_flipped_by_its_fix() {
    let policy = "
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: front}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {part: core}}}], ports: [{port: 8080}]}]}}
---
";
    let manifests = format!("{CLUSTER}{policy}");
    let words = "front/web back/svc/api --port 80 --profile eks";
    let denied = assert_fixed(words, &manifests);
    assert_eq!(denied["egress"]["reason"], "service-address");
    let other = &denied["otherProfiles"][0];
    assert_eq!(other["profile"], "spec", "{denied}");
    assert!(
        other["rule"]
            .as_str()
            .unwrap()
            .contains("behind the service"),
        "{other}"
    );
}

#[test]
fn a_fix_never_isolates_pods_that_were_open() {
    // Only one of two pods with the same labels but one is isolated, by the label that changes
    // with every rollout.
    let pods = "
{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, labels: {app: shop, version: v1}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: shop, labels: {app: shop, version: v2}}, spec: {containers: [{name: c}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, spec: {podSelector: {matchLabels: {version: v1}}, policyTypes: [Egress]}}
---
";
    let found = items("shop/a back/api --port 8080", &format!("{CLUSTER}{pods}"));
    assert_eq!(found[0]["fix"], Value::Null, "{}", found[0]);
    let reason = found[0]["noFix"].as_str().unwrap();
    assert!(reason.contains("shop/pod/b"), "{reason}");
}

#[test]
fn the_fix_for_a_range_is_for_all_of_it() {
    let manifests = format!("{CLUSTER}{DENY_BACK}");
    let denied = assert_fixed("203.0.113.0/24 back/api --port 8080", &manifests);
    let peers = &denied["fix"]["policies"][0]["spec"]["ingress"][0]["from"];
    assert_eq!(peers[0]["ipBlock"]["cidr"], "203.0.113.0/24", "{peers}");
}

#[test]
fn the_fix_for_pods_with_hostnetwork_is_for_all_their_nodes() {
    let hosts: String = ["n2", "n3"]
        .iter()
        .enumerate()
        .map(|(index, node)| {
            format!(
                "
{{apiVersion: v1, kind: Node, metadata: {{name: {node}}}, status: {{addresses: [{{type: InternalIP, address: 10.1.0.{index}}}]}}}}
---
{{apiVersion: v1, kind: Pod, metadata: {{name: agent-{node}, namespace: front, labels: {{app: agent}}, ownerReferences: [{{apiVersion: apps/v1, kind: DaemonSet, name: agent, uid: u, controller: true}}]}}, spec: {{nodeName: {node}, hostNetwork: true, containers: [{{name: c}}]}}, status: {{phase: Running, podIP: 10.1.0.{index}}}}}
---
"
            )
        })
        .collect();
    let manifests = format!("{CLUSTER}{DENY_BACK}{hosts}");
    let denied = assert_fixed("front/ds/agent back/api --port 8080", &manifests);
    assert_eq!(senders_let_in(&denied), ["n2", "n3"]);
}

#[test]
fn whoever_shares_the_address_of_a_fix_is_listed() {
    let hosts: String = ["one", "other"]
        .map(|name| {
            format!(
                "
{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: front, labels: {{app: {name}}}}}, spec: {{nodeName: n2, hostNetwork: true, containers: [{{name: c}}]}}, status: {{phase: Running, podIP: 10.1.0.2}}}}
---
"
            )
        })
        .concat();
    let node = "
{apiVersion: v1, kind: Node, metadata: {name: n2}, status: {addresses: [{type: InternalIP, address: 10.1.0.2}]}}
---
";
    let manifests = format!("{CLUSTER}{DENY_BACK}{node}{hosts}");
    let denied = assert_fixed("front/one back/api --port 8080", &manifests);
    assert_eq!(senders_let_in(&denied), ["n2", "other"]);

    let report = report("10.0.0.0/24 back/api --port 8080", &manifests);
    let items = report["items"].as_array().unwrap().iter();
    let range = items.clone().find(|item| item["from"]["type"] == "cidr");
    assert_eq!(senders_let_in(range.unwrap()), ["web"]);
}

/// The names of those whom the fix of an item lets in beside.
fn senders_let_in(item: &Value) -> Vec<&str> {
    let opened = item["fix"]["opens"].as_array().unwrap().iter();
    let mut names: Vec<&str> = opened
        .map(|it| it["from"]["name"].as_str().unwrap())
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn long_and_foreign_names_make_two_different_policies() {
    let name = "ä".repeat(150);
    let pod = format!(
        "
{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: back, labels: {{app: long}}}}, spec: {{containers: [{{name: c}}]}}}}
---
"
    );
    let two = pod
        .replace("long", "long2")
        .replace(&name, &format!("{name}2"));
    let manifests = format!("{CLUSTER}{DENY_BACK}{pod}{two}");
    let found = items(&format!("back/{name} back/{name}2 --port 80"), &manifests);
    let names: Vec<&Value> = found[0]["fix"]["policies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["metadata"]["name"])
        .collect();
    assert_eq!(names.len(), 2);
    assert_ne!(names[0], names[1]);
}

#[test]
fn an_ipv4_address_written_as_ipv6_is_the_same_address() {
    let found = items("::ffff:10.0.0.1 back/api --port 8080", CLUSTER);
    assert_eq!(found[0]["from"]["name"], "web", "{}", found[0]);
}

#[test]
fn rules_with_domain_names_are_remarked() {
    let policy = "
{apiVersion: networking.k8s.aws/v1alpha1, kind: ApplicationNetworkPolicy, metadata: {name: out, namespace: front}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{domainNames: ['*.example.com']}]}]}}
";
    let report = report("front/web internet", &format!("{CLUSTER}{policy}"));
    assert!(
        report["notes"].to_string().contains("domain names"),
        "{report}"
    );
}

#[test]
fn a_namespace_that_the_files_lack_is_a_gap_beside_others_that_they_hold() {
    let policy = "
{apiVersion: v1, kind: Namespace, metadata: {name: back}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: in, namespace: back}, spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: web}}}]}]}}
";
    let report = report("front/web back/api", &format!("{CLUSTER}{policy}"));
    let gaps = report["gaps"].to_string();
    assert!(gaps.contains("team") && gaps.contains("front"), "{report}");
}

#[test]
fn the_reason_is_that_of_the_profile_that_it_is_said_of() {
    let policy = "
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: out, namespace: front}, spec: {podSelector: {}, policyTypes: [Egress]}}
---
{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 10.1.0.1}]}}
";
    let manifests = format!("{CLUSTER}{policy}");
    let spec = &items("front/web 10.1.0.1", &manifests)[0];
    assert_eq!(spec["allowed"], false);
    assert_eq!(spec["otherProfiles"][0]["profile"], "eks");
    assert_eq!(
        spec["otherProfiles"][0]["rule"],
        "a pod always reaches its own node there"
    );
    let eks = &items("front/web 10.1.0.1 --profile eks", &manifests)[0];
    assert_eq!(eks["allowed"], true);
    assert_eq!(eks["otherProfiles"][0]["profile"], "spec");
    assert_eq!(
        eks["otherProfiles"][0]["rule"],
        "policies hold what a pod sends to its own node there"
    );
    let back = items("10.1.0.1 front/web --port 80 --profile eks", &manifests);
    assert_eq!(back[0]["ingress"]["reason"], "own-node");
}
