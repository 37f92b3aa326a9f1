//! Whom the subjects and peers of the cluster-wide kinds name, and what happens when they name
//! something that we do not know.

use serde_json::{Value, json};

use crate::table::{
    Table, admin, baseline, cluster, eks_cluster, namespace, network_policy, node, on_host_network,
    on_node, pod,
};

fn objects() -> Vec<Value> {
    vec![
        namespace("a", json!({ "team": "red" })),
        namespace("b", json!({ "team": "blue" })),
        node("one", json!({ "zone": "x" }), &["192.168.0.1"]),
        node("two", json!({ "zone": "y" }), &["192.168.0.2"]),
        on_node(
            pod("a/web", json!({ "app": "web" }), &["10.0.0.1"]),
            "one",
            "192.168.0.1",
        ),
        on_node(
            pod("b/web", json!({ "app": "web" }), &["10.0.1.1"]),
            "two",
            "192.168.0.2",
        ),
        on_node(
            pod("b/db", json!({ "app": "db" }), &["10.0.1.2"]),
            "two",
            "192.168.0.2",
        ),
        on_host_network("b/agent", json!({ "app": "web" }), "two", "192.168.0.2"),
    ]
}

const EVERYONE: [&str; 5] = [
    "a/web -> b/web 80/TCP",
    "a/web -> b/db 80/TCP",
    "a/web -> b/agent 80/TCP",
    "a/web -> 192.168.0.1 80/TCP",
    "a/web -> 203.0.113.9 80/TCP",
];

/// Everything that leaves `a` to these peers is denied.
fn denying(to: Value) -> Table {
    let spec = json!({ "tier": "Admin", "priority": 1,
        "subject": { "namespaces": { "matchLabels": { "team": "red" } } },
        "egress": [{ "action": "Deny", "to": to }] });
    Table::of(objects()).and([cluster("one", spec)])
}

#[test]
fn a_subject_is_namespaces_or_pods_and_never_a_pod_on_the_host_network() {
    let subject = |subject: Value| {
        let spec = json!({ "tier": "Admin", "priority": 1, "subject": subject,
            "egress": [{ "action": "Deny", "to": [{ "namespaces": {} }] }] });
        Table::of(objects()).and([cluster("one", spec)])
    };
    subject(json!({ "namespaces": { "matchLabels": { "team": "blue" } } }))
        .denies(&["b/web -> a/web 80/TCP", "b/db -> a/web 80/TCP"])
        .allows(&["a/web -> b/web 80/TCP", "b/agent -> a/web 80/TCP"]);
    subject(json!({ "pods": { "namespaceSelector": {}, "podSelector": { "matchLabels": { "app": "web" } } } }))
        .denies(&["a/web -> b/db 80/TCP", "b/web -> a/web 80/TCP"])
        .allows(&["b/db -> a/web 80/TCP", "b/agent -> a/web 80/TCP"]);
    subject(json!({ "pods": { "podSelector": { "matchLabels": { "app": "db" } } } }))
        .denies(&["b/db -> a/web 80/TCP"])
        .allows(&["b/web -> a/web 80/TCP"]);
}

#[test]
fn selectors_name_pods_and_pass_over_the_host_network() {
    denying(json!([{ "namespaces": {} }]))
        .denies(&EVERYONE[..2])
        .allows(&EVERYONE[2..]);
    denying(json!([{ "pods": { "namespaceSelector": {}, "podSelector": { "matchLabels": { "app": "web" } } } }]))
        .denies(&EVERYONE[..1])
        .allows(&EVERYONE[1..]);
}

#[test]
fn networks_match_pods_whatever_ip_blocks_do() {
    let inside = || denying(json!([{ "networks": ["10.0.1.0/31", "fd00::/8"] }]));
    inside().denies(&EVERYONE[..1]).allows(&EVERYONE[1..]);
    inside()
        .where_ip_blocks_pass_over_pods()
        .denies(&EVERYONE[..1])
        .allows(&EVERYONE[1..]);
    denying(json!([{ "networks": ["0.0.0.0/0"] }])).denies(&EVERYONE);
    denying(json!([{ "networks": ["::/0"] }])).allows(&EVERYONE);
}

#[test]
fn nodes_are_named_by_their_addresses() {
    denying(json!([{ "nodes": {} }]))
        .denies(&EVERYONE[2..4])
        .allows(&EVERYONE[..2])
        .allows(&EVERYONE[4..]);
    denying(json!([{ "nodes": { "matchLabels": { "zone": "x" } } }]))
        .denies(&EVERYONE[3..4])
        .allows(&EVERYONE[..3]);
}

