//! Runs the plugin as a process of its own and reads what it cost.
//!
//! Rust's standard library cannot ask the kernel for a child's resource usage; Python, which the
//! project needs anyway, can. Its own memory, about 10 MB, is the least that is ever measured: the
//! kernel counts the moment before the new program replaces it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Deserialize;
use tempfile::TempDir;

use crate::Error;
use crate::binaries;

/// Standard output is written to a file, as into a pipe that is read at once.
const STOPWATCH: &str = r#"
import json, os, sys, time
output, errors, *command = sys.argv[1:]
create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
files = [(os.POSIX_SPAWN_OPEN, 1, output, create, 0o600), (os.POSIX_SPAWN_OPEN, 2, errors, create, 0o600)]
begin = time.monotonic()
child = os.posix_spawn(command[0], command, os.environ, file_actions=files)
_, status, usage = os.wait4(child, 0)
wall = time.monotonic() - begin
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "wall": wall,
    "cpu": usage.ru_utime + usage.ru_stime,
    "memory": usage.ru_maxrss * unit,
    "exit": os.waitstatus_to_exitcode(status),
}))
"#;

/// What is measured, and where its output goes.
pub(super) struct Bench {
    plugin: PathBuf,
    folder: TempDir,
    runs: usize,
}

/// What one question cost: medians of the runs; `lists` is of all runs together.
#[derive(Debug, Clone, Default)]
pub(super) struct Cost {
    pub(super) requests: usize,
    pub(super) lists: usize,
    pub(super) bytes: usize,
    pub(super) objects: usize,
    pub(super) wall: Duration,
    pub(super) cpu: Duration,
    pub(super) reading: Duration,
    /// Until the whole answer is in memory, of commands that solve one as a whole.
    pub(super) solving: Duration,
    /// Until what is printed is in memory; solving is part of it.
    pub(super) evaluation: Duration,
    /// The largest of the runs, in bytes.
    pub(super) memory: u64,
    pub(super) exit: i32,
}

/// What one run of a program cost.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Usage {
    pub(super) wall: f64,
    pub(super) cpu: f64,
    pub(super) memory: u64,
    pub(super) exit: i32,
}

/// Runs a program and writes its streams to `stdout` and `stderr` in a folder, which is its home.
pub(super) fn clock(program: &Path, arguments: &[OsString], folder: &Path) -> Result<Usage, Error> {
    let stopwatch = Command::new("python3")
        .args(["-I", "-S", "-c", STOPWATCH])
        .arg(folder.join("stdout"))
        .arg(folder.join("stderr"))
        .arg(program)
        .args(arguments)
        // A user's own settings are no part of the measurement.
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"))
        .env("HOME", folder)
        .stdin(Stdio::null())
        .output()
        .map_err(Error::io("run python3"))?;
    serde_json::from_slice(&stopwatch.stdout).map_err(|_| Error::Command {
        command: format!("{} {arguments:?}", program.display()),
        status: stopwatch.status.to_string(),
        output: String::from_utf8_lossy(&stopwatch.stderr).into_owned(),
    })
}

impl Bench {
    /// Measures a given executable, or the release build of the present sources of a plugin.
    pub(super) fn new(name: &str, plugin: Option<&Path>, runs: usize) -> Result<Self, Error> {
        Ok(Self {
            plugin: match plugin {
                Some(path) => path.to_owned(),
                None => binaries::try_plugin(name)?,
            },
            folder: tempfile::tempdir().map_err(Error::io("make a temporary folder"))?,
            runs,
        })
    }

