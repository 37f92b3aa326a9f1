//! Why the cluster gave no answer at all.

use super::{ExecPluginError, ImpersonationError, KubeconfigError, ProxyError, RequestError};

/// An error that ends the run.
///
/// What concerns one kind only is a [`Gap`](crate::Gap) instead.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// The kubeconfig, or what the flags ask of it.
    #[error(transparent)]
    Kubeconfig(#[from] KubeconfigError),
    /// The credential plugin.
    #[error(transparent)]
    ExecPlugin(#[from] ExecPluginError),
    /// The proxy.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// The user to act as.
    #[error(transparent)]
    Impersonation(#[from] ImpersonationError),
    /// Certificates or keys that TLS cannot use.
    #[error("cannot set up the connection to {host}: {reason}")]
    Setup {
        /// Host of the API server.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The API server was not reached, or did not accept who we are.
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl ClusterError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Kubeconfig(error) => error.hint(),
            Self::ExecPlugin(error) => error.hint(),
            Self::Proxy(_) => Some(
                "check proxy-url in the kubeconfig, HTTPS_PROXY and HTTP_PROXY; NO_PROXY names \
                 servers that need none"
                    .to_owned(),
            ),
            Self::Impersonation(_) => Some("correct users[].user.as in the kubeconfig".to_owned()),
            Self::Setup { .. } => {
                Some("check the certificates and the key that the kubeconfig names".to_owned())
            }
            Self::Request(error) => error.hint(),
        }
    }
}
