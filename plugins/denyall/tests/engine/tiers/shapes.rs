//! The ports of the four cluster-wide shapes, and the namespaced EKS kind.

use serde_json::{Value, json};

use crate::table::{
    Table, admin, application, baseline, cluster, eks_cluster, listening, network_policy, pod,
};

fn pods() -> [Value; 3] {
    [
        pod("shop/web", json!({ "app": "web" }), &["10.0.0.1"]),
        listening(
            pod("shop/db", json!({ "app": "db" }), &["10.0.0.2"]),
            json!([
                { "name": "sql", "containerPort": 5432 },
                { "name": "sync", "containerPort": 7000, "protocol": "UDP" },
            ]),
        ),
        listening(
            pod("shop/old", json!({ "app": "old" }), &["10.0.0.3"]),
            json!([{ "name": "sql", "containerPort": 5433 }]),
        ),
    ]
}

/// The four kinds, each denying these ports into every pod.
fn old_shapes(ports: Value) -> [Value; 3] {
    let spec = json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
        "ingress": [{ "action": "Deny", "from": [{ "namespaces": {} }], "ports": ports }] });
    [
        admin("one", spec.clone()),
        baseline(spec.clone()),
        eks_cluster("one", spec),
    ]
}

fn new_shape(protocols: Value) -> Value {
    let spec = json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
        "ingress": [{ "action": "Deny", "from": [{ "namespaces": {} }], "protocols": protocols }] });
    cluster("one", spec)
}

#[test]
fn a_number_a_range_and_no_list_of_ports() {
    let number = || {
        (
            json!([{ "portNumber": { "port": 80 } }, { "portNumber": { "protocol": "UDP", "port": 53 } }]),
            json!([{ "tcp": { "destinationPort": { "number": 80 } } }, { "udp": { "destinationPort": { "number": 53 } } }]),
        )
    };
    let range = || {
        (
            json!([{ "portRange": { "protocol": "SCTP", "start": 80, "end": 90 } }]),
            json!([{ "sctp": { "destinationPort": { "range": { "start": 80, "end": 90 } } } }]),
        )
    };
    let each = |(old, new): (Value, Value), check: &dyn Fn(Table)| {
        for policy in old_shapes(old).into_iter().chain([new_shape(new)]) {
            check(Table::of(pods()).and([policy]));
        }
    };
    each(number(), &|table| {
        table
            .denies(&["shop/web -> shop/db 80/TCP", "shop/web -> shop/db 53/UDP"])
            .allows(&["shop/web -> shop/db 80/UDP", "shop/web -> shop/db 53/TCP"])
            .allows(&["shop/web -> shop/db 81/TCP"]);
    });
    each(range(), &|table| {
        table
            .denies(&["shop/web -> shop/db 80/SCTP", "shop/web -> shop/db 90/SCTP"])
            .allows(&["shop/web -> shop/db 79/SCTP", "shop/web -> shop/db 91/SCTP"])
            .allows(&["shop/web -> shop/db 85/TCP"]);
    });
    each((json!(null), json!(null)), &|table| {
        table.denies(&[
            "shop/web -> shop/db 1/TCP",
            "shop/web -> shop/db 65535/SCTP",
        ]);
    });
}

#[test]
fn a_protocol_without_a_port_is_all_its_ports() {
    Table::of(pods())
        .and([new_shape(json!([{ "udp": {} }]))])
        .denies(&["shop/web -> shop/db 1/UDP", "shop/web -> shop/db 65535/UDP"])
        .allows(&["shop/web -> shop/db 1/TCP"]);
}

#[test]
fn a_named_port_is_looked_up_on_each_destination() {
    for policy in old_shapes(json!([{ "namedPort": "sql" }]))
        .into_iter()
        .chain([new_shape(json!([{ "destinationNamedPort": "sql" }]))])
    {
        Table::of(pods())
            .and([policy])
            .denies(&[
                "shop/web -> shop/db 5432/TCP",
                "shop/web -> shop/old 5433/TCP",
            ])
            .allows(&[
                "shop/web -> shop/db 5433/TCP",
                "shop/web -> shop/old 5432/TCP",
            ])
            .allows(&[
                "shop/db -> shop/web 5432/TCP",
                "shop/web -> shop/db 5432/UDP",
            ]);
    }
}

