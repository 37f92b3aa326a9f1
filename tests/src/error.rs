//! What can go wrong in the harness itself, worded for whoever reads the log of a failed test.

use std::io;
use std::path::PathBuf;

/// A failure of the harness, never of the code under test.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or a process could not be handled.
    #[error("cannot {doing}: {source}")]
    Io {
        /// What was tried, with its object.
        doing: String,
        /// Why it failed.
        source: io::Error,
    },
    /// This machine lacks something; the text says what to install or to set.
    #[error("{0}")]
    Missing(String),
    /// A command ran and failed.
    #[error("`{command}` failed ({status}):\n{output}")]
    Command {
        /// The command line.
        command: String,
        /// How it ended.
        status: String,
        /// The end of what it printed.
        output: String,
    },
    /// A part of the control plane ended or did not become ready.
    #[error("the control plane did not start: {reason} (logs: {})", logs.display())]
    ControlPlane {
        /// What was seen.
        reason: String,
        /// Where the parts' logs are.
        logs: PathBuf,
    },
    /// A file of the harness holds something else than it should.
    #[error("cannot read {what}: {reason}")]
    Malformed {
        /// Which document.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A key or a certificate could not be made.
    #[error("cannot make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// A client could not be made from a kubeconfig.
    #[error("cannot connect by the kubeconfig {}: {reason}", path.display())]
    Connect {
        /// The kubeconfig.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The API server refused a request or could not be reached.
    #[error(transparent)]
    Api(#[from] crate::api::ApiError),
}

impl Error {
    /// Wraps an input or output error with what was being done.
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}
