//! The network policies that teams write: ten for each namespace.
//!
//! Default-deny and DNS for all its pods, ingress for each of the five workloads, egress for the
//! three that open connections. Peers are pods of the namespace, pods of other namespaces by label
//! and by name, and address ranges with exceptions.

use serde_json::{Value, json};

use super::identity::{Purpose, stream, uid};
use super::layout::{Layout, NAME, namespace_name, team};

/// Policies of one namespace.
pub(super) const OF_A_NAMESPACE: usize = 10;

/// Every policy.
pub(super) fn policies(layout: Layout, seed: u64) -> impl Iterator<Item = Value> {
    (0..layout.namespaces).flat_map(move |namespace| {
        specs(layout, namespace)
            .enumerate()
            .map(move |(index, (name, spec))| {
                let number = namespace * OF_A_NAMESPACE + index;
                network_policy(seed, number, &namespace_name(namespace), name, spec)
            })
    })
}

/// A policy as the API server gives it back; `number` is its place among all of the scene.
pub(super) fn network_policy(
    seed: u64,
    number: usize,
    namespace: &str,
    name: &str,
    spec: Value,
) -> Value {
    let uid = uid(&mut stream(seed, Purpose::Policy, number));
    let mut policy = json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {
            "creationTimestamp": "2026-02-03T10:00:00Z",
            "generation": 1,
            "labels": {"app.kubernetes.io/managed-by": "Helm"},
            "name": name,
            "namespace": namespace,
            "uid": uid,
        },
    });
    policy["spec"] = spec;
    policy
}

/// A selector of the pods of one workload name.
pub(super) fn named(name: &str) -> Value {
    json!({"matchLabels": {NAME: name}})
}

fn specs(layout: Layout, namespace: usize) -> impl Iterator<Item = (&'static str, Value)> {
    let deny = json!({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]});
    let for_all = [("default-deny", deny), ("allow-dns", dns())];
    for_all
        .into_iter()
        .chain(ingress_specs(layout, namespace))
        .chain(egress_specs(namespace))
}

fn ingress_specs(layout: Layout, namespace: usize) -> [(&'static str, Value); 5] {
    let next = namespace_name((namespace + 1) % layout.namespaces);
    let team = team(namespace);
    let block = namespace % 256;
    let services = json!({"podSelector": {"matchExpressions": [
        {"key": NAME, "operator": "In", "values": ["api", "worker"]},
    ]}});
    [
        (
            "web-ingress",
            ingress(
                "web",
                &json!([
                    {"from": [except("10.20.0.0/16", &[format!("10.20.{block}.0/24")])],
                     "ports": [{"port": "http"}]},
                    {"from": [{"namespaceSelector": {"matchLabels": {"example.com/team": team}},
                               "podSelector": named("worker")}],
                     "ports": [{"port": 9102, "protocol": "TCP"}]},
                ]),
            ),
        ),
        (
            "api-ingress",
            ingress(
                "api",
                &json!([
                    {"from": [{"podSelector": named("web")}], "ports": [{"port": "http"}]},
                    {"from": [{"namespaceSelector": {"matchLabels":
                                   {"kubernetes.io/metadata.name": next}},
                               "podSelector": named("api")}],
                     "ports": [{"port": "grpc", "protocol": "TCP"}]},
                ]),
            ),
        ),
        (
            "worker-ingress",
            ingress(
                "worker",
                &json!([
                    {"from": [{"podSelector": named("api")},
                              except("10.21.0.0/16", &[format!("10.21.{block}.0/25")])],
                     "ports": [{"port": 9103}]},
                ]),
            ),
        ),
        (
            "cache-ingress",
            ingress(
                "cache",
                &json!([{"from": [services], "ports": [{"port": 6379}]}]),
            ),
        ),
        (
            "database-ingress",
            ingress(
                "database",
                &json!([{
                    "from": [services, except("172.16.0.0/12", &[format!("172.16.{block}.0/28")])],
                    "ports": [{"port": "postgres"}],
                }]),
            ),
        ),
    ]
}

fn egress_specs(namespace: usize) -> [(&'static str, Value); 3] {
    let team = team(namespace);
    [
        (
            "web-egress",
            egress(
                "web",
                &json!([{"to": [{"podSelector": named("api")}], "ports": [{"port": "http"}]}]),
            ),
        ),
        (
            "api-egress",
            egress(
                "api",
                &json!([
                    {"to": [{"podSelector": {"matchExpressions": [
                        {"key": NAME, "operator": "NotIn", "values": ["web"]},
                        {"key": "app.kubernetes.io/component", "operator": "Exists"},
                    ]}}]},
                    {"to": [{"namespaceSelector": {"matchExpressions": [
                                 {"key": "example.com/environment", "operator": "In",
                                  "values": ["production", "staging"]}]},
                             "podSelector": named("api")}],
                     "ports": [{"port": 9090}]},
                    {"to": [public()], "ports": [{"port": 443}]},
                ]),
            ),
        ),
        (
            "worker-egress",
            egress(
                "worker",
                &json!([
                    {"to": [{"podSelector": {"matchLabels":
                        {"app.kubernetes.io/component": "data"}}}]},
                    {"to": [{"namespaceSelector": {"matchLabels": {"example.com/team": team}},
                             "podSelector": named("web")}],
                     "ports": [{"port": "metrics"}]},
                    {"to": [public()], "ports": [{"port": 443}, {"port": 8000, "endPort": 8100}]},
                ]),
            ),
        ),
    ]
}

fn dns() -> Value {
    json!({
        "egress": [{
            "ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}],
            "to": [{
                "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
                "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
            }],
        }],
        "podSelector": {},
        "policyTypes": ["Egress"],
    })
}

fn ingress(name: &str, rules: &Value) -> Value {
    json!({"ingress": rules, "podSelector": named(name), "policyTypes": ["Ingress"]})
}

fn egress(name: &str, rules: &Value) -> Value {
    json!({"egress": rules, "podSelector": named(name), "policyTypes": ["Egress"]})
}

/// Everything but the private ranges and the node's metadata address.
fn public() -> Value {
    let private = [
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.169.254/32",
        "172.16.0.0/12",
        "192.168.0.0/16",
    ];
    except("0.0.0.0/0", &private.map(str::to_owned))
}

/// An `ipBlock` peer.
pub(super) fn except(range: &str, except: &[String]) -> Value {
    json!({"ipBlock": {"cidr": range, "except": except}})
}
