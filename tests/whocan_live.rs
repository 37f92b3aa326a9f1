//! `kubectl whocan` on the real API server.
//!
//! The tests of this file look at whole answers, so they run one at a time.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use e2e::{
    api::Api, control_plane::ControlPlane, eventually, kubectl::Kubectl, run::Plugin, shop, unique,
};
use plugin_kit::Exit;
use serde_json::{Value, json};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Questions of every shape: scopes, subresources, names, URLs, special verbs, stars.
const QUESTIONS: &[&str] = &[
    "delete namespaces payment-service",
    "list namespaces",
    "get secrets -A",
    "get secrets -n payment-service",
    "create pods/exec -n payment-service",
    "update deployments.apps/scale -n payment-service",
    "patch deploy -n staging",
    "get nodes",
    "get events -A",
    "get /metrics",
    "get /",
    "impersonate groups",
    "impersonate sa -n staging",
    "bind clusterroles cluster-admin",
    "escalate roles -A",
    "approve signers example.com/signer",
    "use widgets.example.com -A",
    "* * -A",
    "get configmaps aws-auth -n kube-system --include-named",
    "create serviceaccounts/token -A --include-named",
];

#[test]
fn a_live_cluster_and_its_dump_give_the_same_bytes() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    cluster
        .api()
        .load_manifests(&shop::text())
        .expect("the shop loads");
    let kubectl = Kubectl::new().expect("kubectl");
    let dump = kubectl
        .with_kubeconfig(cluster.admin_kubeconfig())
        .args(["get", "-A", "-o", "yaml"])
        .arg("clusterroles,clusterrolebindings,roles,rolebindings,crds,configmaps")
        .output()
        .expect("kubectl runs");
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dump.yaml");
    std::fs::write(&file, &dump.stdout).unwrap();

    for question in QUESTIONS {
        for format in ["table", "wide", "json", "yaml", "name"] {
            let run = || Plugin::whocan(question).argument("-o").argument(format);
            let live = run().kubeconfig(cluster.admin_kubeconfig()).run();
            let files = run().files(&file).run();
            assert_eq!(live.exit, Exit::Done, "{question}: {live:?}");
            assert_eq!(live, files, "{question} -o {format}");
            assert!(!live.stdout.is_empty(), "{question} -o {format}");
        }
    }
}

#[test]
fn a_recording_of_a_live_cluster_gives_the_same_bytes() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let folder = tempfile::tempdir().unwrap();
    for (index, question) in QUESTIONS.iter().enumerate() {
        let recording = folder.path().join(index.to_string());
        let live = Plugin::whocan(question)
            .kubeconfig(cluster.admin_kubeconfig())
            .argument("--record")
            .argument(&recording)
            .json();
        let replayed = Plugin::whocan(question).files(&recording).json();
        assert_eq!(live, replayed, "{question}");
    }
}

#[test]
fn a_recording_does_not_answer_a_wider_question_in_silence() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("recording");
    let recorded = Plugin::whocan("get secrets -n kube-system --record")
        .argument(&recording)
        .kubeconfig(cluster.admin_kubeconfig())
        .run();
    assert_eq!(recorded.exit, Exit::Done, "{recorded:?}");
    for (question, exit) in [
        ("get secrets -n kube-system", Exit::Done),
        ("get nodes", Exit::Done),
        ("get secrets -n default", Exit::Incomplete),
        ("get secrets -A", Exit::Incomplete),
    ] {
        let replayed = Plugin::whocan(question).files(&recording).run();
        assert_eq!(replayed.exit, exit, "{question}: {replayed:?}");
    }
}

#[test]
fn every_command_runs_with_just_the_permissions_it_prints() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let user = unique("reader");
    let printed = Plugin::whocan("permissions").run();
    assert_eq!(printed.exit, Exit::Done, "{printed:?}");
    let roles = cluster
        .api()
        .load_manifests(&printed.stdout)
        .expect("the roles are accepted");
    bind(cluster.api(), &roles, &user);
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).unwrap();
    can_answer(&kubeconfig, "get pods -A");
    for question in QUESTIONS {
        let admin = Plugin::whocan(question)
            .kubeconfig(cluster.admin_kubeconfig())
            .json();
        let reader = Plugin::whocan(question).kubeconfig(&kubeconfig).json();
        assert_eq!(reader, admin, "{question}");
    }
}

#[test]
fn questions_about_one_namespace_run_with_the_permissions_for_it() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let (user, namespace) = (unique("reader"), unique("team"));
    cluster
        .api()
        .load_manifests(&namespace_manifest(&namespace))
        .unwrap();
    let printed = Plugin::whocan(&format!("permissions -n {namespace}")).run();
    let roles = cluster
        .api()
        .load_manifests(&printed.stdout)
        .expect("the roles are accepted");
    bind(cluster.api(), &roles, &user);
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).unwrap();
    can_answer(&kubeconfig, &format!("get pods -n {namespace}"));

    let everywhere = Plugin::whocan("get pods -A").kubeconfig(&kubeconfig).run();
    assert_eq!(everywhere.exit, Exit::Incomplete, "{everywhere:?}");
    assert!(
        everywhere
            .stderr
            .contains("-n asks about one namespace only"),
        "{}",
        everywhere.stderr
    );
}

