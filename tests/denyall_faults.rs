//! `kubectl denyall` on API servers that fail: what could not be read is named, and nothing is called
//! open, closed or clean over it in silence.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use e2e::{
    fault_server::{Fault, FaultServer, FaultServerBuilder},
    run::Plugin,
};
use plugin_kit::{Exit, app::Captured};
use serde_json::{Value, json};

/// Commands that look at the whole cluster.
const COMMANDS: &[&str] = &[
    "audit",
    "map",
    "blast front/web",
    "plan",
    "reach front/web back/db --port 5432",
];

/// Kinds that change every answer, as faults and messages name them.
const KINDS: &[(&str, &str)] = &[
    ("pods", "pods"),
    ("namespaces", "namespaces"),
    ("nodes", "nodes"),
    ("services", "services"),
    (
        "networking.k8s.io/networkpolicies",
        "networkpolicies.networking.k8s.io",
    ),
    ("apps/deployments", "deployments.apps"),
];

fn pod(namespace: &str, name: &str, address: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
        "spec": {"containers": [{"name": name, "ports": [{"containerPort": 5432}]}]},
        "status": {"phase": "Running", "podIP": address},
    })
}

fn namespace(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
}

fn deny(namespace: &str) -> Value {
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "deny", "namespace": namespace},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress"]},
    })
}

fn server() -> FaultServerBuilder {
    FaultServer::builder().objects([
        namespace("front"),
        namespace("back"),
        pod("front", "web", "10.0.0.1"),
        pod("back", "db", "10.0.0.2"),
        deny("back"),
    ])
}

fn run(server: FaultServerBuilder, words: &str) -> Captured {
    let server = server.start().expect("a free port");
    let done = Plugin::denyall(words).kubeconfig(server.kubeconfig()).run();
    assert_eq!(server.writes(), 0, "{:?}", server.requests());
    done
}

#[test]
fn a_healthy_cluster_has_no_gap() {
    for command in COMMANDS {
        let done = run(server(), command);
        assert_eq!(done.exit, Exit::Done, "{command}: {done:?}");
    }
}

#[test]
fn a_kind_that_may_not_be_listed_is_named_and_the_answer_is_incomplete() {
    for command in COMMANDS {
        for (target, name) in KINDS {
            if command.starts_with("reach") && *target == "pods" {
                // The ends of the question are not there then: an error, tested below.
                continue;
            }
            if command.starts_with("blast") && *target == "pods" {
                continue;
            }
            let done = run(server().fault(*target, Fault::Forbidden), command);
            assert_eq!(done.exit, Exit::Incomplete, "{command}, {target}: {done:?}");
            assert!(done.stderr.contains(name), "{command}: {}", done.stderr);
        }
    }
}

#[test]
fn an_end_that_could_not_be_read_is_not_called_absent() {
    let done = run(
        server().fault("pods", Fault::Forbidden),
        "reach front/web back/db --port 5432",
    );
    assert_eq!((done.exit, done.stdout.as_str()), (Exit::Failed, ""));
    assert!(done.stderr.contains("cannot list pods"), "{}", done.stderr);
}

#[test]
fn a_policy_that_does_not_decode_is_a_gap_and_not_open() {
    let mut broken = deny("back");
    broken["metadata"]["name"] = json!("broken");
    broken["spec"] = json!({"podSelector": {}, "ingress": [{"ports": [{"port": 99_999_999}]}]});
    let server = FaultServer::builder().objects([
        namespace("back"),
        pod("back", "db", "10.0.0.2"),
        pod("back", "web", "10.0.0.3"),
        broken,
    ]);
    let done = run(server, "reach back/web back/db --port 5432");
    assert_eq!(done.exit, Exit::Incomplete, "{done:?}");
    assert!(done.stderr.contains("back/broken"), "{}", done.stderr);
}

#[test]
fn custom_kinds_that_discovery_does_not_know_are_no_gap() {
    let done = run(server(), "map -o json");
    let report: Value = serde_json::from_str(&done.stdout).expect("JSON");
    assert_eq!(report["gaps"], json!([]));
}

#[test]
fn hostile_names_reach_no_terminal_unescaped() {
    let mut pod = pod("front", "web", "10.0.0.1");
    pod["metadata"]["labels"] = json!({"app": "web\u{1b}[2J"});
    pod["spec"]["containers"][0]["ports"][0]["name"] = json!("x\u{1b}]0;owned\u{7}");
    let server = || {
        FaultServer::builder().objects([
            namespace("front"),
            pod.clone(),
            json!({
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "evil\u{1b}[8m", "namespace": "front"},
                "spec": {"containers": []},
            }),
        ])
    };
    for command in [
        "audit",
        "map",
        "map -o dot",
        "map -o mermaid",
        "map -o csv",
        "map -o html",
        "plan",
        "plan -o yaml",
    ] {
        let done = run(server(), command);
        for text in [&done.stdout, &done.stderr] {
            assert!(
                !text.contains(['\u{1b}', '\u{7}']),
                "{command}: {}",
                text.escape_debug()
            );
        }
    }
}
