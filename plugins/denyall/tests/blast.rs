//! `kubectl denyall blast` from files, in process.
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where its scene cannot be set"
)]

mod driver;

use driver::denyall;
use plugin_kit::{Exit, app::Captured};
use serde_json::{Value, json};

/// A chain: web reaches api, api reaches db and the metadata address, and nobody else anybody.
const CHAIN: &str = "
{apiVersion: v1, kind: Namespace, metadata: {name: front}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: back}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: api, namespace: back, annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/api'}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: front, labels: {app: web}}, spec: {containers: []}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: back, labels: {app: api}}, spec: {serviceAccountName: api, containers: []}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: back, labels: {app: db}}, spec: {containers: []}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: front}, spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}], ports: [{port: 8080}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: back}, spec: {podSelector: {}, policyTypes: [Ingress, Egress]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: api, namespace: back}, spec: {podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress, Egress], ingress: [{from: [{namespaceSelector: {}}]}], egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}, {to: [{ipBlock: {cidr: 169.254.169.254/32}}]}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: back}, spec: {podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 5432}]}]}}
---
";

fn blast(words: &str, manifests: &str) -> Captured {
    let words = ["blast", "-f", "-"]
        .into_iter()
        .chain(words.split_whitespace());
    denyall(words, manifests)
}

fn document(words: &str, manifests: &str) -> Value {
    let done = blast(&format!("{words} -o json"), manifests);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    serde_json::from_str(&done.stdout).unwrap()
}

/// `HOP KIND NAME VIA…` of every item.
fn steps(document: &Value) -> Vec<String> {
    let name = |end: &Value| {
        end["name"]
            .as_str()
            .map_or_else(|| end["cidrs"][0].to_string(), str::to_owned)
    };
    let items = document["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let via = item["via"].as_array().unwrap().iter().map(name);
            let words = [
                item["hop"].to_string(),
                item["kind"].to_string(),
                name(&item["to"]),
            ];
            let words: Vec<String> = words.into_iter().chain(via).collect();
            words.join(" ").replace('"', "")
        })
        .collect()
}

#[test]
fn the_attacker_goes_on_from_what_is_taken() {
    let document = document("front/pod/web", CHAIN);
    assert_eq!(
        steps(&document),
        [
            "1 workload api",
            "2 metadata 169.254.169.254/32 api",
            "2 workload db api"
        ]
    );
    assert_eq!(
        document["items"][2]["ports"],
        json!([{"protocol": "TCP", "from": 5432, "to": 5432}])
    );
    let summary = &document["summary"];
    assert_eq!(summary["workloads"], json!({"reached": 2, "of": 2}));
    assert_eq!(summary["namespaces"], json!({"reached": 1, "of": 1}));
    assert_eq!(
        (&summary["metadata"], &summary["internet"]),
        (&true.into(), &false.into())
    );
    assert_eq!(summary["hops"], 2);
}

#[test]
fn roles_on_the_way_are_within_reach() {
    let document = document("front/pod/web", CHAIN);
    let aws = &document["items"][0]["aws"];
    assert_eq!(
        aws["roles"][0]["roleArn"],
        "arn:aws:iam::111122223333:role/api"
    );
    assert_eq!(aws["nodeRole"], true);
    assert_eq!(
        document["summary"]["roles"],
        json!(["arn:aws:iam::111122223333:role/api"])
    );
    assert_eq!(document["items"][2]["aws"], Value::Null);
    let own = self::document("back/pod/api", CHAIN);
    assert_eq!(own["summary"]["own"]["nodeRole"], true);
    assert_eq!(
        own["summary"]["roles"],
        json!(["arn:aws:iam::111122223333:role/api"])
    );
}

#[test]
fn an_end_of_the_way_reaches_nothing_and_is_no_finding() {
    let done = blast("back/pod/db --exit-code", CHAIN);
    assert_eq!((done.exit, done.stdout.as_str()), (Exit::Done, ""));
    assert!(
        done.stderr.contains("reaches 0 of 2 other workloads"),
        "{}",
        done.stderr
    );
    assert_eq!(
        blast("front/pod/web --exit-code", CHAIN).exit,
        Exit::Findings
    );
}

