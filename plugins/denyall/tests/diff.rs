//! `kubectl denyall diff` between files, in process.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

mod driver;

use std::{ffi::OsString, fs};

use driver::denyall;
use plugin_kit::{Exit, app::Captured};
use serde_json::{Value, json};

const OPEN: &str = "
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {containers: []}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}, spec: {containers: []}}
---
";

fn policy(name: &str, spec: &str) -> String {
    format!(
        "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: {name}, \
         namespace: shop}}, spec: {{{spec}}}}}\n---\n"
    )
}

/// Only web may connect to api, on this port.
fn guarded(port: u16) -> String {
    let spec = format!(
        "podSelector: {{matchLabels: {{app: api}}}}, ingress: [{{from: [{{podSelector: \
         {{matchLabels: {{app: web}}}}}}], ports: [{{port: {port}}}]}}]"
    );
    format!("{OPEN}{}", policy("api", &spec))
}

/// Web may send to these ranges only.
fn limited(blocks: &[&str]) -> String {
    let blocks: Vec<String> = blocks
        .iter()
        .map(|it| format!("{{ipBlock: {it}}}"))
        .collect();
    let spec = format!(
        "podSelector: {{matchLabels: {{app: web}}}}, policyTypes: [Egress], egress: [{{to: [{}]}}]",
        blocks.join(", ")
    );
    format!("{OPEN}{}", policy("web", &spec))
}

fn diff(words: &str, old: &str, new: &str) -> Captured {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.into_os_string()
    };
    let (old, new) = (path("old.yaml", old), path("new.yaml", new));
    let words = words.split_whitespace().map(OsString::from);
    denyall(["diff".into(), old, new].into_iter().chain(words), "")
}

fn document(old: &str, new: &str) -> Value {
    let done = diff("-o json", old, new);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    serde_json::from_str(&done.stdout).unwrap()
}

/// `CHANGE FROM TO` of every item.
fn changes(document: &Value) -> Vec<String> {
    let name = |end: &Value| {
        end["name"]
            .as_str()
            .map_or_else(|| end["cidrs"].to_string(), str::to_owned)
    };
    let items = document["items"].as_array().unwrap().iter();
    let words = |item: &Value| {
        let words = [
            item["change"].to_string(),
            name(&item["from"]),
            name(&item["to"]),
        ];
        words.join(" ").replace('"', "")
    };
    items.map(words).collect()
}

#[test]
fn a_snapshot_and_itself_do_not_differ() {
    for manifests in [
        OPEN.to_owned(),
        guarded(80),
        limited(&["{cidr: 10.0.0.0/8}"]),
    ] {
        let done = diff("--exit-code", &manifests, &manifests);
        assert_eq!((done.exit, done.stdout.as_str()), (Exit::Done, ""));
        assert!(
            done.stderr.contains("No connection differs."),
            "{}",
            done.stderr
        );
    }
}

#[test]
fn a_policy_that_says_the_same_in_other_words_is_no_difference() {
    let one = limited(&["{cidr: 10.0.0.0/8}"]);
    let halves = limited(&["{cidr: 10.0.0.0/9}", "{cidr: 10.128.0.0/9}"]);
    let around = limited(&[
        "{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}",
        "{cidr: 10.1.0.0/16}",
    ]);
    for other in [&halves, &around] {
        let done = diff("--exit-code", &one, other);
        assert_eq!(done.exit, Exit::Done, "{done:?}");
    }
}

#[test]
fn what_a_policy_takes_is_lost_and_gained_the_other_way_round() {
    let lost = document(OPEN, &guarded(80));
    let gained = document(&guarded(80), OPEN);
    assert_eq!(
        changes(&lost),
        ["lost api api", "lost web api", "lost [0.0.0.0/0,::/0] api"]
    );
    let swapped: Vec<String> = changes(&lost)
        .iter()
        .map(|it| it.replace("lost", "gained"))
        .collect();
    assert_eq!(changes(&gained), swapped);
    let (lost, gained) = (&lost["items"], &gained["items"]);
    for (lost, gained) in lost
        .as_array()
        .unwrap()
        .iter()
        .zip(gained.as_array().unwrap())
    {
        assert_eq!(
            (&lost["lost"], &lost["gained"]),
            (&gained["gained"], &gained["lost"])
        );
    }
    assert_eq!(lost[1]["lost"]["all"], false, "port 80 is kept");
}

