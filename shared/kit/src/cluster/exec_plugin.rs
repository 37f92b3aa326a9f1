//! Runs a credential plugin, such as `aws eks get-token`, once.
//!
//! The `kube` crate runs it three times for each client and blocks the runtime meanwhile; here it
//! runs when the client is made and again only when the API server no longer accepts what it said.
//! Its standard error goes to the user, unless nothing may be said there; its standard output holds credentials and goes nowhere.
//! There is no time limit, for the user may have to log in; Ctrl-C ends it.
//! Rules: "client-go credential plugins" in the Kubernetes documentation;
//! client-go, `plugin/pkg/client/auth/exec/exec.go`.

use std::{io::IsTerminal as _, process::Stdio, sync::Arc};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Interaction,
    credentials::CertificateAndKey,
    exec_plugin_error::ExecPluginError,
    kubeconfig::{ExecEntry, ExecVariable},
    secret_text,
};
use crate::{
    environment::Environment,
    redact::{Secret, SecretString},
};

const V1: &str = "client.authentication.k8s.io/v1";
const V1BETA1: &str = "client.authentication.k8s.io/v1beta1";

/// How to run the plugin.
#[derive(Clone)]
pub(super) struct ExecPlugin {
    command: String,
    arguments: Vec<String>,
    variables: Vec<ExecVariable>,
    api_version: &'static str,
    interactive_mode: InteractiveMode,
    install_hint: Option<String>,
    /// What the plugin is told about the cluster; absent unless it asks for it.
    cluster: Option<Value>,
    environment: Environment,
    interaction: Interaction,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum InteractiveMode {
    Never,
    IfAvailable,
    Always,
}

/// What the plugin answered.
pub(super) struct ExecCredential {
    pub(super) token: Option<Arc<SecretString>>,
    pub(super) certificate: Option<CertificateAndKey>,
}

/// The plugin's output; no `Debug`, for it holds credentials.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    api_version: Option<String>,
    kind: Option<String>,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default, deserialize_with = "secret_text::token")]
    token: Option<Arc<SecretString>>,
    client_certificate_data: Option<String>,
    #[serde(default, deserialize_with = "secret_text::client_key")]
    client_key_data: Option<Arc<SecretString>>,
}

impl ExecPlugin {
    /// Checks the kubeconfig's entry. `cluster` is passed on only if the entry asks for it.
    pub(super) fn new(
        entry: &ExecEntry,
        cluster: impl FnOnce() -> Value,
        environment: &Environment,
        interaction: Interaction,
    ) -> Result<Self, ExecPluginError> {
        let command = entry
            .command
            .clone()
            .filter(|command| !command.is_empty())
            .ok_or(ExecPluginError::NoCommand)?;
        let api_version = match entry.api_version.as_deref().unwrap_or_default() {
            V1 => V1,
            V1BETA1 => V1BETA1,
            other => {
                return Err(ExecPluginError::ApiVersion {
                    command,
                    version: other.to_owned(),
                });
            }
        };
        let mode = entry.interactive_mode.as_deref().unwrap_or_default();
        let interactive_mode = match mode {
            "Never" => InteractiveMode::Never,
            "IfAvailable" => InteractiveMode::IfAvailable,
            "Always" => InteractiveMode::Always,
            // client-go, tools/clientcmd/api/v1/defaults.go: optional before v1.
            "" if api_version == V1BETA1 => InteractiveMode::IfAvailable,
            _ => return Err(ExecPluginError::InteractiveMode { command }),
        };
        let wants_cluster = entry.provide_cluster_info.unwrap_or_default();
        Ok(Self {
            command,
            arguments: entry.args.clone().unwrap_or_default(),
            variables: entry.env.clone().unwrap_or_default(),
            api_version,
            interactive_mode,
            install_hint: entry.install_hint.clone(),
            cluster: wants_cluster.then(cluster),
            environment: environment.clone(),
            interaction,
        })
    }

