//! Why a run has no answer at all.
//!
//! Anything that merely leaves a hole in the answer is a [`Gap`](crate::Gap), not an error.

use crate::{Exit, cluster, source};

/// An error that ends the run: what we were doing, with which object, and a hint.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line asks for something that does not exist or does not fit together.
    #[error("{message}")]
    Usage {
        /// What is wrong, in the user's words.
        message: String,
        /// What to type instead.
        hint: Option<String>,
    },
    /// The cluster could not be reached or refused to answer.
    #[error(transparent)]
    Cluster(#[from] cluster::ClusterError),
    /// Files could not be read as Kubernetes objects.
    #[error(transparent)]
    Source(#[from] source::SourceError),
    /// The report could not be written.
    #[error("cannot write the report")]
    Output(#[source] std::io::Error),
    /// The system lacks what any network access needs, such as file descriptors.
    #[error("cannot start to read from the network")]
    Runtime(#[source] std::io::Error),
    /// The user pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// A usage error with a hint.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Usage { hint, .. } => hint.clone(),
            Self::Cluster(error) => error.hint(),
            Self::Source(error) => error.hint(),
            Self::Output(_) | Self::Runtime(_) | Self::Interrupted => None,
        }
    }

    /// The exit code of a run that ended with this error.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. }
            | Self::Cluster(_)
            | Self::Source(_)
            | Self::Output(_)
            | Self::Runtime(_) => Exit::Failed,
            Self::Interrupted => Exit::Interrupted,
        }
    }
}
