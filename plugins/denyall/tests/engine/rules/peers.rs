//! Rules 7 to 13: whom a peer names.

use serde_json::{Value, json};

use crate::table::{Table, namespace, network_policy, pod};

/// Namespaces `a` and `b`, each with pods `web` and `db`; `a/db` is the subject of `from`.
fn two_namespaces() -> [Value; 6] {
    [
        namespace("a", json!({ "team": "red" })),
        namespace("b", json!({ "team": "blue" })),
        pod("a/web", json!({ "app": "web" }), &["10.0.0.1"]),
        pod("a/db", json!({ "app": "db" }), &["10.0.0.2"]),
        pod("b/web", json!({ "app": "web" }), &["10.0.1.1"]),
        pod("b/db", json!({ "app": "db", "tier": "" }), &["10.0.1.2"]),
    ]
}

fn from(peers: Value) -> Table {
    let spec = json!({ "podSelector": { "matchLabels": { "app": "db" } }, "policyTypes": ["Ingress"],
        "ingress": [{ "from": peers }] });
    Table::of(two_namespaces()).and([network_policy("a/one", spec)])
}

const FROM_A: &str = "a/web -> a/db 80/TCP";
const FROM_B_WEB: &str = "b/web -> a/db 80/TCP";
const FROM_B_DB: &str = "b/db -> a/db 80/TCP";

#[test]
fn rule_07_a_missing_selector_differs_from_an_empty_one_in_a_peer_only() {
    for everything in [
        json!(null),
        json!({}),
        json!({ "matchLabels": {}, "matchExpressions": [] }),
    ] {
        let spec = json!({ "podSelector": everything, "policyTypes": ["Ingress"] });
        Table::of(two_namespaces())
            .and([network_policy("a/deny", spec)])
            .denies(&[FROM_A, "b/db -> a/web 80/TCP"])
            .allows(&["a/web -> b/db 80/TCP"]);
    }
    from(json!([{ "podSelector": {} }]))
        .allows(&[FROM_A])
        .denies(&[FROM_B_WEB]);
    from(json!([{ "podSelector": {}, "namespaceSelector": null }]))
        .allows(&[FROM_A])
        .denies(&[FROM_B_WEB]);
    from(json!([{ "namespaceSelector": { "matchLabels": { "team": "blue" } } }]))
        .allows(&[FROM_B_WEB, FROM_B_DB])
        .denies(&[FROM_A]);
    from(json!([{ "namespaceSelector": {}, "podSelector": null }]))
        .allows(&[FROM_A, FROM_B_WEB])
        .denies(&["203.0.113.9 -> a/db 80/TCP"]);
}

#[test]
fn rule_08_selectors_of_one_peer_both_hold_and_peers_are_alternatives() {
    let blue = json!({ "matchLabels": { "team": "blue" } });
    let web = json!({ "matchLabels": { "app": "web" } });
    from(json!([{ "namespaceSelector": blue, "podSelector": web }]))
        .allows(&[FROM_B_WEB])
        .denies(&[FROM_A, FROM_B_DB]);
    from(json!([{ "namespaceSelector": blue }, { "podSelector": web }]))
        .allows(&[FROM_A, FROM_B_WEB, FROM_B_DB]);
}

#[test]
fn rule_09_a_peer_without_a_field_names_nobody() {
    from(json!([{}])).denies(&[FROM_A, FROM_B_WEB, "203.0.113.9 -> a/db 80/TCP"]);
    from(json!([{ "podSelector": null, "namespaceSelector": null, "ipBlock": null }])).denies(&[
        FROM_A,
        FROM_B_WEB,
        "203.0.113.9 -> a/db 80/TCP",
    ]);
    from(json!([{}, { "podSelector": {} }]))
        .allows(&[FROM_A])
        .denies(&[FROM_B_WEB]);
}