#[test]
fn without_any_permission_the_answer_is_incomplete_and_says_what_is_missing() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let user = unique("nobody");
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).unwrap();
    let done = Plugin::whocan("delete pods -A")
        .kubeconfig(&kubeconfig)
        .run();
    assert_eq!(done.exit, Exit::Incomplete);
    for kind in [
        "clusterroles",
        "clusterrolebindings",
        "roles",
        "rolebindings",
    ] {
        assert!(
            done.stderr
                .contains(&format!("{kind}.rbac.authorization.k8s.io")),
            "{}",
            done.stderr
        );
    }
    assert!(done.stderr.contains(&user), "{}", done.stderr);
    assert!(!done.stderr.contains("Nobody but"), "{}", done.stderr);
}

#[test]
fn requests_for_a_namespace_object_are_allowed_as_whocan_says() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let (user, namespace) = (unique("oncall"), unique("pay"));
    cluster
        .api()
        .load_manifests(&format!(
            "
{}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {{name: operator, namespace: {namespace}}}
rules:
- {{apiGroups: [''], resources: [namespaces, namespaces/status], verbs: [get, list, watch, update]}}
- {{apiGroups: [''], resources: [pods], resourceNames: [web], verbs: [get, list, watch]}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {{name: operator, namespace: {namespace}}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}}
subjects: [{{apiGroup: rbac.authorization.k8s.io, kind: User, name: {user}}}]
",
            namespace_manifest(&namespace)
        ))
        .unwrap();
    let api = cluster.api_as(&user, &[]).unwrap();
    let pods = format!("/api/v1/namespaces/{namespace}/pods");
    let named = format!("{pods}?fieldSelector=metadata.name%3Dweb");
    assert!(
        eventually(|| allowed(&api, &named)),
        "the binding becomes visible"
    );
    let object = format!("/api/v1/namespaces/{namespace}");
    let watch = "timeoutSeconds=1";
    for (question, path) in [
        (format!("get namespaces {namespace}"), object.clone()),
        (
            format!("get namespaces/status {namespace}"),
            format!("{object}/status"),
        ),
        (
            "list namespaces".to_owned(),
            "/api/v1/namespaces".to_owned(),
        ),
        (
            format!("list namespaces {namespace}"),
            format!("/api/v1/namespaces?fieldSelector=metadata.name%3D{namespace}"),
        ),
        (
            format!("watch namespaces {namespace}"),
            format!("/api/v1/watch/namespaces/{namespace}?{watch}"),
        ),
        (
            "watch namespaces".to_owned(),
            format!("/api/v1/watch/namespaces?{watch}"),
        ),
        (format!("list pods web -n {namespace}"), named),
        (format!("list pods -n {namespace}"), pods.clone()),
        (
            format!("get pods web -n {namespace}"),
            format!("{pods}/web"),
        ),
        (
            format!("get pods other -n {namespace}"),
            format!("{pods}/other"),
        ),
        (
            format!("get pods/log web -n {namespace}"),
            format!("{pods}/web/log"),
        ),
    ] {
        let (report, _) = Plugin::whocan(&question)
            .kubeconfig(cluster.admin_kubeconfig())
            .json();
        let said = report["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|item| item["subject"]["name"] == user.as_str());
        assert_eq!(said, allowed(&api, &path), "{question}: {path}");
    }
}

/// Whether the API server let the request through to its object, which need not exist.
fn allowed(api: &Api, path: &str) -> bool {
    match api.get(path) {
        Ok(_) => true,
        Err(error) => error.code() != Some(403),
    }
}

fn namespace_manifest(name: &str) -> String {
    format!("{{apiVersion: v1, kind: Namespace, metadata: {{name: {name}}}}}")
}

/// Binds each role where it counts.
fn bind(api: &Api, roles: &[Value], user: &str) {
    for role in roles {
        let namespace = role["metadata"]["namespace"].as_str();
        let mut binding = json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": if namespace.is_some() { "RoleBinding" } else { "ClusterRoleBinding" },
            "metadata": {"name": user},
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": role["kind"],
                "name": role["metadata"]["name"],
            },
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
        });
        if let Some(namespace) = namespace {
            binding["metadata"]["namespace"] = namespace.into();
        }
        api.apply(&binding).expect("the binding is accepted");
    }
}

/// Waits until the bindings are visible to the authorizer.
fn can_answer(kubeconfig: &Path, question: &str) {
    let mut last = None;
    let answered = eventually(|| {
        let done = Plugin::whocan(question).kubeconfig(kubeconfig).run();
        let answered = done.exit == Exit::Done;
        last = Some(done);
        answered
    });
    assert!(answered, "{question}: {last:?}");
}
