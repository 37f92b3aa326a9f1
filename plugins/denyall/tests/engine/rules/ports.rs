//! Rules 14 to 17: which ports an entry names.

use serde_json::{Value, json};

use crate::table::{Table, listening, network_policy, pod};

fn admitting(ports: Value) -> Table {
    let spec =
        json!({ "podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{ "ports": ports }] });
    Table::of([
        pod("shop/web", json!({}), &["10.0.0.1"]),
        listening(
            pod("shop/api", json!({ "app": "api" }), &["10.0.0.2"]),
            json!([{ "name": "http", "containerPort": 8080 }]),
        ),
        listening(
            pod("shop/db", json!({ "app": "db" }), &["10.0.0.3"]),
            json!([
                { "name": "http", "containerPort": 9090, "protocol": "TCP" },
                { "name": "sync", "containerPort": 7000, "protocol": "UDP" },
            ]),
        ),
        network_policy("shop/one", spec),
    ])
}

#[test]
fn rule_14_a_port_is_tcp_and_a_bare_protocol_is_all_its_ports() {
    for port in [
        json!({ "port": 80 }),
        json!({ "port": 80, "protocol": null }),
    ] {
        admitting(json!([port]))
            .allows(&["shop/web -> shop/db 80/TCP"])
            .denies(&["shop/web -> shop/db 80/UDP", "shop/web -> shop/db 80/SCTP"]);
    }
    admitting(json!([{ "protocol": "UDP" }]))
        .allows(&["shop/web -> shop/db 1/UDP", "shop/web -> shop/db 65535/UDP"])
        .denies(&["shop/web -> shop/db 1/TCP", "shop/web -> shop/db 1/SCTP"]);
    admitting(json!([{}]))
        .allows(&["shop/web -> shop/db 1/TCP"])
        .denies(&["shop/web -> shop/db 1/UDP"]);
}

#[test]
fn rule_15_the_end_of_a_range_belongs_to_it() {
    admitting(json!([{ "port": 80, "endPort": 90 }]))
        .allows(&["shop/web -> shop/db 80/TCP", "shop/web -> shop/db 90/TCP"])
        .denies(&["shop/web -> shop/db 79/TCP", "shop/web -> shop/db 91/TCP"])
        .denies(&["shop/web -> shop/db 85/UDP"]);
    admitting(json!([{ "port": 80, "endPort": 80 }]))
        .allows(&["shop/web -> shop/db 80/TCP"])
        .denies(&["shop/web -> shop/db 81/TCP"]);
    admitting(json!([{ "port": 1, "endPort": 65535, "protocol": "SCTP" }]))
        .allows(&["shop/web -> shop/db 65535/SCTP"])
        .denies(&["shop/web -> shop/db 65535/TCP"]);
}

#[test]
fn rule_16_a_named_port_is_looked_up_on_the_destination_with_its_protocol() {
    admitting(json!([{ "port": "http" }]))
        .allows(&[
            "shop/web -> shop/api 8080/TCP",
            "shop/web -> shop/db 9090/TCP",
        ])
        .denies(&[
            "shop/web -> shop/api 9090/TCP",
            "shop/web -> shop/db 8080/TCP",
        ])
        .denies(&["shop/api -> shop/web 8080/TCP"]);
    admitting(json!([{ "port": "sync" }])).denies(&["shop/web -> shop/db 7000/TCP"]);
    admitting(json!([{ "port": "sync", "protocol": "UDP" }]))
        .allows(&["shop/web -> shop/db 7000/UDP"])
        .denies(&["shop/web -> shop/db 7000/TCP"]);
    admitting(json!([{ "port": "http", "protocol": "UDP" }])).denies(&[
        "shop/web -> shop/db 9090/UDP",
        "shop/web -> shop/db 9090/TCP",
    ]);
}

#[test]
fn rule_16_a_named_port_has_no_meaning_for_an_address_range() {
    let to = |peers: Value| {
        let spec = json!({ "podSelector": {}, "policyTypes": ["Egress"],
            "egress": [{ "to": peers, "ports": [{ "port": "http" }] }] });
        admitting(json!(null)).and([network_policy("shop/out", spec)])
    };
    let block = json!({ "ipBlock": { "cidr": "10.0.0.0/8" } });
    to(json!([block])).denies(&[
        "shop/web -> shop/api 8080/TCP",
        "shop/web -> 10.9.9.9 8080/TCP",
    ]);
    to(json!([block, { "podSelector": { "matchLabels": { "app": "api" } } }]))
        .allows(&["shop/web -> shop/api 8080/TCP"])
        .denies(&["shop/web -> shop/db 9090/TCP"]);
    to(json!([]))
        .allows(&[
            "shop/web -> shop/api 8080/TCP",
            "shop/web -> shop/db 9090/TCP",
        ])
        .denies(&["shop/web -> 10.9.9.9 8080/TCP"]);
    let into = json!({ "podSelector": {}, "ingress": [{ "from": [block], "ports": [{ "port": "http" }] }] });
    Table::of([
        pod("shop/web", json!({}), &["10.0.0.1"]),
        listening(
            pod("shop/api", json!({}), &["10.0.0.2"]),
            json!([{ "name": "http", "containerPort": 8080 }]),
        ),
        network_policy("shop/in", into),
    ])
    .allows(&[
        "shop/web -> shop/api 8080/TCP",
        "10.9.9.9 -> shop/api 8080/TCP",
    ])
    .denies(&["10.9.9.9 -> shop/api 80/TCP"]);
}

#[test]
fn rule_16_a_sidecar_declares_ports_and_an_init_container_does_not() {
    let mut mesh = pod("shop/mesh", json!({}), &["10.0.0.4"]);
    mesh["spec"]["initContainers"] = json!([
        { "name": "proxy", "restartPolicy": "Always", "ports": [{ "name": "http", "containerPort": 15001 }] },
        { "name": "setup", "ports": [{ "name": "http", "containerPort": 15002 }] },
    ]);
    admitting(json!([{ "port": "http" }]))
        .and([mesh])
        .allows(&["shop/web -> shop/mesh 15001/TCP"])
        .denies(&["shop/web -> shop/mesh 15002/TCP"]);
}

#[test]
fn rule_17_sctp_is_neither_tcp_nor_udp() {
    admitting(json!([{ "protocol": "SCTP", "port": 7777 }]))
        .allows(&["shop/web -> shop/db 7777/SCTP"])
        .denies(&[
            "shop/web -> shop/db 7777/TCP",
            "shop/web -> shop/db 7777/UDP",
        ]);
    admitting(json!([{ "protocol": "TCP" }, { "protocol": "UDP" }]))
        .denies(&["shop/web -> shop/db 7777/SCTP"]);
}
