//! One running program of the control plane: started with its log in a file, ended by its pid.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};

use crate::Error;

/// How long a program has between the request to end and its end by force.
const PATIENCE: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(10);

/// A program that this process started.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    trace: Trace,
}

/// What another process needs to recognise a program that was left behind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Trace {
    pid: i32,
    program: PathBuf,
    /// A word of its command line that no other process has: its data folder.
    mark: String,
}

/// A program to start.
pub(super) struct Launch<'a> {
    pub(super) program: &'a Path,
    pub(super) arguments: Vec<String>,
    pub(super) logs: &'a Path,
    pub(super) mark: &'a Path,
}

impl Process {
    /// Starts a program through this executable's own `--child` mode, so that it ends with us.
    pub(super) fn start(launch: &Launch<'_>) -> Result<Self, Error> {
        let name = launch
            .program
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let log_path = launch.logs.join(format!("{name}.log"));
        let log = File::create(&log_path)
            .map_err(Error::io(format!("write the log {}", log_path.display())))?;
        let errors = log.try_clone().map_err(Error::io("share a log file"))?;
        let own = std::env::current_exe().map_err(Error::io("find the running executable"))?;
        let child = Command::new(own)
            .arg("--child")
            .arg(std::process::id().to_string())
            .arg(launch.program)
            .args(&launch.arguments)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(Error::io(format!("start {name}")))?;
        let trace = Trace {
            pid: i32::try_from(child.id()).unwrap_or_default(),
            program: launch.program.to_owned(),
            mark: launch.mark.to_string_lossy().into_owned(),
        };
        Ok(Self { child, trace })
    }

    pub(super) fn trace(&self) -> Trace {
        self.trace.clone()
    }

    /// The program's name and how it ended, if it did.
    pub(super) fn ended(&mut self) -> Option<String> {
        let status: ExitStatus = self.child.try_wait().ok()??;
        let name = self
            .trace
            .program
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        Some(format!("{name} ended with {status}"))
    }

    /// Asks the program to end, and ends it by force when it takes too long.
    pub(super) fn stop(mut self) {
        // A child that is not yet waited for keeps its pid, so the signal cannot hit another.
        let _ = self.child.try_wait().is_ok_and(|ended| ended.is_none())
            && self.trace.signal(Signal::TERM);
        let deadline = Instant::now() + PATIENCE;
        while matches!(self.child.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            thread::sleep(POLL);
        }
    }
}

impl Trace {
    /// Ends the program that an earlier supervisor left behind, if it still runs.
    pub(super) fn end_if_left_behind(&self) {
        if !self.still_runs() {
            return;
        }
        self.signal(Signal::TERM);
        let deadline = Instant::now() + PATIENCE;
        while self.still_runs() {
            if Instant::now() > deadline {
                self.signal(Signal::KILL);
                return;
            }
            thread::sleep(POLL);
        }
    }

    /// Whether the pid is still that program's: its command line names both it and its folder.
    fn still_runs(&self) -> bool {
        let Ok(line) = fs::read(format!("/proc/{}/cmdline", self.pid)) else {
            return false;
        };
        let line = String::from_utf8_lossy(&line);
        line.contains(&*self.program.to_string_lossy()) && line.contains(&self.mark)
    }

    fn signal(&self, signal: Signal) -> bool {
        Pid::from_raw(self.pid).is_some_and(|pid| kill_process(pid, signal).is_ok())
    }
}

/// The `--child` mode: ties this process's life to its parent's, then becomes the program.
/// Returns only if that failed.
pub(super) fn become_child(mut arguments: impl Iterator<Item = String>) -> Error {
    use std::os::unix::process::CommandExt as _;

    let parent = arguments.next().unwrap_or_default();
    let program = arguments.next().unwrap_or_default();
    #[cfg(target_os = "linux")]
    if rustix::process::set_parent_process_death_signal(Some(Signal::KILL)).is_err()
        || rustix::process::getppid().is_none_or(|pid| pid.to_string() != parent)
    {
        return Error::Missing("the supervisor ended before its child started".to_owned());
    }
    #[cfg(not(target_os = "linux"))]
    drop(parent);
    Error::io(format!("run {program}"))(Command::new(&program).args(arguments).exec())
}