#[test]
fn a_named_port_has_the_protocol_of_the_container_port_and_on_eks_tcp() {
    let question = &["shop/web -> shop/db 7000/UDP"];
    let [old, oldest, eks] = old_shapes(json!([{ "namedPort": "sync" }]));
    let new = new_shape(json!([{ "destinationNamedPort": "sync" }]));
    for policy in [old, oldest, new] {
        Table::of(pods()).and([policy]).denies(question);
    }
    Table::of(pods()).and([eks]).allows(question);
}

#[test]
fn each_kind_has_its_own_word_for_allowing() {
    let spec = |action: &str| {
        json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
        "ingress": [{ "action": action, "from": [{ "namespaces": {} }] }] })
    };
    let isolated = || {
        network_policy(
            "shop/deny",
            json!({ "podSelector": {}, "policyTypes": ["Ingress"] }),
        )
    };
    let question = &["shop/web -> shop/db 80/TCP"];
    for policy in [
        admin("one", spec("Allow")),
        cluster("one", spec("Accept")),
        eks_cluster("one", spec("Accept")),
    ] {
        Table::of(pods()).and([isolated(), policy]).allows(question);
    }
    for policy in [
        admin("one", spec("Accept")),
        cluster("one", spec("Allow")),
        eks_cluster("one", spec("Log")),
        baseline(spec("Pass")),
    ] {
        Table::of(pods()).and([policy]).denies(question);
    }
}

#[test]
fn two_kinds_of_one_name_are_told_apart_by_their_group() {
    let by_protocols = json!({ "tier": "Admin", "priority": 1, "subject": { "namespaces": {} },
        "ingress": [{ "action": "Deny", "from": [{ "namespaces": {} }],
            "protocols": [{ "tcp": { "destinationPort": { "number": 80 } } }],
            "ports": [{ "portNumber": { "port": 443 } }] }] });
    Table::of(pods())
        .and([cluster("one", by_protocols.clone())])
        .denies(&["shop/web -> shop/db 80/TCP"])
        .allows(&["shop/web -> shop/db 443/TCP"]);
    Table::of(pods())
        .and([eks_cluster("one", by_protocols)])
        .denies(&["shop/web -> shop/db 443/TCP"])
        .allows(&["shop/web -> shop/db 80/TCP"]);
}

#[test]
fn an_application_policy_joins_the_union_of_the_namespaced_tier() {
    let admit = |port: u16| {
        json!({ "podSelector": {}, "policyTypes": ["Egress"],
        "egress": [{ "to": [{ "podSelector": { "matchLabels": { "app": "db" } } }], "ports": [{ "port": port }] }] })
    };
    Table::of(pods())
        .and([application("shop/one", admit(80))])
        .allows(&["shop/web -> shop/db 80/TCP"])
        .denies(&["shop/web -> shop/db 443/TCP", "shop/web -> shop/old 80/TCP"])
        .and([network_policy("shop/two", admit(443))])
        .allows(&["shop/web -> shop/db 80/TCP", "shop/web -> shop/db 443/TCP"])
        .denies(&["shop/web -> shop/old 80/TCP"]);
}

#[test]
fn an_application_policy_of_domain_names_isolates_and_opens_no_address() {
    let spec = json!({ "podSelector": { "matchLabels": { "app": "web" } },
        "egress": [{ "to": [{ "domainNames": ["api.example.com"] }], "ports": [{ "port": 443 }] }] });
    Table::of(pods())
        .and([application("shop/names", spec)])
        .denies(&[
            "shop/web -> 203.0.113.9 443/TCP",
            "shop/web -> shop/db 443/TCP",
        ])
        .denies(&["shop/db -> shop/web 443/TCP"])
        .allows(&["shop/old -> shop/db 443/TCP"]);
}