    /// The command and its arguments, to recognise `aws eks get-token`.
    pub(super) fn command_line(&self) -> Vec<String> {
        std::iter::once(&self.command)
            .chain(&self.arguments)
            .cloned()
            .collect()
    }

    /// Runs the plugin.
    pub(super) async fn run(&self) -> Result<ExecCredential, ExecPluginError> {
        let interactive = self.is_interactive(std::io::stdin().is_terminal())?;
        let failed = |source| ExecPluginError::Start {
            command: self.command.clone(),
            install_hint: self.install_hint.clone(),
            source,
        };
        // Not tokio's `output`, which takes standard error away from the user.
        let plugin = self.command(interactive).spawn().map_err(failed)?;
        let output = plugin.wait_with_output().await.map_err(failed)?;
        let stdout = Secret::new("output of the credential plugin", output.stdout);
        if !output.status.success() {
            return Err(ExecPluginError::Failed {
                command: self.command.clone(),
                status: output.status,
            });
        }
        self.credential(stdout.expose())
    }

    fn is_interactive(&self, terminal: bool) -> Result<bool, ExecPluginError> {
        let terminal = terminal && self.interaction == Interaction::Terminal;
        match self.interactive_mode {
            InteractiveMode::Never => Ok(false),
            InteractiveMode::IfAvailable => Ok(terminal),
            InteractiveMode::Always if terminal => Ok(true),
            InteractiveMode::Always => Err(ExecPluginError::NeedsTerminal {
                command: self.command.clone(),
            }),
        }
    }

    fn command(&self, interactive: bool) -> tokio::process::Command {
        let mut spec = json!({ "interactive": interactive });
        if let (Some(cluster), Some(fields)) = (&self.cluster, spec.as_object_mut()) {
            fields.insert("cluster".to_owned(), cluster.clone());
        }
        let info = json!({
            "kind": "ExecCredential",
            "apiVersion": self.api_version,
            "spec": spec,
        });
        let mut command = tokio::process::Command::new(&self.command);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(self.environment.variables())
            .envs(
                self.variables
                    .iter()
                    .map(|variable| (&variable.name, &variable.value)),
            )
            .env("KUBERNETES_EXEC_INFO", info.to_string())
            .stdin(if interactive {
                Stdio::inherit()
            } else {
                Stdio::null()
            })
            .stdout(Stdio::piped())
            .stderr(match self.interaction {
                Interaction::Terminal => Stdio::inherit(),
                Interaction::Never => Stdio::null(),
            })
            .kill_on_drop(true);
        command
    }

    fn credential(&self, stdout: &[u8]) -> Result<ExecCredential, ExecPluginError> {
        let invalid = |problem: &'static str| ExecPluginError::Output {
            command: self.command.clone(),
            problem,
        };
        // YAML too, as client-go reads it. The decoder's error may quote a credential: dropped.
        let output: Output =
            serde_saphyr::from_slice(stdout).map_err(|_| invalid("it is not an ExecCredential"))?;
        if output.kind.as_deref() != Some("ExecCredential") {
            return Err(invalid("it is not an ExecCredential"));
        }
        if output.api_version.as_deref() != Some(self.api_version) {
            return Err(ExecPluginError::OtherVersion {
                command: self.command.clone(),
                expected: self.api_version,
            });
        }
        let status = output.status.ok_or_else(|| invalid("it has no status"))?;
        let token = secret_text::non_empty(status.token);
        let key = secret_text::non_empty(status.client_key_data);
        let certificate = status
            .client_certificate_data
            .filter(|certificate| !certificate.is_empty());
        let certificate = match (certificate, key) {
            (Some(certificate), Some(key)) => Some((certificate.into_bytes(), key)),
            (None, None) => None,
            _ => return Err(invalid("it has only one of certificate and key")),
        };
        if token.is_none() && certificate.is_none() {
            return Err(invalid("it has neither a token nor a certificate and key"));
        }
        Ok(ExecCredential { token, certificate })
    }
}

#[cfg(test)]
mod tests;
