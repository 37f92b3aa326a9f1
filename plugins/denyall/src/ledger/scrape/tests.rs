use crate::ledger::testing::{deployment, ledger, service};

const PROMETHEUS: &str = "
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: prom, namespace: monitoring}
spec:
  template:
    metadata: {labels: {part: scraping}}
    spec: {containers: [{name: a, image: 'quay.io/prometheus/prometheus:v3.5.0'}]}
---";

fn web() -> String {
    deployment(
        "web",
        ", ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9102}]",
    ) + &service("web", "{name: m, port: 81, targetPort: metrics}")
}

fn expect(manifests: &str, port: u16, source: &str) {
    let flows = ledger(&(PROMETHEUS.to_owned() + manifests)).flows;
    let expected =
        format!("monitoring/statefulset/prom > shop/deployment/web TCP {port} high {source}");
    assert_eq!(flows, [expected], "{manifests}");
}

fn monitor(kind: &str, namespace: &str, spec: &str) -> String {
    format!(
        "
apiVersion: monitoring.coreos.com/v1
kind: {kind}
metadata: {{name: m, namespace: {namespace}}}
spec: {{{spec}}}
---"
    )
}

#[test]
fn a_service_monitor_scrapes_the_pods_behind_its_services() {
    let labelled = web().replace(
        "{name: web, namespace: shop}\nspec: {selector",
        "{name: web, namespace: shop, labels: {s: t}}\nspec: {selector",
    );
    for endpoint in ["{port: m}", "{targetPort: metrics}", "{targetPort: 9102}"] {
        let spec = format!("selector: {{matchLabels: {{s: t}}}}, endpoints: [{endpoint}]");
        expect(
            &(labelled.clone() + &monitor("ServiceMonitor", "shop", &spec)),
            9102,
            "servicemonitor",
        );
    }
}

#[test]
fn monitors_look_in_their_own_namespace_unless_they_say_more() {
    let endpoints = "selector: {}, endpoints: [{port: m}]";
    let elsewhere = |rest: &str| {
        web()
            + &monitor(
                "ServiceMonitor",
                "monitoring",
                &format!("{endpoints}{rest}"),
            )
    };
    assert!(
        ledger(&(PROMETHEUS.to_owned() + &elsewhere("")))
            .flows
            .is_empty()
    );
    for rest in [
        ", namespaceSelector: {any: true}",
        ", namespaceSelector: {matchNames: [shop]}",
    ] {
        expect(&elsewhere(rest), 9102, "servicemonitor");
    }
}

#[test]
fn a_pod_monitor_scrapes_pods() {
    for endpoint in [
        "{port: metrics}",
        "{portNumber: 9102}",
        "{targetPort: 9102}",
    ] {
        let spec =
            format!("selector: {{matchLabels: {{app: web}}}}, podMetricsEndpoints: [{endpoint}]");
        expect(
            &(web() + &monitor("PodMonitor", "shop", &spec)),
            9102,
            "servicemonitor",
        );
    }
}

#[test]
fn annotations_of_pods_and_services_are_followed() {
    let annotated = "annotations: {prometheus.io/scrape: 'true', prometheus.io/port: '9102'}";
    let pod = web().replace(
        "metadata: {labels: {app: web}}",
        &format!("metadata: {{labels: {{app: web}}, {annotated}}}"),
    );
    expect(&pod, 9102, "annotation");
    let service = web().replace(
        "{name: web, namespace: shop}\nspec: {selector",
        &format!("{{name: web, namespace: shop, {annotated}}}\nspec: {{selector"),
    );
    assert_ne!(service, web());
    expect(&service, 9102, "annotation");
    let off = pod.replace("scrape: 'true'", "scrape: 'false'");
    assert!(ledger(&(PROMETHEUS.to_owned() + &off)).flows.is_empty());
}

#[test]
fn something_to_scrape_and_nothing_that_does_is_unknown() {
    let spec = "selector: {}, endpoints: [{port: m}]";
    let written = ledger(&(web() + &monitor("ServiceMonitor", "shop", spec)));
    assert!(written.flows.is_empty());
    assert_eq!(
        written.unknown,
        ["? > shop/deployment/web what scrapes: nothing that scrapes was found"]
    );
}