#[test]
fn rule_10_every_operator_and_both_halves_of_a_selector() {
    let picks =
        |selector: Value| from(json!([{ "namespaceSelector": {}, "podSelector": selector }]));
    let expression = |key: &str, operator: &str, values: Value| json!({ "matchExpressions": [{ "key": key, "operator": operator, "values": values }] });
    picks(expression("app", "In", json!(["api", "db"])))
        .allows(&[FROM_B_DB])
        .denies(&[FROM_B_WEB]);
    picks(expression("app", "NotIn", json!(["db"])))
        .allows(&[FROM_B_WEB])
        .denies(&[FROM_B_DB]);
    picks(expression("tier", "NotIn", json!(["x"]))).allows(&[FROM_B_WEB, FROM_B_DB]);
    picks(expression("tier", "In", json!([""])))
        .allows(&[FROM_B_DB])
        .denies(&[FROM_B_WEB]);
    picks(expression("tier", "Exists", json!(null)))
        .allows(&[FROM_B_DB])
        .denies(&[FROM_B_WEB]);
    picks(expression("tier", "DoesNotExist", json!([])))
        .allows(&[FROM_B_WEB])
        .denies(&[FROM_B_DB]);
    picks(json!({ "matchLabels": { "app": "db" },
        "matchExpressions": [{ "key": "tier", "operator": "Exists" }] }))
    .allows(&[FROM_B_DB])
    .denies(&[FROM_A, FROM_B_WEB]);
    picks(json!({ "matchLabels": { "app": "web" },
        "matchExpressions": [{ "key": "tier", "operator": "Exists" }] }))
    .denies(&[FROM_A, FROM_B_WEB, FROM_B_DB]);
}

#[test]
fn rule_11_the_name_label_is_on_every_namespace_even_on_one_without_an_object() {
    let named = |name: &str| {
        from(json!([{ "namespaceSelector":
            { "matchLabels": { "kubernetes.io/metadata.name": name } } }]))
    };
    named("b").allows(&[FROM_B_WEB]).denies(&[FROM_A]);
    named("ghost")
        .and([pod("ghost/one", json!({}), &["10.0.9.1"])])
        .allows(&["ghost/one -> a/db 80/TCP"])
        .denies(&[FROM_B_WEB]);
}

#[test]
fn rule_12_an_exception_counts_in_its_own_peer_only() {
    let block = json!({ "ipBlock": { "cidr": "198.51.100.0/24", "except": ["198.51.100.0/25"] } });
    let low = "198.51.100.127 -> a/db 80/TCP";
    let high = "198.51.100.128 -> a/db 80/TCP";
    from(json!([block]))
        .allows(&[high])
        .denies(&[low, "198.51.101.1 -> a/db 80/TCP"]);
    from(json!([block, { "ipBlock": { "cidr": "198.51.100.127/32" } }]))
        .allows(&[low, high])
        .denies(&["198.51.100.126 -> a/db 80/TCP"]);
    let wider = json!({ "podSelector": {}, "ingress": [{ "from": [{ "ipBlock": { "cidr": "198.51.0.0/16" } }] }] });
    from(json!([block]))
        .and([network_policy("a/wider", wider)])
        .allows(&[low, high]);
    from(json!([{ "ipBlock": { "cidr": "198.51.100.77/24" } }])).allows(&[low, high]);
    from(json!([{ "ipBlock": { "cidr": "0.0.0.0/0" } }])).allows(&[
        low,
        "0.0.0.0 -> a/db 80/TCP",
        "255.255.255.255 -> a/db 80/TCP",
    ]);
}

#[test]
fn rule_13_an_address_range_matches_pods_where_the_implementation_does_so() {
    let block = json!([{ "ipBlock": { "cidr": "10.0.1.0/24", "except": ["10.0.1.2/32"] } }]);
    from(block.clone())
        .allows(&[FROM_B_WEB])
        .denies(&[FROM_A, FROM_B_DB]);
    from(block)
        .where_ip_blocks_pass_over_pods()
        .denies(&[FROM_A, FROM_B_WEB, FROM_B_DB])
        .allows(&["10.0.1.99 -> a/db 80/TCP"]);
}
