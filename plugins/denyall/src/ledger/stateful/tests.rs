use crate::ledger::testing::ledger;

fn flows(cluster_ip: &str) -> Vec<String> {
    let manifests = format!(
        "
apiVersion: v1
kind: Service
metadata: {{name: peers, namespace: shop}}
spec: {{clusterIP: {cluster_ip}, selector: {{app: db}}, ports: [{{port: 7000, targetPort: gossip}}]}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: db, namespace: shop}}
spec:
  serviceName: peers
  template:
    metadata: {{labels: {{app: db}}}}
    spec: {{containers: [{{name: db, ports: [{{name: gossip, containerPort: 7001}}]}}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: other, namespace: shop}}
spec:
  template:
    metadata: {{labels: {{app: db}}}}
    spec: {{containers: [{{name: a, ports: [{{name: gossip, containerPort: 7002}}]}}]}}
"
    );
    ledger(&manifests).flows
}

#[test]
fn members_of_a_set_with_a_headless_service_talk_among_themselves() {
    let expected = "shop/statefulset/db > shop/statefulset/db TCP 7001 medium statefulset";
    assert_eq!(flows("None"), [expected]);
}

#[test]
fn a_governing_service_with_an_address_says_nothing() {
    assert!(flows("10.100.0.9").is_empty());
}
