//! `kubectl denyall map` from files, in process.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

mod driver;

use driver::denyall;
use plugin_kit::{Exit, app::Captured};
use serde_json::{Value, json};

const SHOP: &str = "
{apiVersion: v1, kind: Namespace, metadata: {name: front}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: back, labels: {tier: back}}}
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
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: back}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: back}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db}]}
---
";

const CLOSED: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: back}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: back}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}}], ports: [{port: http}]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api-out, namespace: back}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.169.254/32]}}], ports: [{port: 443}]}]
---
";

fn map(words: &str, manifests: &str) -> Captured {
    let words = ["map", "-f", "-"]
        .into_iter()
        .chain(words.split_whitespace());
    denyall(words, manifests)
}

fn closed() -> String {
    format!("{SHOP}{CLOSED}")
}

fn document(words: &str, manifests: &str) -> Value {
    let done = map(&format!("{words} -o json"), manifests);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    serde_json::from_str(&done.stdout).unwrap()
}

/// `FROM TO` of every item, with the ports.
fn pairs(document: &Value) -> Vec<String> {
    let name = |end: &Value| match end["type"].as_str().unwrap() {
        "cidr" => "outside".to_owned(),
        _ => format!("{}/{}", end["namespace"], end["name"]).replace('"', ""),
    };
    let items = document["items"].as_array().unwrap();
    let pair = |item: &Value| {
        let ports = if item["all"] == true {
            "all".to_owned()
        } else {
            item["ports"].to_string()
        };
        format!("{} {} {ports}", name(&item["from"]), name(&item["to"]))
    };
    items.iter().map(pair).collect()
}

#[test]
fn an_open_cluster_is_one_line_and_every_pair_in_json() {
    let done = map("", SHOP);
    assert_eq!(done.exit, Exit::Done);
    assert_eq!(
        done.stdout,
        "FROM         TO           PORTS\neverything   everything   all\n"
    );
    let document = document("", SHOP);
    // Three workloads among themselves, and each with the outside in both directions.
    assert_eq!(document["items"].as_array().unwrap().len(), 9 + 6);
    assert_eq!(document["summary"]["connections"], 15);
    assert_eq!(document["summary"]["open"], 15);
}

#[test]
fn what_is_outside_is_one_end_with_the_fewest_ranges() {
    let document = document("", SHOP);
    let outside: Vec<&Value> = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["to"])
        .filter(|to| to["type"] == "cidr")
        .collect();
    assert_eq!(outside.len(), 3);
    assert_eq!(outside[0]["cidrs"], json!(["0.0.0.0/0", "::/0"]));
}

#[test]
fn policies_leave_the_pairs_that_they_allow() {
    let port = |port: u16| format!("[{{\"from\":{port},\"protocol\":\"TCP\",\"to\":{port}}}]");
    let pairs = pairs(&document("", &closed()));
    let about_back: Vec<&String> = pairs.iter().filter(|pair| pair.contains("back/")).collect();
    assert_eq!(
        about_back,
        [
            &format!("back/api outside {}", port(443)),
            &format!("front/web back/api {}", port(8080))
        ]
    );
}

#[test]
fn the_table_calls_public_space_the_internet() {
    let done = map("-n back", &closed());
    assert_eq!(
        done.stdout,
        "\
FROM               TO                PORTS
back/deploy/api    internet          TCP 443
front/deploy/web   back/deploy/api   TCP 8080
"
    );
}

#[test]
fn a_namespace_narrows_to_pairs_that_have_an_end_there() {
    let all = pairs(&document("", &closed()));
    let narrowed = pairs(&document("-n back", &closed()));
    let expected: Vec<String> = all
        .into_iter()
        .filter(|pair| pair.contains("back/"))
        .collect();
    assert_eq!(narrowed, expected);
    let both = pairs(&document("-n back -n front", &closed()));
    assert_eq!(both, pairs(&document("", &closed())));
    let unknown = map("-n nowhere", SHOP);
    assert!(
        unknown
            .stderr
            .contains("nothing is known of a namespace \"nowhere\"")
    );
}

