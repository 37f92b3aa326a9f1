//! Custom resources: nothing is known of them but how Kubernetes writes things.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::objects::testing::walk;

#[test]
fn a_value_has_the_names_of_the_fields_that_lead_to_it() {
    let shown = walk(
        "\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: a, namespace: b}
spec: {values: {postgresql: {auth: {password: one-value}}}}
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: a, namespace: b}
spec: {remoteWrite: [{url: 'https://x', basicAuth: {password: two-value}, headers: {X-Token: three-value}}]}
",
    );
    let seen = shown.only("one-value");
    assert_eq!(seen.keys, "spec/values/postgresql/auth/password");
    assert_eq!(seen.at, "spec.values.postgresql.auth.password");
    let seen = shown.only("two-value");
    assert_eq!(seen.at, "spec.remoteWrite[0].basicAuth.password");
    assert!(shown.only("three-value").keys.ends_with("headers/X-Token"));
}

#[test]
fn names_and_values_in_two_fields_belong_together() {
    let shown = walk(
        "\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: a, namespace: b}
spec:
  source:
    repoURL: https://git:one-value@example.com/x
    helm:
      parameters: [{name: db.password, value: two-value, forceString: true}]
---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: {name: a, namespace: b}
spec:
  params: [{name: token, value: three-value}, {name: list, value: [four-value]}]
---
apiVersion: example.com/v1
kind: Thing
metadata: {name: a, namespace: b}
settings: [{key: api-key, value: five-value}, {name: secret, default: six-value}]
",
    );
    assert_eq!(shown.only("one-value").at, "spec.source.repoURL");
    let seen = shown.only("two-value");
    assert_eq!(seen.keys, "spec/source/helm/parameters/db.password");
    assert_eq!(seen.at, "spec.source.helm.parameters[0].value");
    assert_eq!(shown.only("three-value").keys, "spec/params/token");
    assert_eq!(shown.only("four-value").at, "spec.params[1].value[0]");
    assert_eq!(shown.only("five-value").keys, "settings/api-key");
    assert_eq!(shown.only("six-value").keys, "settings/secret");
}

#[test]
fn triggers_templates_and_user_data_are_read() {
    let script = STANDARD.encode("#!/bin/sh\nexport DB_PASSWORD=three-value\n");
    let shown = walk(&format!(
        "\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: a, namespace: b}}
spec: {{triggers: [{{type: rabbitmq, metadata: {{host: 'amqp://x:one-value@mq', queue: q}}}}]}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {{name: a, namespace: b}}
spec: {{target: {{template: {{data: {{url: 'https://x:two-value@y'}}}}}}}}
---
apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata: {{name: a}}
spec: {{userData: {script}}}
---
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfig
metadata: {{name: a, namespace: b}}
spec: {{files: [{{path: /etc/app.env, content: \"A=b\\nDB_PASSWORD=four-value\\n\"}}]}}
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {{name: a, namespace: b}}
spec: {{configPatches: [{{patch: {{value: {{inlineCode: \"local password = 'five-value'\\nprint(1)\"}}}}}}]}}
"
    ));
    assert_eq!(shown.only("one-value").at, "spec.triggers[0].metadata.host");
    assert_eq!(shown.only("two-value").at, "spec.target.template.data.url");
    for (value, at) in [
        ("three-value", "spec.userData > base64"),
        ("four-value", "spec.files[0].content"),
        ("five-value", "spec.configPatches[0].patch.value.inlineCode"),
    ] {
        let seen = shown
            .seen
            .iter()
            .find(|seen| seen.value.contains(value))
            .unwrap();
        assert!(seen.at.starts_with(at), "{}", seen.at);
    }
}

#[test]
fn flags_in_a_list_are_names_and_values_whatever_the_list_is_called() {
    let shown = walk(
        "\
apiVersion: example.com/v1
kind: Thing
metadata: {name: a, namespace: b}
spec: {extraArgs: [--token=one-value, --password, two-value], names: [three-value, four-value]}
",
    );
    assert_eq!(shown.only("one-value").keys, "spec/extraArgs/token");
    assert_eq!(shown.only("two-value").keys, "spec/extraArgs/password");
    assert_eq!(shown.only("four-value").at, "spec.names[1]");
}

#[test]
fn a_number_may_be_a_password_and_a_truth_value_may_not() {
    let shown = walk(
        "{apiVersion: e.com/v1, kind: T, metadata: {name: a}, spec: {password: 271828182, pin: true, replicas: 3}}",
    );
    assert_eq!(shown.only("271828182").keys, "spec/password");
    assert!(!shown.holds("true"));
}

#[test]
fn conditions_on_headers_are_known_by_the_header() {
    let shown = walk(
        "\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: a, namespace: b}
spec: {rules: [{when: [{key: 'request.headers[x-api-key]', values: [one-value]}]}]}
---
apiVersion: example.org/v1
kind: Thing
metadata: {name: a, namespace: b}
spec: {affinity: [{key: api-key, operator: In, values: [two-value]}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: a
  namespace: b
  annotations:
    alb.ingress.kubernetes.io/conditions.x: '[{\"httpHeaderConfig\":{\"httpHeaderName\":\"x-api-key\",\"values\":[\"three-value\"]}}]'
",
    );
    let seen = shown.only("one-value");
    assert!(
        seen.keys.ends_with("request.headers[x-api-key]"),
        "{}",
        seen.keys
    );
    assert_eq!(shown.only("two-value").keys, "spec/affinity/values");
    assert!(shown.only("three-value").keys.ends_with("/x-api-key"));
}
