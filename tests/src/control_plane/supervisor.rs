//! The process that owns the control plane of a test run.
//!
//! # Why a process of its own
//! `cargo test` runs one test executable after another, and a control plane takes seconds to start.
//! It belongs to none of them, so none of them may own it. Each holds a shared lock while it
//! lives; the supervisor stops everything when nobody has held it for a while, however the test
//! processes ended.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal};

use super::cluster::Cluster;
use super::component::Component;
use super::process::become_child;
use super::readiness;
use super::state::{Meeting, Phase, State};
use crate::Error;
use crate::home::{announce, make_folder};
use crate::lock::FileLock;

/// Long enough for cargo to come to the next test executable.
const GRACE: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(200);
/// A start fails by itself when another process takes a port in between.
const ATTEMPTS: u32 = 3;

/// Runs the `control-plane-supervisor` executable: `FOLDER`, or `--child PARENT PROGRAM ARG..`.
pub fn main(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    let outcome = match arguments.next().as_deref() {
        Some("--child") => Err(become_child(arguments)),
        Some(folder) => supervise(Path::new(folder)),
        None => Err(Error::Missing(
            "usage: control-plane-supervisor FOLDER".to_owned(),
        )),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            announce(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn supervise(folder: &Path) -> Result<(), Error> {
    let meeting = Meeting::at(folder)?;
    let alive = FileLock::exclusive(&meeting.supervisor_lock())?;
    let interrupted = watch_signals()?;
    end_leftovers(&meeting);
    let mut cluster = match start(&meeting) {
        Ok(cluster) => cluster,
        Err(error) => {
            let phase = Phase::Failed {
                reason: error.to_string(),
            };
            meeting.write(&State {
                phase,
                processes: Vec::new(),
            })?;
            return Err(error);
        }
    };
    let locks = wait_until_unused(&meeting, &mut cluster, &interrupted);
    // From here on nobody is told of this control plane.
    meeting.write(&State {
        phase: Phase::Stopping,
        processes: cluster.traces(),
    })?;
    cluster.stop();
    meeting.clear();
    // Before the other locks: who waits for those then sees that no supervisor lives.
    drop(alive);
    locks.map(drop)
}

/// Ends what a supervisor that was killed could not end.
fn end_leftovers(meeting: &Meeting) {
    if let Some(state) = meeting.read() {
        for process in state.processes.iter().rev() {
            process.end_if_left_behind();
        }
    }
    meeting.clear();
}

fn start(meeting: &Meeting) -> Result<Cluster, Error> {
    let mut attempt = 1;
    loop {
        match start_once(meeting) {
            Ok(cluster) => return Ok(cluster),
            Err(error) if attempt == ATTEMPTS => return Err(error),
            Err(error) => announce(&format!("attempt {attempt}: {error}")),
        }
        attempt += 1;
        meeting.clear();
    }
}

fn start_once(meeting: &Meeting) -> Result<Cluster, Error> {
    let begin = Instant::now();
    make_folder(&meeting.run())?;
    let mut cluster = Cluster::prepare(&meeting.run(), &meeting.logs())?;
    let version = readiness::start(&mut cluster, |cluster| {
        meeting.write(&State {
            phase: Phase::Starting,
            processes: cluster.traces(),
        })
    })?;
    let phase = Phase::Ready {
        server: cluster.server(),
        version,
    };
    meeting.write(&State {
        phase,
        processes: cluster.traces(),
    })?;
    announce(&format!("ready after {} ms", begin.elapsed().as_millis()));
    Ok(cluster)
}

/// Returns, with the locks that keep newcomers waiting, when the control plane is to be stopped.
fn wait_until_unused(
    meeting: &Meeting,
    cluster: &mut Cluster,
    interrupted: &AtomicBool,
) -> Result<Vec<FileLock>, Error> {
    let mut last_use = Instant::now();
    let mut has_nodes = false;
    loop {
        if !has_nodes && meeting.nodes_wanted().exists() {
            has_nodes = true;
            start_nodes(meeting, cluster)?;
        }
        if interrupted.load(Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        cluster.check()?;
        if FileLock::try_exclusive(&meeting.users_lock())?.is_none() {
            last_use = Instant::now();
        } else if last_use.elapsed() > GRACE {
            // Who starts a test now holds the transition lock, and is served.
            if let Some(transition) = FileLock::try_exclusive(&meeting.transition_lock())?
                && let Some(users) = FileLock::try_exclusive(&meeting.users_lock())?
            {
                return Ok(vec![transition, users]);
            }
        }
        thread::sleep(POLL);
    }
}

/// Adds the scheduler and the stand-in for kubelets to a control plane that is ready.
fn start_nodes(meeting: &Meeting, cluster: &mut Cluster) -> Result<(), Error> {
    cluster.start(Component::KubeScheduler)?;
    cluster.start(Component::Kwok)?;
    if let Some(state) = meeting.read() {
        meeting.write(&State {
            processes: cluster.traces(),
            ..state
        })?;
    }
    Ok(())
}

/// Notes SIGTERM and SIGINT. A thread waits for them, because the children are tied to the main
/// thread, which has to stay.
fn watch_signals() -> Result<Arc<AtomicBool>, Error> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&interrupted);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::io("start a runtime"))?;
    let (mut terminate, mut interrupt) = {
        let _entered = runtime.enter();
        let listen = |kind| signal(kind).map_err(Error::io("listen for signals"));
        (
            listen(SignalKind::terminate())?,
            listen(SignalKind::interrupt())?,
        )
    };
    thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        });
        noted.store(true, Ordering::Relaxed);
    });
    Ok(interrupted)
}

/// The supervisor's own log.
pub(super) fn log_file(meeting: &Meeting) -> Result<fs::File, Error> {
    let path = meeting.logs().join("supervisor.log");
    fs::File::create(&path).map_err(Error::io(format!("write the log {}", path.display())))
}
