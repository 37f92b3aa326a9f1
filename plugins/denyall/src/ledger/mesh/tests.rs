use crate::ledger::testing::ledger;

const ISTIOD: &str = "
apiVersion: v1
kind: Service
metadata: {name: istiod, namespace: istio-system}
spec: {selector: {app: istiod}, ports: [{port: 15012}, {port: 443, targetPort: 15017}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod, namespace: istio-system}
spec:
  template:
    metadata: {labels: {app: istiod}}
    spec: {containers: [{name: discovery}]}
---";

fn workload(metadata: &str, containers: &str) -> String {
    format!(
        "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec:
  template:
    metadata: {{labels: {{app: web}}{metadata}}}
    spec: {{containers: [{{name: a}}{containers}]}}
---"
    )
}

const NAMESPACE: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---";

#[test]
fn sidecars_connect_to_istiod_however_they_came_there() {
    for manifests in [
        workload("", ", {name: istio-proxy}"),
        workload(", annotations: {sidecar.istio.io/inject: 'true'}", ""),
        NAMESPACE.to_owned() + &workload("", ""),
    ] {
        let flows = ledger(&(ISTIOD.to_owned() + &manifests)).flows;
        let expected = "shop/deployment/web > istio-system/deployment/istiod TCP 15012 high mesh";
        assert_eq!(flows, [expected], "{manifests}");
    }
}

#[test]
fn who_refuses_a_sidecar_has_none() {
    let refused = workload(", annotations: {sidecar.istio.io/inject: 'false'}", "");
    let manifests = ISTIOD.to_owned() + NAMESPACE + &refused;
    assert!(ledger(&manifests).flows.is_empty());
    assert!(
        ledger(&(ISTIOD.to_owned() + &workload("", "")))
            .flows
            .is_empty()
    );
}

#[test]
fn a_sidecar_without_istiod_is_unknown() {
    let written = ledger(&workload("", ", {name: istio-proxy}"));
    assert_eq!(
        written.unknown,
        ["shop/deployment/web > ? istiod.istio-system: no Service of this name"]
    );
}