#[test]
fn a_domain_name_names_no_address_that_we_know() {
    let spec = |to: Value| {
        json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
        "egress": [
            { "action": "Accept", "to": to },
            { "action": "Deny", "to": [{ "networks": ["0.0.0.0/0"] }] },
        ] })
    };
    let names = json!([{ "domainNames": ["*.example.com"] }]);
    Table::of(objects())
        .and([cluster("one", spec(names.clone()))])
        .denies(&EVERYONE);
    Table::of(objects())
        .and([eks_cluster("one", spec(names))])
        .denies(&EVERYONE);
    let both = json!([{ "domainNames": ["*.example.com"] }, { "networks": ["203.0.113.0/24"] }]);
    Table::of(objects())
        .and([cluster("one", spec(both))])
        .denies(&EVERYONE[..4])
        .allows(&EVERYONE[4..]);
}

#[test]
fn a_rule_with_an_unknown_peer_fails_closed_as_a_whole() {
    let unknown = json!({ "serviceAccounts": {} });
    let known = json!({ "namespaces": { "matchLabels": { "team": "blue" } } });
    let first = |action: &str, then: &str| {
        let spec = json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
            "egress": [
                { "action": action, "to": [known, unknown], "protocols": [{ "udp": { "destinationPort": { "number": 53 } } }] },
                { "action": then, "to": [{ "networks": ["0.0.0.0/0"] }] },
            ] });
        Table::of(objects()).and([cluster("one", spec)])
    };
    first("Accept", "Deny").denies(&["a/web -> b/web 53/UDP", "a/web -> b/web 80/TCP"]);
    first("Accept", "Accept").allows(&["a/web -> b/web 53/UDP"]);
    first("Deny", "Accept").denies(&EVERYONE);
    first("Pass", "Accept")
        .denies(&EVERYONE)
        .denies(&["a/web -> b/web 53/UDP"]);
}

#[test]
fn what_a_peer_may_be_depends_on_the_kind_and_the_direction() {
    let all = json!({ "namespaces": {} });
    let out = |peer: Value| {
        json!({ "tier": "Admin", "priority": 1, "subject": all,
        "egress": [{ "action": "Pass", "to": [peer] }] })
    };
    let nodes = json!({ "nodes": {} });
    Table::of(objects())
        .and([cluster("one", out(nodes.clone()))])
        .allows(&EVERYONE);
    Table::of(objects())
        .and([admin("one", out(nodes.clone()))])
        .allows(&EVERYONE);
    Table::of(objects())
        .and([eks_cluster("one", out(nodes))])
        .denies(&EVERYONE);
    let names = json!({ "subject": all,
        "egress": [{ "action": "Deny", "to": [{ "domainNames": ["example.com"] }] }] });
    Table::of(objects())
        .and([baseline(names)])
        .denies(&EVERYONE);
    let into = json!({ "tier": "Admin", "priority": 1, "subject": all,
        "ingress": [{ "action": "Deny", "from": [{ "networks": ["198.51.100.0/24"] }] }] });
    Table::of(objects())
        .and([cluster("one", into)])
        .denies(&["203.0.113.9 -> b/web 80/TCP", "192.168.0.1 -> b/web 80/TCP"])
        .allows(&["192.168.0.2 -> b/web 80/TCP"]);
}

#[test]
fn a_pod_reaches_itself_and_its_node_reaches_it_in_every_tier() {
    let closed = json!({ "tier": "Admin", "priority": 0, "subject": { "namespaces": {} },
        "ingress": [{ "action": "Deny", "from": [{ "namespaces": {} }] }],
        "egress": [{ "action": "Deny", "to": [{ "networks": ["0.0.0.0/0"] }] }] });
    Table::of(objects())
        .and([cluster("closed", closed)])
        .allows(&["a/web -> a/web 80/TCP", "192.168.0.1 -> a/web 80/TCP"])
        .allows(&["b/agent -> b/web 80/TCP", "b/agent -> a/web 80/TCP"])
        .denies(&["a/web -> b/web 80/TCP"]);
}

#[test]
fn ingress_of_the_cluster_wide_kinds_names_pods_only() {
    let closed = json!({ "tier": "Admin", "priority": 0, "subject": { "namespaces": {} },
        "ingress": [{ "action": "Deny", "from": [{ "namespaces": {} }] }] });
    let isolated = json!({ "podSelector": {}, "policyTypes": ["Ingress"] });
    Table::of(objects())
        .and([cluster("closed", closed)])
        .allows(&["203.0.113.9 -> b/web 80/TCP", "192.168.0.1 -> b/web 80/TCP"])
        .denies(&["a/web -> b/web 80/TCP"])
        .and([network_policy("b/deny", isolated)])
        .denies(&["203.0.113.9 -> b/web 80/TCP", "192.168.0.1 -> b/web 80/TCP"]);
}
