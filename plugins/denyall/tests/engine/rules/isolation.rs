//! Rules 1 to 6: who is isolated, and what a rule without peers or ports means.

use serde_json::{Value, json};

use crate::table::{Table, network_policy, pod};

fn three_pods() -> [Value; 3] {
    [
        pod("shop/web", json!({ "app": "web" }), &["10.0.0.1"]),
        pod("shop/api", json!({ "app": "api" }), &["10.0.0.2"]),
        pod("shop/db", json!({ "app": "db" }), &["10.0.0.3"]),
    ]
}

fn deny_all() -> Value {
    network_policy(
        "shop/deny",
        json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }),
    )
}

#[test]
fn rule_01_isolation_is_per_pod_and_per_direction() {
    let selects = |types: Value| {
        let spec =
            json!({ "podSelector": { "matchLabels": { "app": "db" } }, "policyTypes": types });
        Table::of(three_pods()).and([network_policy("shop/db", spec)])
    };
    Table::of(three_pods()).allows(&[
        "shop/web -> shop/db 80/TCP",
        "203.0.113.9 -> shop/db 1/SCTP",
    ]);
    selects(json!(["Ingress"]))
        .denies(&[
            "shop/web -> shop/db 80/TCP",
            "203.0.113.9 -> shop/db 80/TCP",
        ])
        .allows(&["shop/db -> shop/web 80/TCP", "shop/web -> shop/api 80/TCP"]);
    selects(json!(["Egress"]))
        .denies(&[
            "shop/db -> shop/web 80/TCP",
            "shop/db -> 203.0.113.9 80/TCP",
        ])
        .allows(&["shop/web -> shop/db 80/TCP", "shop/api -> shop/web 80/TCP"]);
}

#[test]
fn rule_02_policies_are_a_union_in_any_order() {
    let admit = |name: &str, port: u16| {
        network_policy(
            name,
            json!({ "podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{ "ports": [{ "port": port }] }] }),
        )
    };
    let mut policies = vec![
        network_policy(
            "shop/deny",
            json!({ "podSelector": {}, "policyTypes": ["Ingress"] }),
        ),
        admit("shop/web", 80),
        admit("shop/admin", 9090),
    ];
    for _ in 0..policies.len() {
        policies.rotate_left(1);
        Table::of(three_pods())
            .and(policies.clone())
            .allows(&["shop/web -> shop/db 80/TCP", "shop/web -> shop/db 9090/TCP"])
            .denies(&["shop/web -> shop/db 8080/TCP"]);
    }
}

#[test]
fn rule_03_both_ends_must_allow_the_same_port() {
    let out = json!({ "podSelector": { "matchLabels": { "app": "web" } }, "policyTypes": ["Egress"],
        "egress": [{ "ports": [{ "port": 80 }, { "port": 443 }] }] });
    let into = json!({ "podSelector": { "matchLabels": { "app": "db" } }, "policyTypes": ["Ingress"],
        "ingress": [{ "ports": [{ "port": 443 }, { "port": 8443 }] }] });
    let table = Table::of(three_pods())
        .and([
            network_policy("shop/out", out),
            network_policy("shop/in", into),
        ])
        .allows(&["shop/web -> shop/db 443/TCP"])
        .denies(&["shop/web -> shop/db 80/TCP", "shop/web -> shop/db 8443/TCP"]);
    let half = table.verdict("shop/web -> shop/db 80/TCP");
    assert!(half.egress && !half.ingress);
}

#[test]
fn rule_04_policy_types_absent_means_ingress_always_and_egress_if_it_has_egress_rules() {
    let both = [
        "shop/web -> shop/db 80/TCP",
        "shop/db -> 203.0.113.9 80/TCP",
    ];
    let isolated = |spec: Value| Table::of(three_pods()).and([network_policy("shop/one", spec)]);
    let db = json!({ "matchLabels": { "app": "db" } });
    for types in [json!(null), json!([])] {
        isolated(json!({ "podSelector": db, "policyTypes": types }))
            .denies(&both[..1])
            .allows(&both[1..]);
    }
    isolated(json!({ "podSelector": db, "egress": [] }))
        .denies(&both[..1])
        .allows(&both[1..]);
    isolated(json!({ "podSelector": db, "egress": [{ "ports": [{ "port": 53 }] }] })).denies(&both);
    isolated(json!({ "podSelector": db, "policyTypes": ["Egress"] }))
        .allows(&both[..1])
        .denies(&both[1..]);
    isolated(json!({ "podSelector": db, "policyTypes": ["Egress"], "ingress": [{ "ports": [{ "port": 1 }] }] }))
        .allows(&both[..1]);
    isolated(json!({ "podSelector": db, "policyTypes": ["Ingress"], "ingress": [{}], "egress": [{ "ports": [{ "port": 1 }] }] }))
        .allows(&both);
}

#[test]
fn rule_05_no_rules_deny_and_one_empty_rule_allows_all() {
    let ingress = |rules: Value| {
        let spec = json!({ "podSelector": {}, "policyTypes": ["Ingress"], "ingress": rules });
        Table::of(three_pods()).and([network_policy("shop/one", spec)])
    };
    for nothing in [json!(null), json!([])] {
        ingress(nothing).denies(&[
            "shop/web -> shop/db 80/TCP",
            "203.0.113.9 -> shop/db 80/UDP",
        ]);
    }
    ingress(json!([{}])).allows(&[
        "shop/web -> shop/db 80/TCP",
        "203.0.113.9 -> shop/db 80/UDP",
    ]);
}

#[test]
fn rule_06_a_rule_without_peers_or_ports_is_not_narrowed_by_them() {
    let egress = |rule: Value| {
        let spec = json!({ "podSelector": {}, "policyTypes": ["Egress"], "egress": [rule] });
        Table::of(three_pods()).and([network_policy("shop/one", spec)])
    };
    for any in [json!(null), json!([])] {
        egress(json!({ "to": any, "ports": [{ "port": 80 }] }))
            .allows(&[
                "shop/web -> shop/db 80/TCP",
                "shop/web -> 203.0.113.9 80/TCP",
            ])
            .denies(&["shop/web -> shop/db 81/TCP"]);
        egress(
            json!({ "to": [{ "podSelector": { "matchLabels": { "app": "db" } } }], "ports": any }),
        )
        .allows(&[
            "shop/web -> shop/db 1/TCP",
            "shop/web -> shop/db 65535/SCTP",
        ])
        .denies(&[
            "shop/web -> shop/api 1/TCP",
            "shop/web -> 203.0.113.9 1/TCP",
        ]);
    }
}

#[test]
fn rule_01_one_allow_opens_only_what_it_names() {
    let open = json!({ "podSelector": { "matchLabels": { "app": "db" } }, "policyTypes": ["Ingress"],
        "ingress": [{ "from": [{ "podSelector": { "matchLabels": { "app": "web" } } }] }] });
    let send = json!({ "podSelector": { "matchLabels": { "app": "web" } }, "policyTypes": ["Egress"],
        "egress": [{ "to": [{ "podSelector": { "matchLabels": { "app": "db" } } }] }] });
    Table::of(three_pods())
        .and([deny_all(), network_policy("shop/open", open)])
        .denies(&["shop/web -> shop/db 80/TCP"])
        .and([network_policy("shop/send", send)])
        .allows(&["shop/web -> shop/db 80/TCP"])
        .denies(&["shop/api -> shop/db 80/TCP", "shop/web -> shop/api 80/TCP"]);
}
