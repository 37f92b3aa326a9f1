//! The control plane harness itself: what a scenario test may rely on.

use e2e::api::{Api, ApiRequest, Attributes, Subject};
use e2e::control_plane::ControlPlane;
use e2e::{eventually, unique};
use serde_json::{Value, json};

#[test]
fn the_built_in_roles_are_aggregated_from_the_start() {
    let cluster = ControlPlane::shared();
    assert!(
        cluster.version().starts_with("v1."),
        "{}",
        cluster.version()
    );
    for name in ["admin", "edit", "view"] {
        let path = format!("/apis/rbac.authorization.k8s.io/v1/clusterroles/{name}");
        let role = cluster.api().get(&path).unwrap();
        assert!(!role["rules"].as_array().unwrap().is_empty(), "{name}");
    }
}

#[test]
fn a_user_is_who_the_kubeconfig_says_in_every_group() {
    let cluster = ControlPlane::shared();
    let kubeconfig = cluster
        .kubeconfig_for("ann", &["team-a", "eks:ops"])
        .unwrap();
    let ann = Api::connect(&kubeconfig).unwrap();
    let review = ann.post(
        "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        json!({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}),
    );
    let user = &review.unwrap()["status"]["userInfo"];
    assert_eq!(user["username"], "ann");
    assert_eq!(
        user["groups"],
        json!(["team-a", "eks:ops", "system:authenticated"])
    );

    let refused = ann.get("/api/v1/secrets").unwrap_err();
    assert_eq!(refused.code(), Some(403), "{refused}");
    assert!(
        refused.to_string().contains("User \"ann\" cannot list"),
        "{refused}"
    );
}

#[test]
fn a_kubeconfig_is_removed_when_it_is_dropped() {
    let kubeconfig = ControlPlane::shared().kubeconfig_for("ann", &[]).unwrap();
    let path = kubeconfig.to_path_buf();
    assert!(path.exists());
    drop(kubeconfig);
    assert!(!path.exists());
}

#[test]
fn the_server_judges_access_by_the_loaded_manifests() {
    let api = ControlPlane::shared().api();
    let (namespace, user) = (unique("pay"), unique("ann"));
    let applied = api
        .load_manifests(&format!(
            "
# The role comes before its namespace: the harness puts them in order.
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {{name: reader, namespace: {namespace}}}
rules:
- {{apiGroups: [''], resources: [pods/log], verbs: [get]}}
---
apiVersion: v1
kind: List
items:
- apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata: {{name: ann, namespace: {namespace}}}
  roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}}
  subjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: {user}}}]
- apiVersion: v1
  kind: Namespace
  metadata: {{name: {namespace}}}
"
        ))
        .unwrap();
    assert_eq!(applied.len(), 3);
    assert_eq!(applied[0]["kind"], "Namespace");

    let logs = Attributes::resource("get", "", "pods")
        .subresource("log")
        .in_namespace(&namespace);
    let pods = Attributes::resource("get", "", "pods").in_namespace(&namespace);
    // The authorizer reads its roles from a watch, a moment after they were written.
    assert!(eventually(|| api
        .subject_access_review(&user, &[], &logs)
        .unwrap()));
    assert!(!api.subject_access_review(&user, &[], &pods).unwrap());
    assert!(
        !api.subject_access_review("nobody", &["system:authenticated"], &logs)
            .unwrap()
    );
    assert!(
        api.subject_access_review("x", &["system:masters"], &pods)
            .unwrap()
    );
    let account = Subject::service_account("kube-system", "namespace-controller");
    let finalize = Attributes::resource("update", "", "namespaces").subresource("finalize");
    let version = Attributes::url("get", "/version");
    let answers = api.subject_access_reviews(&[
        (account.clone(), finalize),
        (account, version.clone()),
        (Subject::new("x", &[]), version),
    ]);
    assert_eq!(answers.unwrap(), [true, true, false]);
    api.delete(&format!("/api/v1/namespaces/{namespace}"))
        .unwrap();
}

