//! How the API server is reached.

pub(crate) mod asked;
mod client;
mod connector;
mod credentials;
pub(crate) mod discover;
mod duration;
pub(crate) mod eks;
mod error;
mod exec_plugin;
mod exec_plugin_error;
mod failure;
mod impersonation;
mod kubeconfig;
mod kubeconfig_error;
pub(crate) mod list;
mod options;
pub(crate) mod path;
mod proxy;
mod request_error;
mod retry;
pub(crate) mod secret_text;
mod session;
mod target;
mod text;

pub(crate) use client::JSON;
pub use client::{Cluster, Observer, RequestEvent, Traffic};
pub use duration::{DurationError, Timeout, parse_timeout};
pub use error::ClusterError;
pub use exec_plugin_error::ExecPluginError;
pub use impersonation::{Impersonation, ImpersonationError};
pub use kubeconfig::context_names;
pub use kubeconfig_error::KubeconfigError;
pub use options::{ClusterOptions, Interaction};
pub use proxy::ProxyError;
pub use request_error::{RequestError, StatusError};

#[cfg(test)]
pub(crate) mod test_server;
