use crate::ledger::testing::{deployment, ledger, service};

const FOUND: &str = "controlplane > shop/deployment/hook TCP 9443 high";

fn hook() -> String {
    deployment("hook", ", ports: [{name: tls, containerPort: 9443}]")
        + &service(
            "hook",
            "{port: 443, targetPort: tls}, {port: 8443, targetPort: 1}",
        )
}

#[test]
fn admission_webhooks_are_called_on_the_target_port() {
    for kind in [
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
    ] {
        let manifest = format!(
            "
apiVersion: admissionregistration.k8s.io/v1
kind: {kind}
metadata: {{name: h}}
webhooks: [{{name: a.b.c, clientConfig: {{service: {{name: hook, namespace: shop}}}}}}]
"
        );
        let flows = ledger(&(hook() + &manifest)).flows;
        assert_eq!(flows, [format!("{FOUND} webhook")], "{kind}");
    }
}

#[test]
fn aggregated_apis_are_called_and_local_ones_are_not() {
    let manifest = "
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.metrics.example.com}
spec: {service: {name: hook, namespace: shop, port: 443}}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.apps}
spec: {service: null}
";
    assert_eq!(
        ledger(&(hook() + manifest)).flows,
        [format!("{FOUND} apiservice")]
    );
}

#[test]
fn conversion_webhooks_are_called() {
    let manifest = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: topics.example.com}
spec:
  group: example.com
  conversion: {strategy: Webhook, webhook: {clientConfig: {service: {name: hook, namespace: shop}}}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: others.example.com}
spec: {group: example.com, conversion: {strategy: None}}
";
    assert_eq!(
        ledger(&(hook() + manifest)).flows,
        [format!("{FOUND} conversion")]
    );
}

#[test]
fn a_webhook_whose_service_is_gone_is_unknown() {
    let manifest = "
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: h}
webhooks:
- {name: a.b.c, clientConfig: {service: {name: gone, namespace: shop}}}
- {name: d.e.f, clientConfig: {url: 'https://hooks.example.com'}}
";
    let written = ledger(&(hook() + manifest));
    assert!(written.flows.is_empty());
    assert_eq!(
        written.unknown,
        ["controlplane > ? gone.shop: no Service of this name"]
    );
}
