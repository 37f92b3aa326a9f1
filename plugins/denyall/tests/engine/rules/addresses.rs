//! Rules 18 to 24: replies, the own node, the own pod, host network, Services, namespaces, and
//! pods that have ended; and the two address families.

use serde_json::{Value, json};

use crate::table::{
    Table, in_phase, listening, namespace, network_policy, node, on_host_network, on_node, pod,
};

fn isolated(path: &str, types: &[&str]) -> Value {
    network_policy(path, json!({ "podSelector": {}, "policyTypes": types }))
}

#[test]
fn rule_18_a_reply_needs_no_rule_and_opens_no_way_back() {
    let admit = json!({ "podSelector": { "matchLabels": { "app": "db" } },
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{ "from": [{ "podSelector": { "matchLabels": { "app": "web" } } }] }] });
    Table::of([
        pod("shop/web", json!({ "app": "web" }), &["10.0.0.1"]),
        pod("shop/db", json!({ "app": "db" }), &["10.0.0.2"]),
        network_policy("shop/db", admit),
    ])
    .allows(&["shop/web -> shop/db 80/TCP"])
    .denies(&["shop/db -> shop/web 80/TCP"]);
}

#[test]
fn rule_19_the_own_node_reaches_a_pod_and_no_other_node_does() {
    Table::of([
        node("one", json!({}), &["192.168.0.1", "fd00:9::1"]),
        node("two", json!({}), &["192.168.0.2"]),
        on_node(
            pod("shop/web", json!({}), &["10.0.0.1", "fd00::1"]),
            "one",
            "192.168.0.1",
        ),
        on_host_network("shop/agent", json!({}), "one", "192.168.0.1"),
        on_host_network("shop/far", json!({}), "two", "192.168.0.2"),
        isolated("shop/deny", &["Ingress", "Egress"]),
    ])
    .allows(&[
        "192.168.0.1 -> shop/web 80/TCP",
        "fd00:9::1 -> shop/web 80/TCP",
    ])
    .allows(&["shop/agent -> shop/web 80/TCP"])
    .denies(&[
        "192.168.0.2 -> shop/web 80/TCP",
        "shop/far -> shop/web 80/TCP",
    ])
    .denies(&["shop/web -> 192.168.0.1 80/TCP"]);
}

#[test]
fn rule_20_a_pod_reaches_itself_and_not_its_replica() {
    let labels = json!({ "app": "web" });
    Table::of([
        pod("shop/web-0", labels.clone(), &["10.0.0.1"]),
        pod("shop/web-1", labels, &["10.0.0.2"]),
        isolated("shop/deny", &["Ingress", "Egress"]),
    ])
    .allows(&["shop/web-0 -> shop/web-0 80/TCP"])
    .denies(&["shop/web-0 -> shop/web-1 80/TCP"]);
}

