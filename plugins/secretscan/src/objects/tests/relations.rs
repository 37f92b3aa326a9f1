//! Who uses what, and what belongs to what.

use plugin_kit::object::ObjectRef;

use crate::objects::testing::walk_all;

fn secret(name: &str) -> ObjectRef {
    ObjectRef::namespaced("Secret", "shop", name)
}

fn users(yaml: &str, used: &ObjectRef) -> Vec<String> {
    let users = walk_all(yaml).1.used_by(used);
    users.iter().map(ToString::to_string).collect()
}

#[test]
fn every_way_to_name_a_secret_in_a_pod_is_a_use() {
    let yaml = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  imagePullSecrets: [{name: s1}]
  containers:
  - name: app
    image: app
    env: [{name: A, valueFrom: {secretKeyRef: {name: s2, key: k}}}]
    envFrom: [{secretRef: {name: s3}}]
  volumes:
  - {name: a, secret: {secretName: s4}}
  - {name: b, projected: {sources: [{secret: {name: s5}}, {configMap: {name: c1}}]}}
  - {name: c, csi: {driver: d, nodePublishSecretRef: {name: s6}, volumeAttributes: {secretProviderClass: p1}}}
  - {name: d, azureFile: {secretName: s7, shareName: x}}
  - {name: e, configMap: {name: c2}}
";
    for number in 1..=7 {
        assert_eq!(
            users(yaml, &secret(&format!("s{number}"))),
            ["Pod shop/web"],
            "s{number}"
        );
    }
    for (kind, name) in [
        ("ConfigMap", "c1"),
        ("ConfigMap", "c2"),
        ("SecretProviderClass", "p1"),
    ] {
        let used = ObjectRef::namespaced(kind, "shop", name);
        assert_eq!(users(yaml, &used), ["Pod shop/web"], "{name}");
    }
}

#[test]
fn users_are_their_outermost_owners() {
    let yaml = "\
apiVersion: v1
kind: Pod
metadata: {name: web-1-x, namespace: shop, ownerReferences: [{kind: ReplicaSet, name: web-1, controller: true}]}
spec: {volumes: [{name: a, secret: {secretName: s}}]}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web-1, namespace: shop, ownerReferences: [{kind: Other, name: no}, {kind: Deployment, name: web, controller: true}]}
spec: {template: {spec: {volumes: [{name: a, secret: {secretName: s}}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {volumes: [{name: a, secret: {secretName: s}}]}}}
";
    let relations = walk_all(yaml).1;
    assert_eq!(
        relations.used_by(&secret("s")),
        [ObjectRef::namespaced("Deployment", "shop", "web")]
    );
    let pod = ObjectRef::namespaced("Pod", "shop", "web-1-x");
    assert_eq!(
        relations.owner_of(&pod),
        [
            ObjectRef::namespaced("ReplicaSet", "shop", "web-1"),
            ObjectRef::namespaced("Deployment", "shop", "web")
        ]
    );
}

#[test]
fn an_owner_without_a_namespace_has_none() {
    let yaml = "\
apiVersion: v1
kind: Node
metadata: {name: n1}
---
apiVersion: v1
kind: Pod
metadata: {name: static, namespace: shop, ownerReferences: [{kind: Node, name: n1, controller: true}]}
";
    let pod = ObjectRef::namespaced("Pod", "shop", "static");
    assert_eq!(
        walk_all(yaml).1.owner_of(&pod),
        [ObjectRef::cluster("Node", "n1")]
    );
}

#[test]
fn a_circle_of_owners_ends() {
    let yaml = "\
apiVersion: e.com/v1
kind: A
metadata: {name: a, namespace: shop, ownerReferences: [{kind: B, name: b}]}
---
apiVersion: e.com/v1
kind: B
metadata: {name: b, namespace: shop, ownerReferences: [{kind: A, name: a}]}
";
    let object = ObjectRef::namespaced("A", "shop", "a");
    assert_eq!(
        walk_all(yaml).1.owner_of(&object),
        [ObjectRef::namespaced("B", "shop", "b")]
    );
}

#[test]
fn accounts_and_ingresses_use_secrets_too() {
    let yaml = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: ci, namespace: shop}
secrets: [{name: s}]
imagePullSecrets: [{name: s}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, annotations: {nginx.ingress.kubernetes.io/auth-secret: other/t}}
spec: {tls: [{secretName: s}]}
";
    assert_eq!(
        users(yaml, &secret("s")),
        ["Ingress shop/web", "ServiceAccount shop/ci"]
    );
    let other = ObjectRef::namespaced("Secret", "other", "t");
    assert_eq!(users(yaml, &other), ["Ingress shop/web"]);
}

#[test]
fn a_copy_of_an_object_uses_nothing() {
    let copy = "{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"Pod\\\",\\\"spec\\\":{\\\"volumes\\\":[{\\\"secret\\\":{\\\"secretName\\\":\\\"s\\\"}}]}}";
    let yaml = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: shop, annotations: {{\
         kubectl.kubernetes.io/last-applied-configuration: \"{copy}\"}}}}\n"
    );
    assert!(users(&yaml, &secret("s")).is_empty());
}

#[test]
fn what_two_walkers_saw_is_joined() {
    let use_of = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\n\
             spec: {{volumes: [{{name: a, secret: {{secretName: s}}}}]}}\n"
        )
    };
    let (one, other) = (use_of("a"), use_of("b"));
    let mut relations = walk_all(&one).1;
    relations.merge(walk_all(&other).1);
    assert_eq!(relations, walk_all(&format!("{one}---\n{other}")).1);
}
