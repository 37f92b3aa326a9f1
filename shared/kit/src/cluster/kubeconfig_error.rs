//! Why no kubeconfig could be used.

use super::text::one_line;

/// How many names an error lists at most.
const LISTED: usize = 10;

/// What is wrong with the kubeconfig, or with what the flags ask of it.
#[derive(Debug, thiserror::Error)]
pub enum KubeconfigError {
    /// `--kubeconfig` names a file that does not exist.
    #[error("the kubeconfig {file} does not exist")]
    Missing {
        /// The file.
        file: String,
    },
    /// A file cannot be read.
    #[error("cannot read the kubeconfig {file}")]
    Read {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is not YAML of the right shape.
    #[error("cannot parse the kubeconfig {file}: line {line}, column {column}")]
    Parse {
        /// The file.
        file: String,
        /// Line, counted from 1; 0 when unknown.
        line: u64,
        /// Column, counted from 1; 0 when unknown.
        column: u64,
    },
    /// A file is some other Kubernetes object.
    #[error("{file} is not a kubeconfig: it is not of kind Config, version v1")]
    NotAKubeconfig {
        /// The file.
        file: String,
    },
    /// There is nothing that says where the cluster is.
    #[error("no configuration has been provided: {looked_for} not found")]
    NoConfiguration {
        /// The files that were looked for.
        looked_for: String,
    },
    /// The kubeconfig names no current context.
    #[error("the kubeconfig has no current context")]
    NoCurrentContext {
        /// The contexts there are.
        available: Vec<String>,
    },
    /// A context, cluster or user that does not exist.
    #[error("{what} \"{}\" does not exist in the kubeconfig", one_line(.name, 100))]
    Unknown {
        /// `context`, `cluster` or `user`.
        what: &'static str,
        /// The name that was asked for.
        name: String,
        /// The names there are.
        available: Vec<String>,
    },
    /// A cluster without a server.
    #[error("no server found for cluster \"{}\"", one_line(.cluster, 100))]
    NoServer {
        /// The cluster's name.
        cluster: String,
    },
    /// An address that is no URL of an API server.
    #[error("the server \"{}\" is not an http or https URL", one_line(.server, 100))]
    BadServer {
        /// The address.
        server: String,
    },
    /// An address that holds a user or a password; it is not repeated.
    #[error("a user and password in the server's URL are not supported")]
    CredentialsInServer,
    /// A certificate, key or token cannot be read.
    #[error("cannot read the {what} {file}")]
    ReadCredential {
        /// What it is.
        what: &'static str,
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Settings that cannot be used or contradict each other.
    #[error("invalid configuration: {0}")]
    Invalid(String),
}

impl KubeconfigError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Missing { .. } => {
                "check --kubeconfig; `aws eks update-kubeconfig --name CLUSTER --kubeconfig FILE` \
                 writes one"
                    .to_owned()
            }
            Self::Read { .. } | Self::ReadCredential { .. } => {
                "check the file's path and permissions".to_owned()
            }
            Self::Parse { .. } | Self::NotAKubeconfig { .. } => {
                "`kubectl config view` shows what a kubeconfig looks like".to_owned()
            }
            Self::NoConfiguration { .. } => {
                "name a kubeconfig with --kubeconfig or KUBECONFIG, or an API server with \
                 --server; `aws eks update-kubeconfig --name CLUSTER` writes a kubeconfig"
                    .to_owned()
            }
            Self::NoCurrentContext { available } => format!(
                "choose one with --context or `kubectl config use-context`; {}",
                listed("context", available)
            ),
            Self::Unknown {
                what, available, ..
            } => listed(what, available),
            Self::NoServer { .. } => "name it with --server".to_owned(),
            Self::BadServer { .. } => "write it as https://HOST:PORT".to_owned(),
            Self::CredentialsInServer => {
                "write it as https://HOST:PORT; credentials belong to users[] of the kubeconfig"
                    .to_owned()
            }
            Self::Invalid(_) => return None,
        })
    }
}

fn listed(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return format!("there is no {what} in it");
    }
    let shown: Vec<String> = names
        .iter()
        .take(LISTED)
        .map(|name| one_line(name, 100))
        .collect();
    let rest = names.len().saturating_sub(LISTED);
    let more = if rest > 0 {
        format!(" and {rest} more")
    } else {
        String::new()
    };
    format!("available {what}s: {}{more}", shown.join(", "))
}
