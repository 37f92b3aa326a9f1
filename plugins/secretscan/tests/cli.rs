//! What only a process has: its standard input and its signals.
#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{
    fs,
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// Whoever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// The plugin in an environment of its own, with a standard input that nobody closes.
fn secretscan(words: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kubectl-secretscan"))
        .args(words)
        .env_clear()
        .env("HOME", "/nonexistent")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the executable starts")
}

/// What it printed, if it ends in time while its standard input stays open.
fn ended(mut child: Child) -> Option<Output> {
    let (process, open) = (child.id(), child.stdin.take());
    let (sender, output) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let output = output.recv_timeout(PATIENCE);
    if output.is_err() {
        signal("-KILL", process);
    }
    drop(open);
    output.ok()?.ok()
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill")
        .args([name, &process.to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
}

/// Returns once the process has a handler for SIGINT, which is 2 (`proc_pid_status(5)`: the mask counts
/// from 1), and sleeps: it has nothing to wait for but its input.
fn wait_until_it_reads(process: u32) {
    let caught = || {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let mask = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))?;
        u64::from_str_radix(mask.trim(), 16).ok()
    };
    let sleeps = || {
        let status = fs::read_to_string(format!("/proc/{process}/stat"));
        status.is_ok_and(|status| status.contains(") S "))
    };
    let deadline = Instant::now() + PATIENCE;
    while caught().is_none_or(|mask| mask & 2 == 0) || !sleeps() {
        assert!(Instant::now() < deadline, "it never waits for its input");
        std::thread::yield_now();
    }
}

#[test]
fn files_that_are_named_need_no_standard_input() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a.yaml");
    fs::write(
        &file,
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}",
    )
    .expect("written");
    let child = secretscan(&["-f", file.to_str().expect("UTF-8")]);
    let output = ended(child).expect("it does not wait for its input");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn one_ctrl_c_ends_the_reading_of_files() {
    let child = secretscan(&["-f", "-"]);
    wait_until_it_reads(child.id());
    signal("-INT", child.id());
    let output = ended(child).expect("the signal ends it");
    assert_eq!(output.status.code(), Some(130));
}
