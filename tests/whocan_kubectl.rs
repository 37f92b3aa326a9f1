//! `kubectl whocan` as users type it: the real kubectl finds the plugin and its completion in its
//! PATH and passes words, streams and exit code through.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use e2e::{binaries, kubectl::Kubectl, shop};

fn kubectl() -> Kubectl {
    Kubectl::new()
        .and_then(|kubectl| kubectl.with_plugin("kubectl-whocan"))
        .expect("kubectl and the plugin are there")
}

/// The plugin's own executable, run without kubectl and without a user's configuration.
fn direct() -> Command {
    let mut command = Command::new(binaries::plugin("kubectl-whocan"));
    command.env_clear().stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Output {
    command.output().expect("the executable starts")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// The shop as a folder, and a file of a role binding to a role that no file holds.
fn files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shop = folder.path().join("shop");
    std::fs::create_dir(&shop).expect("a folder");
    shop::write_to(&shop).expect("the shop is written");
    let half = "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, \
                metadata: {name: b, namespace: default}, roleRef: {kind: Role, name: r}}";
    std::fs::write(folder.path().join("half.yaml"), half).expect("the file is written");
    folder
}

#[test]
fn kubectl_passes_words_streams_and_exit_code_through() {
    let (kubectl, files) = (kubectl(), files());
    let shop = files.path().join("shop");
    let half = files.path().join("half.yaml");
    let cases: [(&str, &Path, i32); 5] = [
        ("delete namespaces payment-service", &shop, 0),
        ("get secrets -A -o json", &shop, 0),
        ("get pods --no-such-flag", &shop, 2),
        ("get pods", &half, 3),
        ("get pods --exit-code", &half, 3),
    ];
    for (words, path, code) in cases {
        let words = || words.split(' ');
        let through = run(kubectl
            .command()
            .arg("whocan")
            .args(words())
            .arg("-f")
            .arg(path));
        let direct = run(direct().args(words()).arg("-f").arg(path));
        assert_eq!(through.status.code(), Some(code), "{through:?}");
        assert_eq!(direct.status.code(), Some(code), "{direct:?}");
        assert_eq!(text(&through.stdout), text(&direct.stdout));
        assert_eq!(text(&through.stderr), text(&direct.stderr));
    }
}

#[test]
fn kubectl_names_the_junior_developer() {
    let (kubectl, files) = (kubectl(), files());
    let output = run(kubectl
        .command()
        .args(["whocan", "delete", "namespaces", "payment-service", "-f"])
        .arg(files.path().join("shop")));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let junior = text(&output.stdout)
        .lines()
        .find(|line| line.contains("junior-developer "))
        .expect("a row for the junior developer");
    assert!(junior.contains("ClusterRole/cluster-admin"), "{junior}");
    assert!(
        junior.contains("arn:aws:iam::111122223333:user/junior-developer"),
        "{junior}"
    );
    assert!(!text(&output.stderr).contains("error"), "{output:?}");
}

#[test]
fn nobody_ends_kubectl_with_1_when_asked_to() {
    let (kubectl, files) = (kubectl(), files());
    let nobody = files.path().join("nobody.yaml");
    let binding = "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, \
                   metadata: {name: b}, roleRef: {kind: ClusterRole, name: view}}";
    std::fs::write(&nobody, binding).expect("the file is written");
    let output = run(kubectl
        .command()
        .args(["whocan", "delete", "nodes", "--exit-code", "-o", "name"])
        .arg("-f")
        .arg(nobody));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(
        text(&output.stdout),
        "group.rbac.authorization.k8s.io/system:masters\n"
    );
    assert!(
        text(&output.stderr).contains("Nobody but system:masters can delete nodes."),
        "{output:?}"
    );
}

#[test]
fn kubectl_lists_the_plugin_and_not_its_completion() {
    let output = run(kubectl().command().args(["plugin", "list", "--name-only"]));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let names: Vec<&str> = text(&output.stdout)
        .lines()
        .filter(|line| line.starts_with("kubectl"))
        .collect();
    assert_eq!(names, ["kubectl-whocan"], "{output:?}");
    assert_eq!(text(&output.stderr), "", "{output:?}");
}

#[test]
fn kubectl_completes_verbs_types_and_flags() {
    let kubectl = kubectl();
    let cases: [(&[&str], &[&str]); 4] = [
        (&[""], &["get", "delete", "impersonate", "permissions"]),
        (&["get", "po"], &["pods", "podtemplates"]),
        (&["get", "pods/"], &["pods/exec", "pods/log"]),
        (&["get", "pods", "--rb"], &["--rbac-only"]),
    ];
    for (words, expected) in cases {
        let output = run(kubectl.command().args(["__complete", "whocan"]).args(words));
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let stdout = text(&output.stdout);
        let offered: Vec<&str> = stdout
            .lines()
            .map(|line| line.split('\t').next().unwrap_or_default())
            .collect();
        for word in expected {
            assert!(offered.contains(word), "{words:?}: {offered:?}");
        }
        // cobra's directive for "no file names".
        assert_eq!(offered.last(), Some(&":4"), "{words:?}: {output:?}");
    }
}