#[test]
fn another_port_is_a_change_of_both_sorts() {
    let document = document(&guarded(80), &guarded(81));
    assert_eq!(changes(&document), ["changed web api"]);
    let port = |port: u16| json!([{"protocol": "TCP", "from": port, "to": port}]);
    assert_eq!(document["items"][0]["lost"]["ports"], port(80));
    assert_eq!(document["items"][0]["gained"]["ports"], port(81));
    let done = diff("", &guarded(80), &guarded(81));
    let rows: Vec<Vec<&str>> = done
        .stdout
        .lines()
        .skip(1)
        .map(|it| it.split_whitespace().collect())
        .collect();
    assert_eq!(
        rows,
        [
            ["+", "shop/pod/web", "shop/pod/api", "TCP", "81"],
            ["-", "shop/pod/web", "shop/pod/api", "TCP", "80"]
        ]
    );
}

#[test]
fn what_other_nodes_lose_is_no_less_lost_because_the_own_node_keeps_it() {
    let nodes = "
{apiVersion: v1, kind: Node, metadata: {name: one}, status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}}
---
{apiVersion: v1, kind: Node, metadata: {name: two}, status: {addresses: [{type: InternalIP, address: 192.168.0.2}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: agent, namespace: shop}, spec: {nodeName: one, hostNetwork: true, containers: []}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}, spec: {nodeName: one, containers: []}, status: {phase: Running, podIP: 10.0.0.9}}
---
";
    let open = format!("{OPEN}{nodes}");
    let closed = policy("db", "podSelector: {matchLabels: {app: db}}");
    let document = document(&open, &format!("{open}{closed}"));
    let items = document["items"].as_array().unwrap();
    let lost = items.iter().any(|item| {
        item["change"] == "lost" && item["from"]["type"] == "nodes" && item["to"]["name"] == "db"
    });
    assert!(lost, "{document:#}");
    let agent = |item: &Value| item["from"]["name"] == "agent" && item["to"]["name"] == "db";
    assert!(!items.iter().any(agent), "they share a node: {document:#}");
    // With one node there is no other that could lose anything.
    let alone = |text: &str| {
        text.replace(
            "kind: Node, metadata: {name: two}",
            "kind: Other, metadata: {name: two}",
        )
    };
    let document = self::document(&alone(&open), &alone(&format!("{open}{closed}")));
    let from_nodes = |item: &Value| item["from"]["type"] == "nodes";
    let items = document["items"].as_array().unwrap();
    assert!(!items.iter().any(from_nodes), "{document:#}");
}

#[test]
fn ranges_are_compared_by_what_is_in_them() {
    let old = limited(&["{cidr: 10.0.0.0/8}"]);
    let new = limited(&[
        "{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}",
        "{cidr: 192.168.0.0/16}",
    ]);
    assert_eq!(
        changes(&document(&old, &new)),
        ["lost web [10.1.0.0/16]", "gained web [192.168.0.0/16]"]
    );
}

#[test]
fn workloads_of_one_side_are_listed_apart() {
    let more = format!(
        "{OPEN}{{apiVersion: v1, kind: Pod, metadata: {{name: new, namespace: shop}}, spec: {{containers: []}}}}\n---\n"
    );
    let document = document(OPEN, &more);
    assert_eq!(changes(&document), Vec::<String>::new());
    assert_eq!(document["summary"]["added"][0]["name"], "new");
    assert_eq!(document["summary"]["removed"], json!([]));
    let done = diff("--exit-code", &more, OPEN);
    assert_eq!(done.exit, Exit::Findings);
    assert!(
        done.stderr.contains("Only in OLD: shop/pod/new"),
        "{}",
        done.stderr
    );
}

#[test]
fn a_file_that_is_not_there_and_two_clusters_are_errors() {
    for words in [["live", "live"], ["missing.yaml", "missing.yaml"]] {
        let done = denyall(["diff", words[0], words[1]], "");
        assert_eq!(
            (done.exit, done.stdout.as_str()),
            (Exit::Failed, ""),
            "{done:?}"
        );
    }
}
