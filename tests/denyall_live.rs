//! `kubectl denyall` on the real API server.
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
use plugin_kit::{Exit, app::Captured};
use serde_json::{Value, json};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every command, with the formats that it prints.
const COMMANDS: &[(&str, &[&str])] = &[
    (
        "reach frontend/deploy/web payment-service/sts/database",
        &["table", "wide", "json", "yaml", "name"],
    ),
    ("reach frontend/deploy/web api/svc/api", &["json"]),
    ("reach frontend/deploy/web internet", &["json"]),
    (
        "reach frontend/deploy/web 10.0.0.0/8 --port 5432",
        &["json"],
    ),
    ("audit", &["table", "json", "yaml", "name", "sarif"]),
    ("audit -n payment-service", &["json"]),
    (
        "map",
        &[
            "table", "wide", "json", "yaml", "name", "csv", "dot", "mermaid", "html",
        ],
    ),
    ("map --by pod -n frontend", &["json"]),
    ("map --by class", &["json"]),
    ("blast frontend/deploy/web", &["table", "json"]),
    ("plan", &["table", "json", "yaml", "name"]),
    ("plan -n frontend -n api", &["yaml"]),
];

/// Every command line.
fn command_lines() -> impl Iterator<Item = String> {
    COMMANDS.iter().flat_map(|(command, formats)| {
        formats
            .iter()
            .map(move |format| format!("{command} -o {format}"))
    })
}

/// Sets the scene.
fn shop_in(cluster: &ControlPlane) {
    cluster
        .api()
        .load_manifests(&shop::text())
        .expect("the shop loads");
}

/// Finds no difference between two ways to ask one cluster; `difference` gets a fresh dump of it.
///
/// The controllers of the cluster never promise to be done, so a difference counts if the cluster
/// was the same before and after, and is looked for again if it was not.
fn assert_no_difference(
    cluster: &ControlPlane,
    mut difference: impl FnMut(&Path) -> Option<String>,
) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut before = dump_of(cluster, folder.path());
    let mut last = String::new();
    let equal = eventually(|| {
        let Some(found) = difference(folder.path()) else {
            return true;
        };
        let after = dump_of(cluster, folder.path());
        assert!(before != after, "{found}");
        before = after;
        last = found;
        false
    });
    assert!(equal, "the cluster never came to rest: {last}");
}

/// Where two runs of one command line differ first, or that both failed or said nothing.
fn first_difference(line: &str, one: &Captured, other: &Captured) -> Option<String> {
    if one == other {
        let answered = one.exit == Exit::Done && !one.stdout.is_empty();
        return (!answered).then(|| format!("{line}: {one:?}"));
    }
    let texts = [(&one.stdout, &other.stdout), (&one.stderr, &other.stderr)];
    let differing = texts.into_iter().find_map(|(one, other)| {
        let common = one
            .lines()
            .zip(other.lines())
            .take_while(|(one, other)| one == other)
            .count();
        (one != other).then(|| {
            (
                common + 1,
                one.lines().nth(common),
                other.lines().nth(common),
            )
        })
    });
    Some(format!(
        "{line}: exit {:?} and {:?}, first differing line: {differing:?}",
        one.exit, other.exit
    ))
}

/// Writes what the commands read, as kubectl prints it, and gives it back.
fn dump_of(cluster: &ControlPlane, folder: &Path) -> Vec<u8> {
    let kubectl = Kubectl::new().expect("kubectl");
    let printed = Plugin::denyall("permissions").run().stdout;
    let mut kinds = kinds_of(&printed);
    // Custom kinds that this cluster lacks cannot be dumped, and are absent there as well.
    let known = kubectl
        .with_kubeconfig(cluster.admin_kubeconfig())
        .args(["api-resources", "-o", "name"])
        .output()
        .expect("kubectl runs");
    let known = String::from_utf8(known.stdout).expect("UTF-8");
    kinds.retain(|kind| known.lines().any(|line| line == kind));
    let dump = kubectl
        .with_kubeconfig(cluster.admin_kubeconfig())
        .args(["get", "-A", "-o", "json", &kinds.join(",")])
        .output()
        .expect("kubectl runs");
    assert!(
        dump.status.success(),
        "{}",
        String::from_utf8_lossy(&dump.stderr)
    );
    std::fs::write(folder.join("dump.json"), &dump.stdout).expect("the dump is written");
    dump.stdout
}

