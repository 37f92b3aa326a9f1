use crate::ledger::testing::{deployment, ledger, service};

fn web(value: &str) -> String {
    deployment(
        "web",
        &format!(", env: [{{name: API_URL, value: \"{value}\"}}]"),
    )
}

fn api() -> String {
    deployment("api", ", ports: [{name: http, containerPort: 8080}]")
        + &service(
            "api",
            "{port: 80, targetPort: http}, {name: m, port: 9090, targetPort: 9091}",
        )
}

#[test]
fn every_form_of_a_service_name_leads_to_the_target_port() {
    for name in [
        "http://api",
        "api:80",
        "api.shop:80",
        "api.shop.svc:80",
        "http://api.shop.svc.cluster.local.",
        "api.shop.svc.example.internal:80",
    ] {
        let flows = ledger(&(api() + &web(name))).flows;
        let expected = "shop/deployment/web > shop/deployment/api TCP 8080 high environment";
        assert_eq!(flows, [expected], "{name}");
    }
}

#[test]
fn a_name_without_a_port_means_every_port_of_the_service_and_is_less_sure() {
    let flows = ledger(&(api() + &web("//api.shop.svc"))).flows;
    assert_eq!(
        flows,
        [
            "shop/deployment/web > shop/deployment/api TCP 8080 medium environment",
            "shop/deployment/web > shop/deployment/api TCP 9091 medium environment",
        ]
    );
}

#[test]
fn the_target_port_in_place_of_the_services_own_is_understood() {
    let flows = ledger(&(api() + &web("http://api:8080"))).flows;
    assert_eq!(
        flows,
        ["shop/deployment/web > shop/deployment/api TCP 8080 medium environment"]
    );
}

#[test]
fn a_port_that_neither_service_nor_pods_have_is_unknown() {
    let written = ledger(&(api() + &web("http://api:7777")));
    assert!(written.flows.is_empty());
    assert_eq!(
        written.unknown,
        ["shop/deployment/web > ? api:7777: neither the Service nor its pods have this port"]
    );
}

#[test]
fn names_of_the_cluster_that_lead_nowhere_are_unknown() {
    for name in [
        "http://gone",
        "gone.shop:80",
        "gone.shop.svc:80",
        "a.cluster.local:80",
    ] {
        let written = ledger(&(api() + &web(name)));
        assert!(written.flows.is_empty(), "{name}");
        assert!(
            written.unknown[0].contains("no Service of this name"),
            "{name}"
        );
    }
}

#[test]
fn names_outside_stay_names_and_need_a_port() {
    let written = ledger(&web("https://api.example.com/v1"));
    assert_eq!(
        written.flows,
        ["shop/deployment/web > api.example.com TCP 443 high environment"]
    );
    let written = ledger(&web("db.example.com"));
    assert!(written.flows.is_empty());
    assert!(written.unknown[0].ends_with("db.example.com: nothing tells the port"));
}

const DATABASE: &str = "
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432, targetPort: 6000}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, ports: [{containerPort: 5432}]}]}
---";

#[test]
fn a_headless_service_translates_no_port() {
    for name in [
        "db:5432",
        "db-0.db:5432",
        "db-1.db.shop:5432",
        "db-0.db.shop.svc.cluster.local:5432",
    ] {
        let flows = ledger(&(DATABASE.to_owned() + &web(name))).flows;
        let expected = "shop/deployment/web > shop/statefulset/db TCP 5432 high environment";
        assert_eq!(flows, [expected], "{name}");
    }
}

#[test]
fn aliases_are_followed_and_circles_end() {
    let alias = |name: &str, to: &str| {
        format!(
            "
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: shop}}
spec: {{type: ExternalName, externalName: {to}}}
---"
        )
    };
    let manifests = alias("db", "prod.rds.example.com") + &web("postgres://db/x");
    assert_eq!(
        ledger(&manifests).flows,
        ["shop/deployment/web > prod.rds.example.com TCP 5432 high environment"]
    );
    let manifests = api() + &alias("old", "api.shop.svc.cluster.local") + &web("http://old");
    assert!(ledger(&manifests).flows[0].contains("shop/deployment/api TCP 8080"));
    let manifests = alias("a", "b.shop.svc") + &alias("b", "a.shop.svc") + &web("http://a");
    assert!(ledger(&manifests).unknown[0].contains("no Service of this name"));
}

#[test]
fn the_api_servers_name_and_address_are_the_control_plane() {
    for name in ["https://kubernetes.default.svc", "https://10.100.0.1"] {
        let manifests = "
apiVersion: v1
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 10.100.0.1, ports: [{port: 443, targetPort: 443}]}
---"
        .to_owned()
            + &web(name);
        let flows = ledger(&manifests).flows;
        assert_eq!(
            flows,
            ["shop/deployment/web > controlplane TCP 443 high environment"],
            "{name}"
        );
    }
}

#[test]
fn addresses_lead_to_who_holds_them() {
    let held = "
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: shop}
spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}]}]}
status: {phase: Running, podIP: 10.0.0.9}
---
apiVersion: v1
kind: Node
metadata: {name: node}
status: {addresses: [{type: InternalIP, address: 10.0.0.1}]}
---";
    for (address, expected) in [
        ("10.0.0.9:53", "shop/pod/p UDP 53 medium"),
        ("10.0.0.1:9100", "nodes TCP 9100 high"),
        ("192.0.2.7:8443", "192.0.2.7/32 TCP 8443 high"),
        ("http://169.254.169.254/latest", "metadata TCP 80 high"),
        ("http://169.254.170.23/v1", "podidentity TCP 80 high"),
        ("169.254.20.10:53", "dns UDP 53 high"),
    ] {
        let flows = ledger(&(held.to_owned() + &web(address))).flows;
        let expected = format!("shop/deployment/web > {expected} environment");
        assert!(
            flows.len() == 1 && flows[0].starts_with(&expected),
            "{address}: {flows:?}"
        );
    }
}

#[test]
fn a_service_without_pods_is_unknown() {
    let manifests = service("ghost", "{port: 80}") + &web("http://ghost");
    assert!(ledger(&manifests).unknown[0].contains("selects no pods"));
}

#[test]
fn the_scheme_tells_the_protocol() {
    let logs = deployment("logs", ", ports: [{containerPort: 5140, protocol: UDP}]")
        + &service(
            "logs",
            "{name: t, port: 514, targetPort: 5141}, {name: u, port: 514, protocol: UDP, targetPort: 5140}",
        );
    let both = ledger(&(logs.clone() + &web("logs:514"))).flows;
    assert_eq!(both.len(), 2);
    let udp = ledger(&(logs + &web("udp://logs:514"))).flows;
    assert_eq!(
        udp,
        ["shop/deployment/web > shop/deployment/logs UDP 5140 high environment"]
    );
}
