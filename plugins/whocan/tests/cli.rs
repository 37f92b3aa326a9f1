//! What only a process has: its exit code, its pipes, its signals, and the name it is started by.
#![cfg(unix)]
#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::{Ipv4Addr, TcpListener},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

const EXECUTABLE: &str = env!("CARGO_BIN_EXE_kubectl-whocan");

/// Someone can delete deployments, and nobody can delete nodes.
const SCENE: &str = r"
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: releaser}
rules: [{verbs: [delete], apiGroups: [apps], resources: [deployments]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: releasers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: releaser}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: rita}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBindingList
items: []
";

/// A binding to a role that no file holds.
const HALF_A_SCENE: &str = r"
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: oncall, namespace: default}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: operator}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: rita}]
";

/// The plugin in an environment of its own, without a kubeconfig.
fn whocan(words: &str) -> Command {
    started_as(Path::new(EXECUTABLE), words)
}

fn started_as(program: &Path, words: &str) -> Command {
    let mut command = Command::new(program);
    command
        .args(words.split_whitespace())
        .env_clear()
        .env("HOME", "/nonexistent")
        .stdin(Stdio::null());
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).expect("the file is written");
    path
}

fn run(command: &mut Command) -> (Option<i32>, String, String) {
    outcome(command.output().expect("the executable starts"))
}

fn outcome(output: Output) -> (Option<i32>, String, String) {
    (
        output.status.code(),
        String::from_utf8(output.stdout).expect("UTF-8"),
        String::from_utf8(output.stderr).expect("UTF-8"),
    )
}

#[test]
fn the_exit_code_tells_how_it_went() {
    let folder = folder();
    let whole = file(&folder, "whole.yaml", SCENE);
    let half = file(&folder, "half.yaml", HALF_A_SCENE);
    for (words, path, expected) in [
        ("delete deployments", &whole, 0),
        ("delete deployments --exit-code", &whole, 0),
        ("delete nodes", &whole, 0),
        ("delete nodes --exit-code", &whole, 1),
        ("delete deployments -o xml", &whole, 2),
        ("delete deployments", &folder.path().join("missing"), 2),
        ("delete deployments", &half, 3),
        // A role binding has no say in what is cluster-scoped.
        ("delete nodes --exit-code", &half, 3),
    ] {
        let (code, stdout, stderr) = run(whocan(words).arg("-f").arg(path));
        let case = format!("{words}: {stdout}{stderr}");
        assert_eq!(code, Some(expected), "{case}");
        assert_eq!(stdout.is_empty(), expected == 2, "{case}");
        assert_eq!(stderr.starts_with("error: "), expected == 2, "{case}");
        assert_eq!(stderr.contains("incomplete: "), expected == 3, "{case}");
    }
}

#[test]
fn help_and_version_are_data() {
    for words in ["--help", "-h", "help"] {
        let (code, stdout, stderr) = run(&mut whocan(words));
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{words}");
        assert!(
            stdout.contains("\nUsage: kubectl whocan VERB TYPE"),
            "{stdout}"
        );
        assert!(!stdout.contains('\u{1b}'), "{stdout}");
    }
    let (code, stdout, stderr) = run(&mut whocan("permissions --help"));
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(
        stdout.contains("\nUsage: kubectl whocan permissions"),
        "{stdout}"
    );
    let (code, stdout, stderr) = run(&mut whocan("--version"));
    let version = concat!("kubectl whocan ", env!("CARGO_PKG_VERSION"), " (");
    assert!(stdout.starts_with(version), "{stdout}");
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
}