/// The kinds that roles name, as `PLURAL` or `PLURAL.GROUP`.
fn kinds_of(roles: &str) -> Vec<String> {
    let roles: Vec<Value> = e2e::api::documents(roles, "the roles").expect("roles are YAML");
    let granted = roles
        .iter()
        .flat_map(|role| role["rules"].as_array().expect("rules"));
    let mut kinds: Vec<String> = granted
        .flat_map(|rule| {
            let group = rule["apiGroups"][0].as_str().expect("a group");
            rule["resources"]
                .as_array()
                .expect("resources")
                .iter()
                .map(move |plural| {
                    let plural = plural.as_str().expect("a plural");
                    if group.is_empty() {
                        plural.to_owned()
                    } else {
                        format!("{plural}.{group}")
                    }
                })
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn a_live_cluster_and_its_dump_give_the_same_bytes() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    shop_in(cluster);
    assert_no_difference(cluster, |dump| {
        command_lines().find_map(|line| {
            let live = Plugin::denyall(&line)
                .kubeconfig(cluster.admin_kubeconfig())
                .run();
            let files = Plugin::denyall(&line).files(dump).run();
            first_difference(&line, &live, &files)
        })
    });
    assert_no_difference(cluster, |dump| {
        let (difference, done) = Plugin::denyall("diff live")
            .argument(dump)
            .argument("--kubeconfig")
            .argument(cluster.admin_kubeconfig())
            .json();
        let same = done.exit == Exit::Done && difference["items"] == json!([]);
        (!same).then(|| format!("{done:?}"))
    });
}

#[test]
fn a_recording_of_a_live_cluster_gives_the_same_bytes() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    shop_in(cluster);
    let folder = tempfile::tempdir().unwrap();
    for (index, line) in command_lines().enumerate() {
        let recording = folder.path().join(index.to_string());
        let live = Plugin::denyall(&line)
            .kubeconfig(cluster.admin_kubeconfig())
            .argument("--record")
            .argument(&recording)
            .run();
        let replayed = Plugin::denyall(&line).files(&recording).run();
        assert_eq!(first_difference(&line, &live, &replayed), None);
    }
}

#[test]
fn every_command_runs_with_just_the_permissions_it_prints() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    shop_in(cluster);
    let user = unique("reader");
    let printed = Plugin::denyall("permissions").run();
    assert_eq!(printed.exit, Exit::Done, "{printed:?}");
    let roles = cluster
        .api()
        .load_manifests(&printed.stdout)
        .expect("the roles are accepted");
    bind(cluster.api(), &roles, &user);
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).unwrap();
    let mut last: Option<Captured> = None;
    let visible = eventually(|| {
        let done = Plugin::denyall("plan").kubeconfig(&kubeconfig).run();
        let is_done = done.exit == Exit::Done;
        last = Some(done);
        is_done
    });
    assert!(visible, "{last:?}");
    assert_no_difference(cluster, |_| {
        command_lines().find_map(|line| {
            let run = |kubeconfig: &Path| Plugin::denyall(&line).kubeconfig(kubeconfig).run();
            first_difference(&line, &run(&kubeconfig), &run(cluster.admin_kubeconfig()))
        })
    });
}

#[test]
fn questions_about_namespaces_run_with_the_permissions_for_them() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    shop_in(cluster);
    let user = unique("reader");
    let printed = Plugin::denyall("permissions -n frontend -n payment-service").run();
    let roles = cluster
        .api()
        .load_manifests(&printed.stdout)
        .expect("the roles are accepted");
    assert!(roles.iter().any(|role| role["kind"] == "Role"), "{roles:?}");
    bind(cluster.api(), &roles, &user);
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).unwrap();
    let question = "reach frontend/deploy/web payment-service/sts/database -o json";
    let mut last: Option<Captured> = None;
    let answered = eventually(|| {
        let done = Plugin::denyall(question).kubeconfig(&kubeconfig).run();
        let is_done = done.exit == Exit::Done;
        last = Some(done);
        is_done
    });
    assert!(answered, "{last:?}");
    let audit = Plugin::denyall("audit -n frontend")
        .kubeconfig(&kubeconfig)
        .run();
    assert_eq!(audit.exit, Exit::Done, "{audit:?}");
    let everywhere = Plugin::denyall("audit").kubeconfig(&kubeconfig).run();
    assert_eq!(everywhere.exit, Exit::Incomplete, "{everywhere:?}");
}

#[test]
fn without_any_permission_the_answer_is_incomplete_and_says_what_is_missing() {
    let _alone = alone();
    let cluster = ControlPlane::shared();
    shop_in(cluster);
    let user = unique("nobody");
    let kubeconfig = cluster.kubeconfig_for(&user, &[]).unwrap();
    let done = Plugin::denyall("audit").kubeconfig(&kubeconfig).run();
    assert_eq!(done.exit, Exit::Incomplete, "{done:?}");
    for kind in ["pods", "networkpolicies.networking.k8s.io", "namespaces"] {
        assert!(done.stderr.contains(kind), "{kind}: {}", done.stderr);
    }
    assert!(done.stderr.contains(&user), "{}", done.stderr);
}

/// Binds each role where it counts.
fn bind(api: &Api, roles: &[Value], user: &str) {
    for role in roles {
        let namespace = role["metadata"]["namespace"].as_str();
        let name = role["metadata"]["name"].as_str().expect("a name");
        let mut binding = json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": if namespace.is_some() { "RoleBinding" } else { "ClusterRoleBinding" },
            "metadata": {"name": format!("{user}-{name}")},
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": role["kind"],
                "name": name,
            },
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
        });
        if let Some(namespace) = namespace {
            binding["metadata"]["namespace"] = namespace.into();
        }
        api.apply(&binding).expect("the binding is accepted");
    }
}
