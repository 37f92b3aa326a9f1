//! What the command line says about the cluster, parsed and checked.

use std::{num::NonZeroU32, path::PathBuf, sync::Arc, time::Duration};

use super::impersonation::Impersonation;
use crate::redact::SecretString;

/// Everything the flags of [`ClusterArgs`](crate::args::ClusterArgs) can say; absent means that the
/// kubeconfig decides.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// The only kubeconfig to read, instead of `KUBECONFIG` and the default file.
    pub kubeconfig: Option<PathBuf>,
    /// Name of the kubeconfig context.
    pub context: Option<String>,
    /// Name of the kubeconfig cluster.
    pub cluster: Option<String>,
    /// Name of the kubeconfig user.
    pub user: Option<String>,
    /// The namespace.
    pub namespace: Option<String>,
    /// Address of the API server.
    pub server: Option<String>,
    /// Whom to act as.
    pub impersonation: Impersonation,
    /// Bearer token.
    pub token: Option<Arc<SecretString>>,
    /// File of certificates that may have signed the server's.
    pub certificate_authority: Option<PathBuf>,
    /// File of the client's certificate.
    pub client_certificate: Option<PathBuf>,
    /// File of the client's key.
    pub client_key: Option<PathBuf>,
    /// Name to expect in the server's certificate.
    pub tls_server_name: Option<String>,
    /// Whether to accept any server certificate.
    pub insecure_skip_tls_verify: bool,
    /// Whether to ask for uncompressed answers.
    pub disable_compression: bool,
    /// How long one request may take, with its retries; absent means for ever.
    pub request_timeout: Option<Duration>,
    /// How many objects one page of a list holds; absent means all of them.
    pub chunk_size: Option<NonZeroU32>,
    /// Whether a credential plugin may talk to the user.
    pub interaction: Interaction,
}

/// Whether a credential plugin may talk to the user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Interaction {
    /// It may ask where standard input is a terminal, and write to standard error.
    #[default]
    Terminal,
    /// It is neither heard nor answered.
    Never,
}

impl ClusterOptions {
    /// `--request-timeout` when it is not given.
    pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
    /// `--chunk-size` when it is not given; kubectl's own.
    pub const DEFAULT_CHUNK_SIZE: u32 = 500;
}

impl Default for ClusterOptions {
    fn default() -> Self {
        Self {
            kubeconfig: None,
            context: None,
            cluster: None,
            user: None,
            namespace: None,
            server: None,
            impersonation: Impersonation::default(),
            token: None,
            certificate_authority: None,
            client_certificate: None,
            client_key: None,
            tls_server_name: None,
            insecure_skip_tls_verify: false,
            disable_compression: false,
            request_timeout: Some(Self::DEFAULT_TIMEOUT),
            chunk_size: NonZeroU32::new(Self::DEFAULT_CHUNK_SIZE),
            interaction: Interaction::default(),
        }
    }
}