#[test]
fn reaching_only_the_own_namespace_is_no_finding() {
    let without_metadata = CHAIN.replace("{to: [{ipBlock: {cidr: 169.254.169.254/32}}]}", "");
    let without_metadata = without_metadata.replace("}}}]}, ]}}", "}}}]}]}}");
    let done = blast("back/pod/api --exit-code", &without_metadata);
    assert_eq!(done.exit, Exit::Done, "{done:?}");
    assert!(done.stdout.contains("back/pod/db"));
}

#[test]
fn without_policies_everything_is_one_hop_away() {
    let open: String = CHAIN
        .split("---\n")
        .filter(|it| !it.contains("NetworkPolicy"))
        .collect::<Vec<_>>()
        .join("---\n");
    let document = document("front/pod/web", &open);
    assert_eq!(
        steps(&document),
        [
            "1 metadata 169.254.169.254/32",
            "1 internet 0.0.0.0/0",
            "1 workload api",
            "1 workload db"
        ]
    );
}

#[test]
fn the_world_reaches_what_lets_it_in() {
    let opened = CHAIN.replace(
        "ingress: [{from: [{namespaceSelector: {}}]}]",
        "ingress: [{}]",
    );
    assert_eq!(
        steps(&document("internet", &opened)),
        [
            "1 workload api",
            "1 workload db",
            "2 metadata 169.254.169.254/32 api"
        ]
    );
    let closed = document("internet", CHAIN);
    assert_eq!(
        steps(&closed),
        ["1 workload db"],
        "its rule names no source"
    );
}

#[test]
fn the_agent_of_pod_identity_counts_where_it_runs() {
    let agent = "{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: eks-pod-identity-agent, namespace: kube-system}, spec: {selector: {}, template: {metadata: {labels: {a: b}}, spec: {hostNetwork: true, containers: []}}}}\n---\n";
    let open: String = CHAIN
        .split("---\n")
        .filter(|it| !it.contains("NetworkPolicy"))
        .collect::<Vec<_>>()
        .join("---\n");
    assert_eq!(
        document("front/pod/web", &open)["summary"]["podIdentity"],
        false
    );
    let with_agent = document("front/pod/web", &format!("{agent}{open}"));
    assert_eq!(with_agent["summary"]["podIdentity"], true);
    assert_eq!(with_agent["items"][1]["kind"], "pod-identity");
}

#[test]
fn the_api_server_is_the_kubernetes_service() {
    let service = "{apiVersion: v1, kind: Service, metadata: {name: kubernetes, namespace: default}, spec: {clusterIP: 172.20.0.1, ports: [{port: 443}]}}\n---\n";
    let open: String = CHAIN
        .split("---\n")
        .filter(|it| !it.contains("NetworkPolicy"))
        .collect::<Vec<_>>()
        .join("---\n");
    assert_eq!(
        document("front/pod/web", &format!("{service}{open}"))["summary"]["apiServer"],
        true
    );
    assert_eq!(
        document("front/pod/web", &format!("{service}{CHAIN}"))["summary"]["apiServer"],
        false
    );
}

#[test]
fn files_without_service_accounts_leave_roles_unknown() {
    let without: String = CHAIN
        .split("---\n")
        .filter(|it| !it.contains("kind: ServiceAccount"))
        .collect::<Vec<_>>()
        .join("---\n");
    let done = blast("front/pod/web", &without);
    assert_eq!(done.exit, Exit::Incomplete);
    assert!(
        done.stderr.contains("their AWS roles are not known"),
        "{}",
        done.stderr
    );
}

#[test]
fn the_order_of_objects_changes_nothing() {
    let mut objects: Vec<&str> = CHAIN
        .split("---\n")
        .filter(|it| !it.trim().is_empty())
        .collect();
    let forward = blast("front/pod/web -o json", &objects.join("---\n"));
    objects.reverse();
    assert_eq!(
        forward,
        blast("front/pod/web -o json", &objects.join("---\n"))
    );
}