#[test]
fn objects_of_a_new_kind_are_loaded_with_its_definition() {
    let api = ControlPlane::shared().api();
    let group = format!("{}.example.com", unique("shop"));
    let folder = tempfile::tempdir().unwrap();
    // The order of the files is the wrong one.
    std::fs::write(
        folder.path().join("1.yaml"),
        format!("{{apiVersion: {group}/v1, kind: Order, metadata: {{name: first}}}}"),
    )
    .unwrap();
    std::fs::write(
        folder.path().join("2.yml"),
        format!(
            "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: orders.{group}}}
spec:
  group: {group}
  scope: Namespaced
  names: {{kind: Order, plural: orders}}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {{openAPIV3Schema: {{type: object, x-kubernetes-preserve-unknown-fields: true}}}}
"
        ),
    )
    .unwrap();
    let applied = api.load_manifest_folder(folder.path()).unwrap();
    assert_eq!(applied.len(), 2);
    let order = api
        .get(&format!("/apis/{group}/v1/namespaces/default/orders/first"))
        .unwrap();
    assert_eq!(order["kind"], "Order");
    let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    api.delete(&format!("{definitions}/orders.{group}"))
        .unwrap();
}

#[test]
fn many_requests_are_answered_in_their_order() {
    let api = ControlPlane::shared().api();
    let namespace = unique("many");
    let path = format!("/api/v1/namespaces/{namespace}");
    api.load_manifests(&format!(
        "{{apiVersion: v1, kind: Namespace, metadata: {{name: {namespace}}}}}"
    ))
    .unwrap();
    let objects: Vec<Value> = (0..100)
        .map(|number| {
            json!({"apiVersion": "v1", "kind": "ConfigMap",
                   "metadata": {"name": format!("c{number}"), "namespace": namespace}})
        })
        .collect();
    let requests = objects
        .iter()
        .map(|object| api.create_request(object).unwrap())
        .collect();
    for (number, answer) in api.send_all(requests).into_iter().enumerate() {
        assert_eq!(answer.unwrap()["metadata"]["name"], format!("c{number}"));
    }
    let again = api.send_all(vec![ApiRequest::get(format!("{path}/configmaps/c7"))]);
    assert_eq!(again[0].as_ref().unwrap()["metadata"]["name"], "c7");
    api.delete(&path).unwrap();
}

#[test]
fn service_account_tokens_carry_an_issuer_as_on_eks() {
    let cluster = ControlPlane::shared();
    let answer = cluster.api().post(
        "/api/v1/namespaces/default/serviceaccounts/default/token",
        json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
               "spec": {"audiences": ["sts.amazonaws.com"]}}),
    );
    assert!(
        answer.unwrap()["status"]["token"]
            .as_str()
            .unwrap()
            .split('.')
            .count()
            == 3
    );
    let configuration = cluster
        .api()
        .get("/.well-known/openid-configuration")
        .unwrap();
    assert_eq!(configuration["issuer"], cluster.service_account_issuer());
    assert!(
        cluster
            .service_account_key_pem()
            .unwrap()
            .contains("PUBLIC KEY")
    );
}

#[test]
fn a_rollout_comes_to_its_end_where_nodes_were_asked_for() {
    let cluster = ControlPlane::shared();
    cluster.ensure_nodes().unwrap();
    let (api, namespace) = (cluster.api(), unique("rollout"));
    api.load_manifests(&format!(
        "
apiVersion: v1
kind: Namespace
metadata: {{name: {namespace}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: {namespace}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: web}}]}}
"
    ))
    .unwrap();
    let path = format!("/apis/apps/v1/namespaces/{namespace}/deployments/web");
    assert!(eventually(
        || api.get(&path).unwrap()["status"]["availableReplicas"] == 2
    ));
    api.delete(&format!("/api/v1/namespaces/{namespace}"))
        .unwrap();
}