#[test]
fn usage_is_kubectls_whatever_the_file_is_called() {
    let folder = folder();
    let other = folder.path().join("kubectl-eks_who_can");
    symlink(EXECUTABLE, &other).expect("a link");
    let (code, stdout, stderr) = run(&mut started_as(&other, "get pods --no-such-flag"));
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(
        stderr.starts_with("error: unexpected argument '--no-such-flag' found"),
        "{stderr}"
    );
    assert!(
        stderr.contains("Usage: kubectl whocan VERB TYPE"),
        "{stderr}"
    );
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = folder();
    // More than a pipe holds, so the plugin still writes when its reader goes.
    let users: Vec<String> = (0..5000)
        .map(|number| format!("{{kind: User, name: user-{number}}}"))
        .collect();
    let many = SCENE.replace("subjects: [", &format!("subjects: [{}, ", users.join(", ")));
    let path = file(&folder, "many.yaml", &many);
    for format in ["table", "json", "yaml", "name"] {
        let mut child = whocan("delete deployments --rbac-only -o")
            .arg(format)
            .arg("-f")
            .arg(&path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the executable starts");
        let mut first = String::new();
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        stdout.read_line(&mut first).expect("a line");
        drop(stdout);
        let (code, _, stderr) = outcome(child.wait_with_output().expect("it ends"));
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{format}");
        assert!(!first.is_empty(), "{format}");
    }
}

#[test]
fn a_pipe_without_a_reader_is_no_error() {
    let folder = folder();
    let path = file(&folder, "scene.yaml", SCENE);
    for words in [
        "--help",
        "--version",
        "schema",
        "permissions",
        "delete deployments -o json -f",
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = whocan(words);
        if words.ends_with("-f") {
            command.arg(&path);
        }
        let (code, _, stderr) = run(command.stdout(writer));
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{words}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let folder = folder();
    let path = file(&folder, "scene.yaml", SCENE);
    for words in [
        "--help",
        "schema",
        "permissions",
        "delete deployments -f",
        "delete deployments -o json -f",
    ] {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("Linux has /dev/full");
        let mut command = whocan(words);
        if words.ends_with("-f") {
            command.arg(&path);
        }
        let (code, _, stderr) = run(command.stdout(full));
        assert_eq!(code, Some(2), "{words}: {stderr}");
        assert!(
            stderr.starts_with("error: cannot write the report: "),
            "{words}: {stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{words}: {stderr}");
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = folder();
    let path = file(&folder, "scene.yaml", SCENE);
    for (no_color, flag, coloured) in [
        (None, "auto", false),
        (None, "never", false),
        (None, "always", true),
        (Some(""), "auto", false),
        (Some("1"), "always", true),
    ] {
        let mut command = whocan("delete deployments --color");
        command.arg(flag).arg("-f").arg(&path);
        command.envs(no_color.map(|value| ("NO_COLOR", value)));
        let (code, stdout, stderr) = run(&mut command);
        assert_eq!((code, stderr.as_str()), (Some(0), ""));
        assert_eq!(
            stdout.contains('\u{1b}'),
            coloured,
            "{no_color:?} {flag}: {stdout:?}"
        );
    }
    let (code, _, stderr) = run(&mut whocan("get pods --color=always -f /nonexistent"));
    assert_eq!(code, Some(2));
    assert!(
        stderr.starts_with("\u{1b}[31merror:\u{1b}[0m "),
        "{stderr:?}"
    );
}

/// A server that takes connections and never says a word, and a kubeconfig that leads to it.
fn silent_server(folder: &TempDir) -> (TcpListener, PathBuf) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let kubeconfig = format!(
        "{{apiVersion: v1, kind: Config, current-context: c, \
         contexts: [{{name: c, context: {{cluster: c, user: u}}}}], \
         users: [{{name: u, user: {{}}}}], \
         clusters: [{{name: c, cluster: {{server: 'http://{address}'}}}}]}}"
    );
    (listener, file(folder, "kubeconfig", &kubeconfig))
}

/// Returns once the process has a handler for both signals: until then they end it as the system
/// has it.
#[cfg(target_os = "linux")]
fn wait_until_signals_are_caught(process: u32) {
    // SIGINT is 2 and SIGTERM is 15; the mask counts from 1 (proc_pid_status(5)).
    let wanted = 1_u64 << (2 - 1) | 1 << (15 - 1);
    let caught = || {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let mask = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))?;
        u64::from_str_radix(mask.trim(), 16).ok()
    };
    let deadline = Instant::now() + Duration::from_secs(20);
    while caught().is_none_or(|mask| mask & wanted != wanted) {
        assert!(Instant::now() < deadline, "signals are never listened for");
        std::thread::yield_now();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_ends_the_wait_for_a_silent_server_at_once() {
    for signal in ["-INT", "-TERM"] {
        let folder = folder();
        let (listener, kubeconfig) = silent_server(&folder);
        let child = whocan("get pods --kubeconfig")
            .arg(&kubeconfig)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the executable starts");
        // It waits for an answer once its request is here.
        let (mut connection, _) = listener.accept().expect("it connects");
        connection.read_exact(&mut [0]).expect("it asks");
        wait_until_signals_are_caught(child.id());

        let started = Instant::now();
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.is_ok_and(|status| status.success()));
        let (code, stdout, stderr) = outcome(child.wait_with_output().expect("it ends"));
        // The request itself would be given up after 30 s.
        assert!(started.elapsed() < Duration::from_secs(10), "{signal}");
        assert_eq!(
            (code, stdout.as_str(), stderr.as_str()),
            (Some(130), "", "error: interrupted\n"),
            "{signal}"
        );
    }
}

/// What kubectl is told when the words were typed so far: the candidates, then the directive.
fn completions(program: &Path, words: &[&str], kubeconfig: &Path) -> Vec<String> {
    let (code, stdout, stderr) = run(started_as(program, "")
        .args(words)
        .env("KUBECONFIG", kubeconfig));
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{words:?}");
    let word = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    stdout.lines().map(word).collect()
}

#[test]
fn a_link_named_as_kubectl_looks_for_it_answers_completions() {
    let folder = folder();
    let link = folder.path().join("kubectl_complete-whocan");
    symlink(EXECUTABLE, &link).expect("a link");
    let nowhere = folder.path().join("no-kubeconfig");
    let cases: [(&[&str], &[&str]); 7] = [
        (&[""], &["get", "delete", "impersonate", "schema"]),
        (&["de"], &["delete", "deletecollection"]),
        (&["get", "conf"], &["configmaps"]),
        (&["get", "deployments"], &["deployments.apps"]),
        (&["get", "pods/"], &["pods/exec", "pods/log"]),
        (&["get", "pods", "--include"], &["--include-named"]),
        (&["get", "pods", "-o", ""], &["json", "name", "table"]),
    ];
    for (words, expected) in cases {
        let offered = completions(&link, words, &nowhere);
        for word in expected {
            assert!(
                offered.iter().any(|offered| offered == word),
                "{words:?}: {offered:?}"
            );
        }
        let typed = words.last().copied().unwrap_or_default();
        let (last, candidates) = offered.split_last().expect("a directive");
        assert_eq!(last, ":4", "{words:?}");
        assert!(
            candidates.iter().all(|word| word.starts_with(typed)),
            "{words:?}: {offered:?}"
        );
    }
    // Files are the shell's to complete.
    assert_eq!(
        completions(&link, &["get", "pods", "-f", ""], &nowhere),
        [":0"]
    );
}

#[test]
fn completion_of_a_silent_cluster_gives_up_and_says_nothing() {
    let folder = folder();
    let link = folder.path().join("kubectl_complete-whocan");
    symlink(EXECUTABLE, &link).expect("a link");
    let (_listener, kubeconfig) = silent_server(&folder);
    let started = Instant::now();
    assert_eq!(
        completions(&link, &["get", "pods", "-n", ""], &kubeconfig),
        [":4"]
    );
    // The limit is one second; a request is given up after thirty.
    assert!(started.elapsed() < Duration::from_secs(10));
    let contexts = completions(&link, &["get", "pods", "--context", ""], &kubeconfig);
    assert_eq!(contexts, ["c", ":4"]);
}

#[test]
fn standard_input_is_read_when_it_is_named() {
    let mut command = whocan("delete deployments -o name --rbac-only -f -");
    let folder = folder();
    let scene = file(&folder, "scene.yaml", SCENE);
    let stdin = fs::File::open(scene).expect("the file is there");
    let (code, stdout, stderr) = run(command.stdin(stdin));
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert_eq!(
        stdout,
        "group.rbac.authorization.k8s.io/system:masters\nuser.rbac.authorization.k8s.io/rita\n"
    );
}

#[test]
fn arguments_that_are_not_utf_8_are_told_and_not_a_panic() {
    use std::os::unix::ffi::OsStrExt as _;
    let (code, stdout, stderr) = run(whocan("get").arg(OsStr::from_bytes(b"po\xffds")));
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.starts_with("error: "), "{stderr}");
    assert!(!stderr.contains("internal error"), "{stderr}");
}
