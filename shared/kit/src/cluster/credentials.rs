//! Which credentials a kubeconfig's user and cluster hold, and which of them count.
//!
//! A token goes before a token file, a password before a plugin, and a plugin runs only for a user
//! without any of them and without a certificate. Data in the kubeconfig wins over a file.
//! Rule: client-go, `tools/clientcmd/client_config.go`, `getUserIdentificationPartialConfig`;
//! `plugin/pkg/client/auth/exec/exec.go`, `UpdateTransportConfig`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Uri;
use serde_json::{Value, json};

use super::{
    ClusterError, Interaction, KubeconfigError,
    exec_plugin::ExecPlugin,
    kubeconfig::{ClusterEntry, UserEntry},
    secret_text::{self, CLIENT_KEY, PASSWORD},
    text::one_line,
};
use crate::{
    environment::Environment,
    redact::{Secret, SecretString},
};

/// Name of the kubeconfig extension that is passed on to a credential plugin.
const EXEC_EXTENSION: &str = "client.authentication.k8s.io/exec";

/// A client certificate and its key, both PEM.
pub(super) type CertificateAndKey = (Vec<u8>, Arc<SecretString>);

/// How requests prove who sends them, apart from a client certificate.
pub(super) enum Authentication {
    None,
    Token(Arc<SecretString>),
    TokenFile(PathBuf),
    Basic(String, Arc<SecretString>),
    Plugin(ExecPlugin),
}

impl Authentication {
    /// Whether asking again may give other credentials.
    pub(super) const fn is_renewable(&self) -> bool {
        matches!(self, Self::TokenFile(_) | Self::Plugin(_))
    }

    /// The plugin's command and arguments.
    pub(super) fn exec_command(&self) -> Option<Vec<String>> {
        match self {
            Self::Plugin(plugin) => Some(plugin.command_line()),
            _ => None,
        }
    }
}

pub(super) fn authentication(
    user: &UserEntry,
    cluster: impl FnOnce() -> Value,
    environment: &Environment,
    interaction: Interaction,
) -> Result<Authentication, ClusterError> {
    let token = secret_text::non_empty(user.token.clone());
    let basic = user.username.is_some() || user.password.is_some();
    if token.is_some() && basic {
        return Err(invalid(
            "a user has both a token and a password; only one is allowed",
        ));
    }
    if let Some(token) = token {
        return Ok(Authentication::Token(token));
    }
    if let Some(file) = &user.token_file {
        return Ok(Authentication::TokenFile(file.clone()));
    }
    if basic {
        return Ok(Authentication::Basic(
            user.username.clone().unwrap_or_default(),
            user.password
                .clone()
                .unwrap_or_else(|| Arc::new(Secret::new(PASSWORD, String::new()))),
        ));
    }
    // client-go never runs the plugin for a user who has a certificate.
    let has_certificate =
        user.client_certificate.is_some() || user.client_certificate_data.is_some();
    match (&user.exec, &user.auth_provider) {
        (Some(_), Some(_)) => Err(invalid("a user has both exec and auth-provider")),
        (Some(exec), None) if !has_certificate => {
            let plugin = ExecPlugin::new(exec, cluster, environment, interaction)?;
            Ok(Authentication::Plugin(plugin))
        }
        (None, Some(provider)) => Err(invalid(&format!(
            "auth-provider \"{}\" is not supported, only exec plugins",
            one_line(&provider.name, 100)
        ))),
        _ => Ok(Authentication::None),
    }
}

pub(super) fn has_credentials(user: &UserEntry) -> bool {
    user.token.is_some()
        || user.token_file.is_some()
        || user.username.is_some()
        || user.client_certificate.is_some()
        || user.client_certificate_data.is_some()
        || user.exec.is_some()
}

pub(super) fn certificate_authority(
    cluster: &ClusterEntry,
) -> Result<Option<Vec<u8>>, KubeconfigError> {
    data_or_file(
        cluster.certificate_authority_data.as_deref(),
        cluster.certificate_authority.as_deref(),
        "certificate authority",
    )
}

pub(super) fn client_certificate(
    user: &UserEntry,
) -> Result<Option<CertificateAndKey>, KubeconfigError> {
    let certificate = data_or_file(
        user.client_certificate_data.as_deref(),
        user.client_certificate.as_deref(),
        "client certificate",
    )?;
    let key = data_or_file(
        user.client_key_data
            .as_ref()
            .map(|key| key.expose().as_str()),
        user.client_key.as_deref(),
        CLIENT_KEY,
    )?;
    let key = key.map(|key| Secret::new(CLIENT_KEY, key));
    match (certificate, key) {
        (None, _) => Ok(None),
        (Some(certificate), Some(key)) => match std::str::from_utf8(key.expose()) {
            Ok(key) => {
                let key = Secret::new(CLIENT_KEY, key.to_owned());
                Ok(Some((certificate, Arc::new(key))))
            }
            Err(_) => Err(KubeconfigError::Invalid(
                "the client key is not PEM".to_owned(),
            )),
        },
        (Some(_), None) => Err(KubeconfigError::Invalid(
            "a client certificate needs a client key".to_owned(),
        )),
    }
}

/// Data wins over a file, as in client-go.
fn data_or_file(
    data: Option<&str>,
    file: Option<&Path>,
    what: &'static str,
) -> Result<Option<Vec<u8>>, KubeconfigError> {
    if let Some(data) = data.filter(|data| !data.is_empty()) {
        // May be a key.
        let compact = Secret::new(what, data.split_whitespace().collect::<String>());
        return match STANDARD.decode(compact.expose()) {
            Ok(decoded) => Ok(Some(decoded)),
            Err(_) => Err(KubeconfigError::Invalid(format!(
                "the {what} data is not base64"
            ))),
        };
    }
    let Some(file) = file else { return Ok(None) };
    read_credential(file, what).map(Some)
}

/// Reads a file that the kubeconfig or a flag names.
pub(super) fn read_credential(file: &Path, what: &'static str) -> Result<Vec<u8>, KubeconfigError> {
    std::fs::read(file).map_err(|source| KubeconfigError::ReadCredential {
        what,
        file: file.display().to_string(),
        source,
    })
}

/// What a plugin is told ("client.authentication.k8s.io/v1 API", `Cluster`).
pub(super) fn exec_cluster(cluster: &ClusterEntry, server: &Uri) -> Value {
    let mut told = json!({ "server": server.to_string().trim_end_matches('/') });
    let Some(fields) = told.as_object_mut() else {
        return told;
    };
    let mut tell = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    tell(
        "tls-server-name",
        cluster.tls_server_name.clone().map(Value::from),
    );
    tell(
        "insecure-skip-tls-verify",
        cluster
            .insecure_skip_tls_verify
            .filter(|skip| *skip)
            .map(Value::from),
    );
    let authority = certificate_authority(cluster).ok().flatten();
    tell(
        "certificate-authority-data",
        authority.map(|pem| Value::from(STANDARD.encode(pem))),
    );
    tell("proxy-url", cluster.proxy_url.clone().map(Value::from));
    tell(
        "disable-compression",
        cluster
            .disable_compression
            .filter(|disable| *disable)
            .map(Value::from),
    );
    let extension = cluster
        .extensions
        .iter()
        .flatten()
        .find(|extension| extension.name == EXEC_EXTENSION);
    tell(
        "config",
        extension.map(|extension| extension.extension.clone()),
    );
    told
}

pub(super) fn invalid(message: &str) -> ClusterError {
    KubeconfigError::Invalid(message.to_owned()).into()
}

pub(super) fn non_empty(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
