//! Reads and merges kubeconfig files.
//!
//! Decides which files count: `--kubeconfig` alone, else the `KUBECONFIG` list, else
//! `~/.kube/config`. Files of the list that do not exist are passed over; a file that was named by
//! flag must exist. The first file to name a cluster, user, context or current context wins, and
//! relative paths are relative to the file they stand in.
//! Rule: client-go, `tools/clientcmd/loader.go`, `ClientConfigLoadingRules.Load`.
//!
//! # Why
//! The `kube` crate's reader fails on a missing file of the list, takes proxies from the process
//! environment, and its parse errors quote the file, which holds tokens. This one names only the
//! position.

use std::{
    collections::BTreeMap,
    path::{MAIN_SEPARATOR, Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, de::DeserializeOwned};

use super::{ClusterOptions, kubeconfig_error::KubeconfigError, secret_text};
use crate::{
    environment::Environment,
    redact::{Secret, SecretString},
};

/// The merged files.
#[derive(Default)]
pub(super) struct Kubeconfig {
    pub(super) current_context: Option<String>,
    pub(super) contexts: BTreeMap<String, ContextEntry>,
    pub(super) clusters: BTreeMap<String, ClusterEntry>,
    pub(super) users: BTreeMap<String, UserEntry>,
    /// The files that were looked for, for messages.
    pub(super) files: Vec<PathBuf>,
}

/// `contexts[].context`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ContextEntry {
    pub(super) cluster: Option<String>,
    pub(super) user: Option<String>,
    pub(super) namespace: Option<String>,
}

/// `clusters[].cluster`.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ClusterEntry {
    pub(super) server: Option<String>,
    pub(super) certificate_authority: Option<PathBuf>,
    pub(super) certificate_authority_data: Option<String>,
    pub(super) insecure_skip_tls_verify: Option<bool>,
    pub(super) tls_server_name: Option<String>,
    pub(super) proxy_url: Option<String>,
    pub(super) disable_compression: Option<bool>,
    pub(super) extensions: Option<Vec<Extension>>,
}

/// `clusters[].cluster.extensions[]`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Extension {
    pub(super) name: String,
    pub(super) extension: serde_json::Value,
}

/// `users[].user`; no `Debug`, for it holds credentials.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct UserEntry {
    #[serde(deserialize_with = "secret_text::token")]
    pub(super) token: Option<Arc<SecretString>>,
    #[serde(rename = "tokenFile")]
    pub(super) token_file: Option<PathBuf>,
    pub(super) client_certificate: Option<PathBuf>,
    pub(super) client_certificate_data: Option<String>,
    pub(super) client_key: Option<PathBuf>,
    #[serde(deserialize_with = "secret_text::client_key")]
    pub(super) client_key_data: Option<Arc<SecretString>>,
    pub(super) username: Option<String>,
    #[serde(deserialize_with = "secret_text::password")]
    pub(super) password: Option<Arc<SecretString>>,
    #[serde(rename = "as")]
    pub(super) impersonate: Option<String>,
    pub(super) as_uid: Option<String>,
    pub(super) as_groups: Option<Vec<String>>,
    pub(super) as_user_extra: Option<BTreeMap<String, Vec<String>>>,
    pub(super) auth_provider: Option<AuthProvider>,
    pub(super) exec: Option<ExecEntry>,
}

/// `users[].user.auth-provider`; only recognised, never used.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct AuthProvider {
    pub(super) name: String,
}

/// `users[].user.exec`.
#[derive(Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct ExecEntry {
    pub(super) api_version: Option<String>,
    pub(super) command: Option<String>,
    pub(super) args: Option<Vec<String>>,
    pub(super) env: Option<Vec<ExecVariable>>,
    pub(super) interactive_mode: Option<String>,
    pub(super) provide_cluster_info: Option<bool>,
    pub(super) install_hint: Option<String>,
}

/// `users[].user.exec.env[]`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct ExecVariable {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct File {
    #[serde(rename = "apiVersion")]
    api_version: Option<String>,
    kind: Option<String>,
    current_context: Option<String>,
    contexts: Option<Vec<NamedContext>>,
    clusters: Option<Vec<NamedCluster>>,
    users: Option<Vec<NamedUser>>,
}

#[derive(Deserialize)]
struct NamedContext {
    name: String,
    context: Option<ContextEntry>,
}

#[derive(Deserialize)]
struct NamedCluster {
    name: String,
    cluster: Option<ClusterEntry>,
}

#[derive(Deserialize)]
struct NamedUser {
    name: String,
    user: Option<UserEntry>,
}

