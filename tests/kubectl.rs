//! The real kubectl in the harness: it runs plugins, and talks to both kinds of servers.

use std::path::Path;
use std::process::Command;

use e2e::control_plane::ControlPlane;
use e2e::fault_server::FaultServer;
use e2e::kubectl::Kubectl;
use serde_json::json;

#[test]
fn kubectl_runs_a_plugin_from_its_path() {
    let kubectl = Kubectl::new().unwrap();
    let kubectl = kubectl
        .with_program("kubectl-say_hello", Path::new("/bin/echo"))
        .unwrap();
    let output = kubectl
        .command()
        .args(["say-hello", "ann", "--loud"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "ann --loud\n");
    assert!(output.status.success());
}

#[test]
fn the_plugins_exit_code_is_kubectls() {
    let kubectl = Kubectl::new().unwrap();
    let kubectl = kubectl
        .with_program("kubectl-refuse", Path::new("/bin/false"))
        .unwrap();
    assert_eq!(
        kubectl.command().arg("refuse").status().unwrap().code(),
        Some(1)
    );
}

#[test]
fn a_plugin_of_this_workspace_is_built_and_found() {
    let kubectl = Kubectl::new()
        .unwrap()
        .with_plugin("kubectl-whocan")
        .unwrap();
    let output = text(kubectl.command().args(["plugin", "list", "--name-only"]));
    assert!(
        output.lines().any(|line| line == "kubectl-whocan"),
        "{output}"
    );
    assert!(
        kubectl
            .command()
            .args(["whocan", "--help"])
            .output()
            .unwrap()
            .status
            .success()
    );
}

#[test]
fn kubectl_talks_to_the_real_control_plane() {
    let kubectl = Kubectl::new().unwrap();
    let cluster = ControlPlane::shared();
    let mut namespaces = kubectl.with_kubeconfig(cluster.admin_kubeconfig());
    let output = text(namespaces.args(["get", "namespaces", "--output", "name"]));
    assert!(output.contains("namespace/kube-system\n"), "{output}");

    let ann = cluster.kubeconfig_for("ann", &["team-a"]).unwrap();
    let output = text(
        kubectl
            .with_kubeconfig(&ann)
            .args(["auth", "whoami", "--output", "json"]),
    );
    assert!(output.contains("\"username\": \"ann\""), "{output}");
}

#[test]
fn kubectl_reads_the_fault_server_in_pages() {
    let kubectl = Kubectl::new().unwrap();
    let pods = ["a", "b", "c"].map(|name| {
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "shop"}})
    });
    for builder in [
        FaultServer::builder(),
        FaultServer::builder().without_aggregated_discovery(),
    ] {
        let server = builder.objects(pods.clone()).start().unwrap();
        let mut get = kubectl.with_kubeconfig(server.kubeconfig());
        get.args([
            "get",
            "pods",
            "--namespace",
            "shop",
            "--output",
            "name",
            "--chunk-size",
            "2",
        ]);
        assert_eq!(text(&mut get), "pod/a\npod/b\npod/c\n");
        let lists = server
            .requests()
            .into_iter()
            .filter(|request| request.path.contains("limit="));
        assert_eq!(lists.count(), 2);
    }
}

/// Runs a command that has to succeed, and returns what it printed.
#[expect(
    clippy::expect_used,
    reason = "a test fails where kubectl does not run"
)]
fn text(command: &mut Command) -> String {
    let output = command.output().expect("kubectl runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