#[test]
fn the_order_of_objects_changes_nothing() {
    let manifests = closed();
    let mut objects: Vec<&str> = manifests
        .split("---\n")
        .filter(|it| !it.trim().is_empty())
        .collect();
    for format in [
        "table", "wide", "json", "yaml", "name", "csv", "dot", "mermaid", "html",
    ] {
        let forward = map(&format!("-o {format}"), &objects.join("---\n"));
        objects.reverse();
        let backward = map(&format!("-o {format}"), &objects.join("---\n"));
        assert!(!forward.stdout.is_empty());
        assert_eq!(forward, backward, "{format}");
    }
}

#[test]
fn sheets_say_which_rules_let_a_connection_pass() {
    let done = map("-o csv", &closed());
    let row = done
        .stdout
        .lines()
        .find(|row| row.starts_with("front,Deployment,web,back"));
    assert_eq!(
        row,
        Some(
            "front,Deployment,web,back,Deployment,api,TCP,8080,8080,egress: no policy isolates it; \
             ingress: NetworkPolicy back/api spec.ingress[0],,"
        )
    );
}

#[test]
fn classes_join_what_no_policy_tells_apart() {
    let document = document("--by class", SHOP);
    let classes = document["summary"]["classes"].as_array().unwrap();
    assert_eq!(classes.len(), 2, "one a namespace: {classes:?}");
    assert_eq!(classes[0]["workloads"].as_array().unwrap().len(), 2);
    let closed = self::document("--by class", &closed());
    assert_eq!(closed["summary"]["classes"].as_array().unwrap().len(), 3);
}

#[test]
fn a_map_by_class_says_that_it_leaves_nodes_out() {
    let pod = "
apiVersion: v1
kind: Node
metadata: {name: one}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: bare, namespace: back}
spec: {nodeName: one, containers: [{name: bare}]}
status: {phase: Running, podIP: 10.0.0.9, hostIP: 192.168.0.1}
---
";
    let manifests = format!("{}{pod}", closed());
    let note = "a node reaches its own pods";
    let by_class = map("--by class", &manifests);
    assert!(by_class.stderr.contains(note), "{by_class:?}");
    assert!(by_class.stderr.contains(" classes, "), "{by_class:?}");
    let alone = map("--by class", pod);
    assert!(alone.stderr.contains("1 class, "), "{alone:?}");
    assert!(!map("--by workload", &manifests).stderr.contains(note));
}

#[test]
fn a_pod_and_itself_are_no_pair() {
    let pods = pairs(&document("--by pod", SHOP));
    assert!(pods.iter().all(|pair| !pair.starts_with("back/db back/db")));
    assert_eq!(pods.len(), 3 * 2 + 6);
}

#[test]
fn too_many_edges_for_mermaid_are_a_warning() {
    let pod = |number: usize| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: p{number}, namespace: a}}, \
             spec: {{containers: []}}}}\n---\n"
        )
    };
    let manifests: String = (0..23).map(pod).collect();
    let done = map("-o mermaid", &manifests);
    assert!(
        done.stderr
            .contains("575 connections and Mermaid draws 500"),
        "{}",
        done.stderr
    );
    assert!(!map("-o mermaid", SHOP).stderr.contains("Warning"));
}

#[test]
fn the_schema_describes_the_document() {
    let done = denyall(["schema", "map"], "");
    let schema: Value = serde_json::from_str(&done.stdout).unwrap();
    let item = schema["properties"]["items"]["items"]["$ref"]
        .as_str()
        .unwrap();
    let item = schema.pointer(&item.replace('#', "")).unwrap();
    let document = document("", &closed());
    let fields: Vec<&String> = document["items"][0].as_object().unwrap().keys().collect();
    let described: Vec<&String> = item["properties"].as_object().unwrap().keys().collect();
    assert_eq!(fields, described);
}