#[test]
fn rule_21_a_pod_on_the_host_network_is_its_node() {
    let objects = || {
        [
            pod("shop/web", json!({ "app": "web" }), &["10.0.0.1"]),
            on_host_network(
                "shop/agent",
                json!({ "app": "agent" }),
                "two",
                "192.168.0.2",
            ),
        ]
    };
    let from = |peer: Value| {
        let spec = json!({ "podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{ "from": [peer] }] });
        Table::of(objects()).and([network_policy("shop/one", spec)])
    };
    Table::of(objects())
        .and([isolated("shop/deny", &["Egress"])])
        .allows(&["shop/agent -> 203.0.113.9 80/TCP"])
        .denies(&["shop/web -> shop/agent 80/TCP"]);
    from(json!({ "podSelector": {} })).denies(&["shop/agent -> shop/web 80/TCP"]);
    from(json!({ "namespaceSelector": {} })).denies(&["shop/agent -> shop/web 80/TCP"]);
    let by_address = json!({ "ipBlock": { "cidr": "192.168.0.2/32" } });
    from(by_address.clone()).allows(&[
        "shop/agent -> shop/web 80/TCP",
        "shop/web -> shop/agent 80/TCP",
    ]);
    from(by_address)
        .where_ip_blocks_pass_over_pods()
        .allows(&["shop/agent -> shop/web 80/TCP"]);
}

#[test]
fn rule_22_a_policy_sees_the_port_of_the_pod_and_not_of_the_service() {
    let service = json!({ "apiVersion": "v1", "kind": "Service",
        "metadata": { "namespace": "shop", "name": "api" },
        "spec": { "selector": { "app": "api" }, "ports": [{ "port": 80, "targetPort": 8080 }] } });
    let admitting = |port: u16| {
        let spec = json!({ "podSelector": {}, "ingress": [{ "ports": [{ "port": port }] }] });
        Table::of([
            pod("shop/web", json!({}), &["10.0.0.1"]),
            listening(
                pod("shop/api", json!({ "app": "api" }), &["10.0.0.2"]),
                json!([{ "containerPort": 8080 }]),
            ),
            service.clone(),
            network_policy("shop/one", spec),
        ])
    };
    admitting(80).denies(&["shop/web -> shop/api 8080/TCP"]);
    admitting(8080)
        .allows(&["shop/web -> shop/api 8080/TCP"])
        .denies(&["shop/web -> shop/api 80/TCP"]);
}

#[test]
fn rule_23_a_policy_binds_in_its_own_namespace() {
    Table::of([
        namespace("a", json!({})),
        namespace("b", json!({})),
        pod("a/web", json!({ "app": "web" }), &["10.0.0.1"]),
        pod("b/web", json!({ "app": "web" }), &["10.0.0.2"]),
        isolated("a/deny", &["Ingress"]),
    ])
    .denies(&["b/web -> a/web 80/TCP"])
    .allows(&["a/web -> b/web 80/TCP"]);
}

#[test]
fn rule_24_a_pod_that_has_ended_is_no_end_and_one_being_deleted_still_is() {
    let mut leaving = pod("shop/leaving", json!({}), &["10.0.0.3"]);
    leaving["metadata"]["deletionTimestamp"] = json!("2030-01-01T00:00:00Z");
    Table::of([
        pod("shop/web", json!({}), &["10.0.0.1"]),
        in_phase(pod("shop/done", json!({}), &["10.0.0.2"]), "Succeeded"),
        in_phase(pod("shop/broken", json!({}), &["10.0.0.4"]), "Failed"),
        leaving,
    ])
    .denies(&[
        "shop/done -> shop/web 80/TCP",
        "shop/web -> shop/broken 80/TCP",
    ])
    .allows(&["shop/leaving -> shop/web 80/TCP"])
    .and([isolated("shop/deny", &["Ingress"])])
    .denies(&["shop/web -> shop/leaving 80/TCP"]);
}

#[test]
fn families_are_judged_apart_and_one_is_enough() {
    let block = |name: &str, key: &str, peers: &str, cidr: &str| {
        let spec = json!({ "podSelector": { "matchLabels": { "app": key } },
            "policyTypes": [if peers == "from" { "Ingress" } else { "Egress" }],
            if peers == "from" { "ingress" } else { "egress" }:
                [{ peers: [{ "ipBlock": { "cidr": cidr } }] }] });
        network_policy(name, spec)
    };
    let dual = || {
        [
            pod(
                "shop/web",
                json!({ "app": "web" }),
                &["10.0.0.1", "fd00::1"],
            ),
            pod("shop/db", json!({ "app": "db" }), &["10.0.0.2", "fd00::2"]),
            pod("shop/old", json!({}), &["10.0.0.3"]),
            pod("shop/new", json!({}), &["fd00::4"]),
        ]
    };
    let question = "shop/web -> shop/db 80/TCP";
    Table::of(dual())
        .allows(&[question])
        .denies(&["shop/old -> shop/new 80/TCP"]);
    Table::of(dual())
        .and([block("shop/in", "db", "from", "fd00::1/128")])
        .allows(&[question])
        .denies(&["shop/old -> shop/db 80/TCP"]);
    let crossed = Table::of(dual())
        .and([
            block("shop/in", "db", "from", "::/0"),
            block("shop/out", "web", "to", "0.0.0.0/0"),
        ])
        .denies(&[question]);
    let verdict = crossed.verdict(question);
    assert!(verdict.egress && verdict.ingress && !verdict.allowed);
}
