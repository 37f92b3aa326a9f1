//! Why a credential plugin gave no credentials.
//!
//! No variant holds the plugin's output or its arguments: both may be secret.

use std::process::ExitStatus;

use super::text::one_line;

/// What went wrong with the plugin.
#[derive(Debug, thiserror::Error)]
pub enum ExecPluginError {
    /// The kubeconfig names no command.
    #[error("the kubeconfig user has a credential plugin without a command")]
    NoCommand,
    /// The kubeconfig asks for a version of the protocol that no longer exists.
    #[error(
        "the credential plugin {} is configured for apiVersion \"{}\", which is not supported",
        one_line(.command, 100), one_line(.version, 100)
    )]
    ApiVersion {
        /// The command.
        command: String,
        /// The version.
        version: String,
    },
    /// The kubeconfig's `interactiveMode` is missing or unknown.
    #[error(
        "the credential plugin {} needs interactiveMode Never, IfAvailable or Always",
        one_line(.command, 100)
    )]
    InteractiveMode {
        /// The command.
        command: String,
    },
    /// The plugin must ask the user, and there is nobody to ask.
    #[error(
        "the credential plugin {} must talk to the user, and standard input is not a terminal",
        one_line(.command, 100)
    )]
    NeedsTerminal {
        /// The command.
        command: String,
    },
    /// The command cannot be started.
    #[error("cannot run the credential plugin {}", one_line(.command, 100))]
    Start {
        /// The command.
        command: String,
        /// What the kubeconfig says about installing it.
        install_hint: Option<String>,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The command failed; what it said is already on standard error.
    #[error("the credential plugin {} failed: {status}", one_line(.command, 100))]
    Failed {
        /// The command.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The output is of another version than the kubeconfig asks for.
    #[error(
        "the credential plugin {} is configured for apiVersion {expected} and returned another",
        one_line(.command, 100)
    )]
    OtherVersion {
        /// The command.
        command: String,
        /// The version of the kubeconfig.
        expected: &'static str,
    },
    /// The output holds no credentials.
    #[error("cannot use the output of the credential plugin {}: {problem}", one_line(.command, 100))]
    Output {
        /// The command.
        command: String,
        /// What is wrong, without any of the output.
        problem: &'static str,
    },
}

impl ExecPluginError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NoCommand | Self::InteractiveMode { .. } => {
                "see `kubectl config view` and correct users[].user.exec".to_owned()
            }
            Self::ApiVersion { .. } | Self::OtherVersion { .. } => {
                "update the plugin and run `aws eks update-kubeconfig` again".to_owned()
            }
            Self::NeedsTerminal { .. } => "run it from a terminal".to_owned(),
            Self::Start {
                install_hint,
                command,
                ..
            } => match install_hint {
                Some(hint) => one_line(hint, 400),
                None => format!("install {} or put it on PATH", one_line(command, 100)),
            },
            Self::Failed { command, .. } => format!(
                "log in again, then check the command that the kubeconfig gives for {}",
                one_line(command, 100)
            ),
            Self::Output { .. } => "update the plugin".to_owned(),
        })
    }
}
