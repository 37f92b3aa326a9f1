//! The supervisor of the control plane ends all that it started, however it ends itself.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use e2e::control_plane::ControlPlane;
use e2e::{eventually, eventually_within};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

#[test]
fn a_supervisor_that_is_told_to_stop_leaves_nothing() {
    let mut supervised = Supervised::start();
    supervised.signal(Signal::TERM);
    assert!(supervised.supervisor.wait().unwrap().success());
    assert!(supervised.pids.iter().all(|pid| !is_running(*pid)));
    assert!(!supervised.folder.path().join("state.json").exists());
    assert!(!supervised.folder.path().join("run").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn a_supervisor_that_is_killed_takes_its_children_along() {
    let supervised = Supervised::start();
    supervised.signal(Signal::KILL);
    assert!(eventually(|| supervised
        .pids
        .iter()
        .all(|pid| !is_running(*pid))));
}

/// A supervisor of the test's own, apart from the one that all tests share.
struct Supervised {
    supervisor: Child,
    folder: tempfile::TempDir,
    pids: Vec<u64>,
}

impl Supervised {
    #[expect(
        clippy::expect_used,
        reason = "a test fails where its scene cannot be set"
    )]
    fn start() -> Self {
        // Makes sure that the programs are there, and says what to do if they cannot be.
        let _shared = ControlPlane::shared();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let supervisor = Command::new(env!("CARGO_BIN_EXE_control-plane-supervisor"))
            .arg(folder.path())
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the supervisor starts");
        let mut supervised = Self {
            supervisor,
            folder,
            pids: Vec::new(),
        };
        // A second control plane beside the shared one, on a machine that may be busy.
        assert!(eventually_within(Duration::from_mins(3), || {
            let state = state(supervised.folder.path());
            supervised.pids = pids(&state);
            !state["phase"]["Ready"].is_null()
        }));
        assert_eq!(supervised.pids.len(), 3);
        assert!(supervised.pids.iter().all(|pid| is_running(*pid)));
        supervised
    }

    #[expect(
        clippy::expect_used,
        reason = "a test fails where its scene cannot be set"
    )]
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.supervisor), signal).expect("the supervisor runs");
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        // Ends the supervisor also when an assertion failed before.
        let _ = self.supervisor.kill();
        let _ = self.supervisor.wait();
    }
}

fn state(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("state.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn pids(state: &Value) -> Vec<u64> {
    let processes = state["processes"].as_array().into_iter().flatten();
    processes
        .filter_map(|process| process["pid"].as_u64())
        .collect()
}

/// Whether the process is there and is not merely waiting to be reaped.
fn is_running(pid: u64) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    !status.is_empty() && !status.contains("State:\tZ")
}