/// The contexts of the kubeconfig, sorted; none when it cannot be read.
#[must_use]
pub fn context_names(options: &ClusterOptions, environment: &Environment) -> Vec<String> {
    Kubeconfig::load(options.kubeconfig.as_deref(), environment)
        .map(|kubeconfig| kubeconfig.contexts.into_keys().collect())
        .unwrap_or_default()
}

impl Kubeconfig {
    /// Reads the file that was named, else what the environment says.
    pub(super) fn load(
        explicit: Option<&Path>,
        environment: &Environment,
    ) -> Result<Self, KubeconfigError> {
        let mut merged = Self::default();
        if let Some(file) = explicit {
            let text = read(file)?.ok_or_else(|| KubeconfigError::Missing {
                file: file.display().to_string(),
            })?;
            merged.add(file, parse(file, text.expose())?);
            return Ok(merged);
        }
        for file in default_files(environment) {
            if let Some(text) = read(&file)? {
                merged.add(&file, parse(&file, text.expose())?);
            } else {
                merged.files.push(file);
            }
        }
        Ok(merged)
    }

    fn add(&mut self, path: &Path, file: File) {
        let folder = path.parent().unwrap_or(Path::new(""));
        self.files.push(path.to_owned());
        if self.current_context.is_none() {
            self.current_context = file.current_context.filter(|name| !name.is_empty());
        }
        for named in file.contexts.unwrap_or_default() {
            self.contexts
                .entry(named.name)
                .or_insert_with(|| named.context.unwrap_or_default());
        }
        for named in file.clusters.unwrap_or_default() {
            self.clusters.entry(named.name).or_insert_with(|| {
                let mut cluster = named.cluster.unwrap_or_default();
                resolve(folder, &mut cluster.certificate_authority);
                cluster
            });
        }
        for named in file.users.unwrap_or_default() {
            self.users.entry(named.name).or_insert_with(|| {
                let mut user = named.user.unwrap_or_default();
                resolve(folder, &mut user.token_file);
                resolve(folder, &mut user.client_certificate);
                resolve(folder, &mut user.client_key);
                if let Some(exec) = &mut user.exec {
                    resolve_command(folder, &mut exec.command);
                }
                user
            });
        }
    }
}

fn default_files(environment: &Environment) -> Vec<PathBuf> {
    let list = environment
        .get_os("KUBECONFIG")
        .filter(|list| !list.is_empty());
    let Some(list) = list else {
        return environment
            .home()
            .map(|home| home.join(".kube").join("config"))
            .into_iter()
            .collect();
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for file in std::env::split_paths(list) {
        if !file.as_os_str().is_empty() && !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// The file's text; `None` when there is no such file.
fn read(file: &Path) -> Result<Option<SecretString>, KubeconfigError> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(Secret::new("kubeconfig", text))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KubeconfigError::Read {
            file: file.display().to_string(),
            source,
        }),
    }
}

fn parse(path: &Path, text: &str) -> Result<File, KubeconfigError> {
    let text = text.trim_start_matches('\u{feff}');
    let file: File = first_document(path, text)?;
    let is_config = file.kind.as_deref().is_none_or(|kind| kind == "Config")
        && file
            .api_version
            .as_deref()
            .is_none_or(|version| version == "v1");
    if is_config {
        Ok(file)
    } else {
        Err(KubeconfigError::NotAKubeconfig {
            file: path.display().to_string(),
        })
    }
}

/// As kubectl, reads the first document of a file only.
fn first_document<T: Default + DeserializeOwned>(
    path: &Path,
    text: &str,
) -> Result<T, KubeconfigError> {
    // The error's text quotes the file, so only its position goes on.
    let documents: Vec<Option<T>> = serde_saphyr::from_multiple(text).map_err(|error| {
        let location = error.location();
        KubeconfigError::Parse {
            file: path.display().to_string(),
            line: location.as_ref().map_or(0, serde_saphyr::Location::line),
            column: location.as_ref().map_or(0, serde_saphyr::Location::column),
        }
    })?;
    Ok(documents.into_iter().next().flatten().unwrap_or_default())
}

fn resolve(folder: &Path, file: &mut Option<PathBuf>) {
    *file = file
        .take()
        .filter(|file| !file.as_os_str().is_empty())
        .map(|file| folder.join(file));
}

/// A command with a path separator is a path; any other is looked for in `PATH`.
fn resolve_command(folder: &Path, command: &mut Option<String>) {
    if let Some(path) = command
        .as_mut()
        .filter(|path| path.contains(MAIN_SEPARATOR))
    {
        *path = folder.join(&*path).to_string_lossy().into_owned();
    }
}

#[cfg(test)]
mod tests;
