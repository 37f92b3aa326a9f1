//! Credentials in use, and their renewal.
//!
//! A session is a client with the credentials of one moment. When the API server stops accepting
//! them, one request renews them for all the others; a user without a plugin or token file has
//! nothing to renew.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    HeaderName, HeaderValue,
    header::{AUTHORIZATION, USER_AGENT},
};
use kube::{Client, Config};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use tokio::sync::RwLock;

use super::{
    ClusterError, connector,
    credentials::{Authentication, CertificateAndKey, read_credential},
    failure::root_cause,
    secret_text::TOKEN,
    target::Target,
};
use crate::redact::Secret;

/// The text of an `Authorization` header, or what it is made of, as it is shown.
const AUTHORIZATION_VALUE: &str = "authorization";

/// A client with the credentials of one moment.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) client: Client,
    /// Counts renewals.
    pub(super) generation: u64,
}

/// The current session and what the next one is made of.
pub(super) struct Sessions {
    target: Target,
    user_agent: String,
    current: Arc<RwLock<Session>>,
}

/// What proves who we are, at one moment.
#[derive(Default)]
struct Credentials {
    authorization: Option<HeaderValue>,
    certificate: Option<CertificateAndKey>,
}

impl Sessions {
    /// Obtains credentials for the first time.
    pub(super) async fn open(target: Target, user_agent: String) -> Result<Self, ClusterError> {
        // Two providers in one binary make rustls panic unless one is chosen; an error says that
        // it has been chosen already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let credentials = obtain(&target).await?;
        let session = Session {
            client: client(&target, &user_agent, credentials)?,
            generation: 0,
        };
        Ok(Self {
            target,
            user_agent,
            current: Arc::new(RwLock::new(session)),
        })
    }

    pub(super) async fn current(&self) -> Session {
        self.current.read().await.clone()
    }

    /// Replaces the session of `generation`, unless another request has done so meanwhile; `None`
    /// when there is nothing to renew.
    pub(super) async fn renew(&self, generation: u64) -> Result<Option<Session>, ClusterError> {
        if !self.target.authentication.is_renewable() {
            return Ok(None);
        }
        let mut current = self.current.write().await;
        if current.generation == generation {
            let credentials = obtain(&self.target).await?;
            *current = Session {
                client: client(&self.target, &self.user_agent, credentials)?,
                generation: generation + 1,
            };
        }
        Ok(Some(current.clone()))
    }
}

async fn obtain(target: &Target) -> Result<Credentials, ClusterError> {
    let mut credentials = Credentials {
        authorization: None,
        certificate: target.client_certificate.clone(),
    };
    match &target.authentication {
        Authentication::None => {}
        Authentication::Token(token) => {
            credentials.authorization = Some(bearer(target, token.expose())?);
        }
        Authentication::TokenFile(file) => {
            let token = Secret::new(TOKEN, read_credential(file, "token file")?);
            let token = String::from_utf8_lossy(token.expose());
            credentials.authorization = Some(bearer(target, token.trim())?);
        }
        Authentication::Basic(user, password) => {
            let pair = Secret::new(AUTHORIZATION_VALUE, format!("{user}:{}", password.expose()));
            let value = format!("Basic {}", STANDARD.encode(pair.expose()));
            credentials.authorization = Some(sensitive(target, value)?);
        }
        Authentication::Plugin(plugin) => {
            let credential = plugin.run().await?;
            if let Some(token) = credential.token {
                credentials.authorization = Some(bearer(target, token.expose())?);
            }
            if credential.certificate.is_some() {
                credentials.certificate = credential.certificate;
            }
        }
    }
    Ok(credentials)
}

fn bearer(target: &Target, token: &str) -> Result<HeaderValue, ClusterError> {
    sensitive(target, format!("Bearer {token}"))
}

/// kube panics on a token with a line break; this is an error.
fn sensitive(target: &Target, value: String) -> Result<HeaderValue, ClusterError> {
    let value = Secret::new(AUTHORIZATION_VALUE, value);
    let mut value = HeaderValue::from_str(value.expose()).map_err(|_| {
        setup(
            target,
            "the token holds a character that HTTP headers cannot carry",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Makes kube's client, with everything switched off that this crate does itself.
fn client(
    target: &Target,
    user_agent: &str,
    credentials: Credentials,
) -> Result<Client, ClusterError> {
    let mut config = Config::new(target.server.clone());
    config.default_namespace.clone_from(&target.namespace);
    config.root_cert = root_certificates(target)?;
    config.accept_invalid_certs = target.insecure_skip_tls_verify;
    config.tls_server_name.clone_from(&target.tls_server_name);
    config.proxy_url.clone_from(&target.proxy);
    config.disable_compression = target.disable_compression;
    config.default_retry = false;
    config.headers = headers(target, user_agent, credentials.authorization)?;
    if let Some((certificate, key)) = credentials.certificate {
        config.auth_info.client_certificate_data = Some(STANDARD.encode(certificate));
        // kube has a secret type of its own, which wipes the text as well.
        config.auth_info.client_key_data = Some(STANDARD.encode(key.expose()).into());
    }
    connector::client(config).map_err(|error| setup(target, &root_cause(&error)))
}

fn headers(
    target: &Target,
    user_agent: &str,
    authorization: Option<HeaderValue>,
) -> Result<Vec<(HeaderName, HeaderValue)>, ClusterError> {
    let user_agent = HeaderValue::from_str(user_agent)
        .map_err(|_| setup(target, "the plugin's name does not fit into a header"))?;
    let mut headers = vec![(USER_AGENT, user_agent)];
    headers.extend(authorization.map(|value| (AUTHORIZATION, value)));
    headers.extend(target.impersonation.headers()?);
    Ok(headers)
}

/// DER of each certificate; `None` means the system's authorities.
fn root_certificates(target: &Target) -> Result<Option<Vec<Vec<u8>>>, ClusterError> {
    let Some(pem) = &target.certificate_authority else {
        // An empty list where none is needed: a machine without authorities is no error then.
        let needed =
            target.server.scheme_str() == Some("https") && !target.insecure_skip_tls_verify;
        return Ok((!needed).then(Vec::new));
    };
    let certificates: Result<Vec<Vec<u8>>, _> = CertificateDer::pem_slice_iter(pem)
        .map(|certificate| certificate.map(|der| der.to_vec()))
        .collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(Some(certificates)),
        _ => Err(setup(
            target,
            "the certificate authority holds no PEM certificate",
        )),
    }
}

fn setup(target: &Target, reason: &str) -> ClusterError {
    ClusterError::Setup {
        host: target.server.host().unwrap_or_default().to_owned(),
        reason: super::text::one_line(reason, 200),
    }
}
