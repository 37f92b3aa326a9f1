use crate::{
    flows::{self, FlowLog},
    ledger::testing::{Written, deployment, observed, service},
};

const CLUSTER: &str = "
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {dnsPolicy: None, containers: [{name: a}]}
status: {phase: Running, podIP: 10.0.0.10, startTime: '2026-01-01T00:00:00Z'}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {dnsPolicy: None, nodeName: node-a, containers: [{name: a, ports: [{name: http, containerPort: 8080}]}]}
status: {phase: Running, podIP: 10.0.0.20, startTime: '2026-01-01T00:00:00Z'}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {clusterIP: 10.100.0.20, selector: {app: api}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: kubernetes, namespace: default}
spec: {clusterIP: 10.100.0.1, ports: [{port: 443, targetPort: 443}]}
---
apiVersion: v1
kind: Node
metadata: {name: node-a}
status: {addresses: [{type: InternalIP, address: 10.0.0.1}]}
---";

/// One line of the network policy agent's log, as the `CloudWatch` shape writes it.
fn line(source: &str, destination: &str, port: u16, verdict: &str) -> String {
    format!(
        "Node: n;SIP: {source};SPORT: 40000;DIP: {destination};DPORT: {port};PROTOCOL: TCP;PolicyVerdict: {verdict}\n"
    )
}

fn table(rows: &str) -> FlowLog {
    let text = format!("source,destination,protocol,port,verdict,first,last,count\n{rows}");
    flows::read("flows.csv", text.as_bytes()).unwrap()
}

fn log(lines: &[String]) -> FlowLog {
    flows::read("agent.log", lines.concat().as_bytes()).unwrap()
}

fn after(lines: &[String]) -> Written {
    observed(CLUSTER, &[log(lines)])
}

#[test]
fn the_address_of_a_service_leads_to_the_pods_target_port() {
    for destination in ["10.100.0.20", "10.0.0.20"] {
        let port = if destination == "10.0.0.20" { 8080 } else { 80 };
        let written = after(&[line("10.0.0.10", destination, port, "ACCEPT")]);
        assert_eq!(
            written.flows,
            ["shop/pod/web > shop/pod/api TCP 8080 low observed"]
        );
        assert_eq!(written.ledger.coverage.mapped, 1);
    }
}

#[test]
fn what_is_observed_often_or_configured_is_surer() {
    let row = |count: u64| {
        format!(
            "10.0.0.10,10.0.0.20,TCP,8080,ACCEPT,2026-02-01T00:00:00Z,2026-02-02T00:00:00Z,{count}\n"
        )
    };
    let few = observed(CLUSTER, &[table(&row(9))]);
    assert!(few.flows[0].ends_with("low observed"), "{few:?}");
    let many = observed(CLUSTER, &[table(&row(10))]);
    assert!(many.flows[0].ends_with("medium observed"), "{many:?}");
    let flow = &many.ledger.flows[0];
    assert_eq!(flow.first.as_deref(), Some("2026-02-01T00:00:00Z"));
    assert_eq!(flow.last.as_deref(), Some("2026-02-02T00:00:00Z"));
    let named = CLUSTER.replace(
        "dnsPolicy: None, containers: [{name: a}]",
        "dnsPolicy: None, containers: [{name: a, args: ['http://api']}]",
    );
    let both = observed(&named, &[table(&row(1))]);
    assert_eq!(
        both.flows,
        ["shop/pod/web > shop/pod/api TCP 8080 high argument,observed"]
    );
}

#[test]
fn a_flow_that_is_configured_and_was_never_seen_stays() {
    let manifests = CLUSTER.to_owned()
        + &deployment("late", ", args: ['http://api']")
        + &service("late", "{port: 1}");
    let written = observed(
        &manifests,
        &[log(&[line("10.0.0.10", "10.0.0.20", 8080, "ACCEPT")])],
    );
    assert!(
        written
            .flows
            .iter()
            .any(|flow| flow.starts_with("shop/deployment/late > shop/pod/api"))
    );
}

#[test]
fn what_was_denied_is_an_attempt_and_no_need() {
    let written = after(&[line("10.0.0.10", "10.0.0.20", 9999, "DENY")]);
    assert!(written.flows.is_empty());
    assert_eq!(
        written.denied,
        ["shop/pod/web > shop/pod/api TCP 9999 low observed"]
    );
}

#[test]
fn an_address_that_nobody_holds_is_unknown() {
    let written = after(&[
        line("10.0.0.10", "10.0.0.99", 5432, "ACCEPT"),
        line("10.0.0.98", "10.0.0.20", 8080, "ACCEPT"),
    ]);
    assert!(written.flows.is_empty());
    assert_eq!(
        written.unknown,
        [
            "? > shop/pod/api 10.0.0.98: nobody holds this address now",
            "shop/pod/web > ? 10.0.0.99: nobody holds this address now",
        ]
    );
    assert_eq!(written.ledger.coverage.unmapped, 2);
}

#[test]
fn a_pod_that_started_later_was_not_there() {
    let row = "10.0.0.10,10.0.0.20,TCP,8080,ACCEPT,2025-12-01T00:00:00Z,2025-12-02T00:00:00Z,50\n";
    let written = observed(CLUSTER, &[table(row)]);
    assert!(written.flows.is_empty());
    assert!(
        written.unknown.is_empty(),
        "neither end is a pod of now: {written:?}"
    );
    let row =
        "203.0.113.9,10.0.0.20,TCP,8080,ACCEPT,2025-12-01T00:00:00Z,2025-12-02T00:00:00Z,50\n";
    let young = CLUSTER.replace(
        "containers: [{name: a}]",
        "containers: [{name: a, args: ['203.0.113.9:8080']}]",
    );
    let written = observed(&young, &[table(row)]);
    assert_eq!(written.ledger.coverage.younger.len(), 2);
}