    /// A folder that is removed with the bench.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Asks once to warm up the caches of the machine, then as often as wanted.
    pub(super) fn ask(&self, arguments: &[OsString]) -> Result<Cost, Error> {
        let runs = (0..=self.runs)
            .map(|_| self.run(arguments))
            .collect::<Result<Vec<_>, _>>()?;
        let lists = runs.iter().map(|run| run.lists).sum();
        let memory = runs.iter().map(|run| run.memory).max();
        let counted = &runs[1..];
        let median = |of: fn(&Cost) -> Duration| {
            let mut values: Vec<Duration> = counted.iter().map(of).collect();
            values.sort();
            values[values.len() / 2]
        };
        Ok(Cost {
            lists,
            wall: median(|run| run.wall),
            cpu: median(|run| run.cpu),
            reading: median(|run| run.reading),
            solving: median(|run| run.solving),
            evaluation: median(|run| run.evaluation),
            memory: memory.unwrap_or_default(),
            requests: runs
                .iter()
                .map(|run| run.requests)
                .max()
                .unwrap_or_default(),
            exit: runs.iter().map(|run| run.exit).max().unwrap_or_default(),
            ..runs[0]
        })
    }

    fn run(&self, arguments: &[OsString]) -> Result<Cost, Error> {
        let errors = self.folder().join("stderr");
        let logged = [arguments, &["-v".into(), "6".into()]].concat();
        let usage = clock(&self.plugin, &logged, self.folder())?;
        let log = std::fs::read_to_string(&errors).map_err(Error::io("read the plugin's log"))?;
        let mut cost = Cost {
            wall: Duration::from_secs_f64(usage.wall),
            cpu: Duration::from_secs_f64(usage.cpu),
            memory: usage.memory,
            exit: usage.exit,
            ..Cost::default()
        };
        log.lines().for_each(|line| cost.take(line));
        // Nothing is evaluated where there is no answer.
        if cost.objects == 0 {
            return Err(Error::Command {
                command: format!("{} {arguments:?}", self.plugin.display()),
                status: format!("exit code {}", usage.exit),
                output: log,
            });
        }
        Ok(cost)
    }
}

impl Cost {
    /// Reads a line of the plugin's log, as `app::RequestLog` and `app::StepLog` write them.
    fn take(&mut self, line: &str) {
        match line.split(' ').collect::<Vec<_>>()[..] {
            [
                "GET" | "POST",
                path,
                _,
                "in",
                _,
                "ms" | "ms,",
                ref bytes @ ..,
            ] => {
                self.requests += 1;
                self.lists += usize::from(path.contains("?limit=") && path.contains("/rbac."));
                let bytes = bytes.first().and_then(|bytes| bytes.parse().ok());
                self.bytes += bytes.unwrap_or(0);
            }
            ["read", objects, "objects", "in", elapsed, "ms"] => {
                self.objects = objects.parse().unwrap_or_default();
                self.reading = milliseconds(elapsed);
            }
            ["solved", _, "objects", "in", elapsed, "ms"] => {
                self.solving = milliseconds(elapsed);
            }
            ["evaluated", _, "objects", "in", elapsed, "ms"] => {
                self.evaluation = milliseconds(elapsed);
            }
            _ => {}
        }
    }
}

fn milliseconds(text: &str) -> Duration {
    Duration::from_secs_f64(text.parse().unwrap_or(0.0) / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plugins_log_is_read() {
        let mut cost = Cost::default();
        for line in [
            "GET /apis/rbac.authorization.k8s.io/v1/roles?limit=500 200 in 12 ms, 345 bytes",
            "GET /version 200 in 1 ms, 5 bytes",
            "read 20146 objects in 801.5 ms",
            "solved 20146 objects in 2.1 ms",
            "evaluated 20146 objects in 3.2 ms",
            "Warning: whatever",
        ] {
            cost.take(line);
        }
        assert_eq!((cost.requests, cost.lists, cost.bytes), (2, 1, 350));
        assert_eq!(cost.objects, 20_146);
        assert_eq!(cost.reading, Duration::from_micros(801_500));
        assert_eq!(cost.solving, Duration::from_micros(2100));
        assert_eq!(cost.evaluation, Duration::from_micros(3200));
    }
}
