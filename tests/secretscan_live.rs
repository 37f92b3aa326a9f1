//! `kubectl secretscan` on the real API server: planted credentials of every kind, through
//! discovery, paging and admission, and just the permissions that the plugin prints.
//!
//! The tests of this file look at whole answers, so they run one at a time.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::sync::{Mutex, MutexGuard, PoisonError};

use e2e::{
    api::{Api, ApiError},
    control_plane::ControlPlane,
    eventually,
    plants::{Origin, Planted, Plot, Score, Trap, assert_nothing_amiss, definitions, traps},
    run::Plugin,
    unique,
};
use plugin_kit::{Exit, app::Captured};
use serde_json::{Value, json};

const SEED: u64 = 1;
/// Plants about 400 of all combinations.
const STRIDE: usize = 13;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was put into the cluster; taken out again when it is dropped.
struct Garden {
    api: Api,
    namespace: String,
    planted: Vec<Planted>,
    traps: Vec<Trap>,
    /// The paths of what is cluster-wide.
    paths: Vec<String>,
}

impl Garden {
    fn plant(cluster: &ControlPlane) -> Self {
        let namespace = unique("plants");
        let plot = Plot {
            seed: SEED,
            namespace: namespace.clone(),
            is_live: true,
            stride: STRIDE,
        };
        let mut traps = traps(SEED, &namespace).expect("the traps are YAML");
        traps.retain(|trap| !matches!(trap.origin, Origin::System | Origin::Custom));
        let mut garden = Self {
            api: cluster.api().clone(),
            planted: plot.plant(),
            namespace,
            traps,
            paths: Vec::new(),
        };
        garden.prepare();
        garden.create();
        garden
    }

    /// Makes the namespace, its service account and the custom kinds.
    fn prepare(&mut self) {
        let named = |kind: &str| json!({"apiVersion": "v1", "kind": kind, "metadata": {}});
        let mut namespace = named("Namespace");
        namespace["metadata"]["name"] = self.namespace.as_str().into();
        let mut account = named("ServiceAccount");
        account["metadata"] = json!({"name": "default", "namespace": self.namespace});
        let kinds = definitions(self.planted.iter().flat_map(|plant| &plant.objects));
        for object in [namespace].iter().chain(&kinds).chain([&account]) {
            self.api.apply(object).expect("the scene is set");
        }
        let paths = kinds
            .iter()
            .map(|kind| self.api.path_of(kind).expect("a path"));
        self.paths = paths.collect();
        let served = eventually(|| {
            let objects = self.planted.iter().flat_map(|plant| &plant.objects);
            objects
                .into_iter()
                .all(|object| self.api.path_of(object).is_ok())
        });
        assert!(served, "the custom kinds are served");
    }

    fn create(&mut self) {
        let planted = self.planted.iter();
        let objects = planted.flat_map(|plant| {
            let placement = plant.placement.as_str();
            plant.objects.iter().map(move |object| (placement, object))
        });
        let traps = self.traps.iter();
        let objects: Vec<(&str, &Value)> = objects
            .chain(traps.map(|trap| (trap.name.as_str(), &trap.object)))
            .collect();
        let requests = objects.iter().map(|(_, object)| {
            let request = self.api.create_request(object);
            request.expect("the kind is known")
        });
        let answers = self.api.send_all(requests.collect());
        for ((placement, object), answer) in objects.iter().zip(answers) {
            // The server's own words may hold what was planted.
            let refused = answer.err().map(|error| reason(&error));
            assert_eq!(refused, None, "{placement}");
            if object["metadata"]["namespace"].is_null() {
                self.paths.push(self.api.path_of(object).expect("a path"));
            }
        }
    }
}

impl Drop for Garden {
    fn drop(&mut self) {
        let namespace = format!("/api/v1/namespaces/{}", self.namespace);
        for path in self.paths.iter().chain([&namespace]) {
            // What is left over troubles nobody enough to fail for it.
            let _ = self.api.delete(path);
        }
    }
}

/// Code and reason, without the message.
fn reason(error: &ApiError) -> String {
    match error {
        ApiError::Refused { code, reason, .. } => format!("{code} {reason}"),
        ApiError::NoAnswer { .. } => "no answer".to_owned(),
    }
}

#[test]
fn every_credential_in_a_cluster_is_found_and_no_trap_is_sprung() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let garden = Garden::plant(cluster);
    assert!(garden.planted.len() >= 400, "{}", garden.planted.len());
    let (report, done) = Plugin::secretscan("")
        .kubeconfig(cluster.admin_kubeconfig())
        .json();
    assert_eq!(report["gaps"], json!([]));
    assert_eq!(done.exit, Exit::Done, "{}", done.stderr);
    let score = Score::of(&report);
    let found = garden.planted.iter().map(|plant| {
        let is_found = score.has(&plant.reference);
        (plant.placement.as_str(), plant.credential.kind, is_found)
    });
    let references: Vec<_> = garden
        .traps
        .iter()
        .map(|trap| (trap, trap.reference()))
        .collect();
    let sprung = references.iter().map(|(trap, reference)| {
        let findings = score.in_object(reference).iter();
        (trap.name.as_str(), findings.map(String::as_str).collect())
    });
    assert_nothing_amiss(found, sprung);
}

#[test]
fn a_scan_runs_with_just_the_permissions_it_prints() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let user = unique("scanner");
    let printed = Plugin::secretscan("permissions")
        .kubeconfig(cluster.admin_kubeconfig())
        .run();
    assert_eq!(printed.exit, Exit::Done, "{}", printed.stderr);
    let roles = cluster
        .api()
        .load_manifests(&printed.stdout)
        .expect("the roles are accepted");
    for role in &roles {
        bind(cluster.api(), role, &user);
    }
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).expect("a kubeconfig");
    let mut last: Option<Captured> = None;
    let answered = eventually(|| {
        let done = Plugin::secretscan("-o json").kubeconfig(&kubeconfig).run();
        let is_done = done.exit == Exit::Done;
        last = Some(done);
        is_done
    });
    assert!(answered, "{:?}", last.map(|done| (done.exit, done.stderr)));
}

#[test]
fn without_any_permission_the_answer_is_incomplete_and_says_what_is_missing() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    let user = unique("nobody");
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).expect("a kubeconfig");
    let done = Plugin::secretscan("").kubeconfig(&kubeconfig).run();
    assert_eq!(done.exit, Exit::Incomplete, "{}", done.stderr);
    for kind in ["secrets", "configmaps", "pods"] {
        assert!(done.stderr.contains(kind), "{kind}: {}", done.stderr);
    }
}

/// Binds a role cluster-wide.
fn bind(api: &Api, role: &Value, user: &str) {
    let name = role["metadata"]["name"].as_str().expect("a name");
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": format!("{user}-{name}")},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": role["kind"], "name": name},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
    });
    api.apply(&binding).expect("the binding is accepted");
}