#[test]
fn public_addresses_are_the_internet_unless_configuration_names_them() {
    let lines = [line("10.0.0.10", "203.0.113.9", 443, "ACCEPT")];
    let written = after(&lines);
    assert_eq!(
        written.flows,
        ["shop/pod/web > internet TCP 443 low observed"]
    );
    let named = CLUSTER.replace(
        "dnsPolicy: None, containers: [{name: a}]",
        "dnsPolicy: None, containers: [{name: a, args: ['203.0.113.9:443']}]",
    );
    let written = observed(&named, &[log(&lines)]);
    assert_eq!(
        written.flows,
        ["shop/pod/web > 203.0.113.9/32 TCP 443 high argument,observed"]
    );
}

#[test]
fn nodes_the_api_server_and_link_local_services_are_told() {
    let written = after(&[
        line("10.0.0.1", "10.0.0.20", 8080, "ACCEPT"),
        line("10.0.0.10", "10.100.0.1", 443, "ACCEPT"),
        line("10.0.0.10", "169.254.169.254", 80, "ACCEPT"),
        line("10.0.0.10", "169.254.170.23", 80, "ACCEPT"),
    ]);
    assert_eq!(
        written.flows,
        [
            "shop/pod/web > controlplane TCP 443 low observed",
            "shop/pod/web > metadata TCP 80 low observed",
            "shop/pod/web > podidentity TCP 80 low observed",
            "nodes > shop/pod/api TCP 8080 low observed",
        ]
    );
}

#[test]
fn a_load_balancer_has_the_addresses_that_connect_where_only_it_does() {
    let balanced = CLUSTER.replace("{clusterIP: 10.100.0.20", "{type: LoadBalancer, clusterIP: 10.100.0.20")
        .replace("{name: api, namespace: shop}\nspec: {type", "{name: api, namespace: shop, annotations: {service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip}}\nspec: {type");
    let written = observed(
        &balanced,
        &[log(&[line("10.0.9.9", "10.0.0.20", 8080, "ACCEPT")])],
    );
    assert_eq!(
        written.flows,
        ["loadbalancer > shop/pod/api TCP 8080 high loadbalancer,observed"]
    );
}

#[test]
fn flows_between_ends_that_no_policy_is_about_are_left_out() {
    let written = after(&[line("10.0.0.1", "203.0.113.9", 443, "ACCEPT")]);
    assert!(written.flows.is_empty() && written.unknown.is_empty());
}

#[test]
fn names_of_a_table_are_workloads_of_now_or_unknown() {
    let rows = "shop/pod/web,shop/pod/api,TCP,8080,ACCEPT,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,1\n\
                shop/deployment/gone,shop/pod/api,TCP,8080,ACCEPT,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,1\n";
    let written = observed(CLUSTER, &[table(rows)]);
    assert_eq!(
        written.flows,
        ["shop/pod/web > shop/pod/api TCP 8080 low observed"]
    );
    assert_eq!(
        written.unknown,
        ["? > shop/pod/api shop/deployment/gone: no such pod or workload now"]
    );
}

#[test]
fn kinds_of_a_table_are_spelled_as_kubectl_spells_them() {
    let manifests = CLUSTER.to_owned() + &deployment("late", "");
    let flow = |from: &str, to: &str| {
        format!(
            "shop/{from},shop/{to},TCP,8080,ACCEPT,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,1\n"
        )
    };
    for (from, to) in [
        ("deploy/late", "po/api"),
        ("Deployments.apps/late", "pods/api"),
    ] {
        let written = observed(&manifests, &[table(&flow(from, to))]);
        assert!(
            written
                .flows
                .contains(&"shop/deployment/late > shop/pod/api TCP 8080 low observed".to_owned()),
            "{from} {to}: {written:?}"
        );
    }
}

#[test]
fn a_name_that_is_not_here_is_listed_whatever_the_other_end_is() {
    let rows = "shop/deployment/gone,203.0.113.9,TCP,443,ACCEPT,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,1\n\
                10.0.0.1,shop/deployment/lost,TCP,80,ACCEPT,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,1\n\
                shop/deployment/gone,shop/deployment/lost,TCP,80,ACCEPT,2026-02-01T00:00:00Z,2026-02-01T00:00:00Z,1\n";
    let written = observed(CLUSTER, &[table(rows)]);
    assert!(written.flows.is_empty());
    assert_eq!(
        written.unknown,
        [
            "? > ? shop/deployment/gone to shop/deployment/lost: no such pod or workload now",
            "? > 203.0.113.9/32 shop/deployment/gone: no such pod or workload now",
            "nodes > ? shop/deployment/lost: no such pod or workload now",
        ]
    );
}

#[test]
fn coverage_tells_the_window_and_the_jobs_that_were_not_seen() {
    let job = "
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly, namespace: shop}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a}]}}}}}
---";
    let rows = "10.0.0.10,10.0.0.20,TCP,8080,ACCEPT,2026-02-01T00:00:00Z,2026-02-01T06:30:00Z,7\n";
    let written = observed(&(CLUSTER.to_owned() + job), &[table(rows)]);
    let coverage = &written.ledger.coverage;
    assert_eq!(
        (coverage.logs, coverage.minutes, coverage.mapped),
        (1, 390, 7)
    );
    assert_eq!(coverage.unseen_jobs.len(), 1);
    assert!(coverage.younger.is_empty());
}
