//! What the supervisor tells the test processes, and the files that they meet at.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::process::Trace;
use crate::Error;
use crate::home::{Target, make_folder};

/// The folder that a supervisor and its test processes share, one per target folder.
#[derive(Debug, Clone)]
pub(super) struct Meeting {
    folder: PathBuf,
}

impl Meeting {
    /// The folder of the build that this process is of.
    pub(super) fn of(target: &Target) -> Result<Self, Error> {
        Self::at(&target.folder.join("e2e").join("control-plane"))
    }

    /// The folder that a supervisor was told.
    pub(super) fn at(folder: &Path) -> Result<Self, Error> {
        let meeting = Self {
            folder: folder.to_owned(),
        };
        make_folder(&meeting.logs())?;
        Ok(meeting)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Held, shared, by every test process for as long as it lives.
    pub(super) fn users_lock(&self) -> PathBuf {
        self.folder.join("users.lock")
    }

    /// Held by whoever starts or stops the control plane, while it does.
    pub(super) fn transition_lock(&self) -> PathBuf {
        self.folder.join("transition.lock")
    }

    /// Held by the supervisor for as long as it lives.
    pub(super) fn supervisor_lock(&self) -> PathBuf {
        self.folder.join("supervisor.lock")
    }

    /// The parts' logs of the last start; kept after the end.
    pub(super) fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// Keys and data of the running control plane; removed at the end.
    pub(super) fn run(&self) -> PathBuf {
        self.folder.join("run")
    }

    /// There as soon as a test needs pods that run.
    pub(super) fn nodes_wanted(&self) -> PathBuf {
        self.run().join("nodes-wanted")
    }

    fn state_file(&self) -> PathBuf {
        self.folder.join("state.json")
    }

    pub(super) fn write(&self, state: &State) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(state).map_err(|error| Error::Malformed {
            what: "the state of the control plane".to_owned(),
            reason: error.to_string(),
        })?;
        let unfinished = self.folder.join("state.json.unfinished");
        fs::write(&unfinished, text)
            .and_then(|()| fs::rename(&unfinished, self.state_file()))
            .map_err(Error::io(format!("write {}", self.state_file().display())))
    }

    /// The last state; none if there is none, or none that this version reads.
    pub(super) fn read(&self) -> Option<State> {
        serde_json::from_str(&fs::read_to_string(self.state_file()).ok()?).ok()
    }

    /// Notes that a supervisor is about to start, so that nobody takes up what an earlier one
    /// said; keeps the list of what that one may have left behind.
    pub(super) fn announce_start(&self) -> Result<(), Error> {
        let processes = self.read().map(|state| state.processes).unwrap_or_default();
        self.write(&State {
            phase: Phase::Starting,
            processes,
        })
    }

    /// Removes the state and the data of a control plane that is stopped.
    pub(super) fn clear(&self) {
        // What is not there, or is busy, is cleared by the next supervisor.
        let _ = fs::remove_file(self.state_file());
        let _ = fs::remove_dir_all(self.run());
    }
}

/// How far the control plane is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) phase: Phase,
    /// The programs that run, or were left behind.
    pub(super) processes: Vec<Trace>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Phase {
    Starting,
    Ready { server: String, version: String },
    Stopping,
    Failed { reason: String },
}
