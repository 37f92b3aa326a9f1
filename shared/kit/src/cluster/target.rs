//! Joins kubeconfig and flags into the one cluster and user that requests go to.
//!
//! Decides names as kubectl does: flags over the context, the context over nothing. A context,
//! cluster or user that is named and missing is an error; there is no silent fall-back to another
//! context, to the in-cluster service account or to `localhost:8080`.
//! Rule: client-go, `tools/clientcmd/client_config.go`, `getCluster`, `getAuthInfo`, and
//! `validation.go`.

use http::{Uri, uri::Authority};

use super::{
    ClusterError, ClusterOptions, Impersonation, KubeconfigError,
    credentials::{
        Authentication, CertificateAndKey, authentication, certificate_authority,
        client_certificate, exec_cluster, has_credentials, invalid, non_empty,
    },
    kubeconfig::{ClusterEntry, ContextEntry, Kubeconfig, UserEntry},
    proxy::proxy_for,
    text::one_line,
};
use crate::environment::Environment;

/// Where requests go and as whom; no `Debug`, for it holds credentials.
pub(super) struct Target {
    pub(super) server: Uri,
    pub(super) namespace: String,
    /// PEM; absent means the system's own authorities.
    pub(super) certificate_authority: Option<Vec<u8>>,
    pub(super) insecure_skip_tls_verify: bool,
    pub(super) tls_server_name: Option<String>,
    pub(super) proxy: Option<Uri>,
    pub(super) disable_compression: bool,
    pub(super) impersonation: Impersonation,
    pub(super) client_certificate: Option<CertificateAndKey>,
    pub(super) authentication: Authentication,
}

/// What was chosen, with what is worth a warning.
pub(super) struct Selected {
    pub(super) target: Target,
    pub(super) warnings: Vec<String>,
}

/// Decides where requests go.
pub(super) fn select(
    options: &ClusterOptions,
    environment: &Environment,
) -> Result<Selected, ClusterError> {
    let kubeconfig = Kubeconfig::load(options.kubeconfig.as_deref(), environment)?;
    let mut warnings = Vec::new();
    let context = context(&kubeconfig, options)?;
    let cluster = cluster(&kubeconfig, &context, options)?;
    let user = user(&kubeconfig, &context, options, &mut warnings)?;
    let server = server(&kubeconfig, &context, &cluster, options, &user)?;
    let encrypted = server.scheme_str() == Some("https");
    let certificate_authority = certificate_authority(&cluster)?;
    let insecure_skip_tls_verify = cluster.insecure_skip_tls_verify.unwrap_or_default();
    if insecure_skip_tls_verify && certificate_authority.is_some() {
        return Err(invalid(
            "a cluster has both a certificate authority and insecure-skip-tls-verify",
        ));
    }
    if insecure_skip_tls_verify && encrypted {
        warnings.push(
            "the server's certificate is not checked (insecure-skip-tls-verify): \
             anyone on the network path can read the credentials and change the answers"
                .to_owned(),
        );
    }
    let proxy = proxy_for(&server, cluster.proxy_url.as_deref(), environment)?;
    let impersonation = impersonation(&user, options)?;
    let (client_certificate, authentication) = if encrypted {
        (
            client_certificate(&user)?,
            authentication(
                &user,
                || exec_cluster(&cluster, &server),
                environment,
                options.interaction,
            )?,
        )
    } else {
        // client-go sends credentials over TLS only.
        if has_credentials(&user) {
            warnings.push("credentials are not sent, for the server's URL is not https".to_owned());
        }
        (None, Authentication::None)
    };
    let namespace = options.namespace.clone().or(context.namespace.clone());
    Ok(Selected {
        target: Target {
            server,
            namespace: non_empty(namespace).unwrap_or_else(|| "default".to_owned()),
            certificate_authority,
            insecure_skip_tls_verify,
            tls_server_name: non_empty(cluster.tls_server_name.clone()),
            proxy,
            disable_compression: options.disable_compression
                || cluster.disable_compression.unwrap_or_default(),
            impersonation,
            client_certificate,
            authentication,
        },
        warnings,
    })
}

fn context(
    kubeconfig: &Kubeconfig,
    options: &ClusterOptions,
) -> Result<ContextEntry, KubeconfigError> {
    let Some(name) = options
        .context
        .as_ref()
        .or(kubeconfig.current_context.as_ref())
    else {
        return Ok(ContextEntry::default());
    };
    kubeconfig
        .contexts
        .get(name)
        .cloned()
        .ok_or_else(|| unknown("context", name, kubeconfig.contexts.keys()))
}

fn cluster(
    kubeconfig: &Kubeconfig,
    context: &ContextEntry,
    options: &ClusterOptions,
) -> Result<ClusterEntry, KubeconfigError> {
    let name = options.cluster.as_ref().or(context.cluster.as_ref());
    let mut cluster = match name.filter(|name| !name.is_empty()) {
        None => ClusterEntry::default(),
        Some(name) => match kubeconfig.clusters.get(name) {
            Some(cluster) => cluster.clone(),
            // With --server a context whose cluster is gone still works, as in kubectl.
            None if options.server.is_some() && options.cluster.is_none() => {
                ClusterEntry::default()
            }
            None => return Err(unknown("cluster", name, kubeconfig.clusters.keys())),
        },
    };
    if options.insecure_skip_tls_verify || options.certificate_authority.is_some() {
        cluster.insecure_skip_tls_verify = Some(options.insecure_skip_tls_verify);
        cluster
            .certificate_authority
            .clone_from(&options.certificate_authority);
        cluster.certificate_authority_data = None;
    }
    // The kubeconfig's name belongs to the kubeconfig's server.
    if options.server.is_some() || options.tls_server_name.is_some() {
        cluster.tls_server_name.clone_from(&options.tls_server_name);
    }
    Ok(cluster)
}

fn user(
    kubeconfig: &Kubeconfig,
    context: &ContextEntry,
    options: &ClusterOptions,
    warnings: &mut Vec<String>,
) -> Result<UserEntry, ClusterError> {
    let name = options.user.as_ref().or(context.user.as_ref());
    let mut user = match name.filter(|name| !name.is_empty()) {
        None => UserEntry::default(),
        Some(name) => match kubeconfig.users.get(name) {
            Some(user) => user.clone(),
            None if options.user.is_some() => {
                return Err(unknown("user", name, kubeconfig.users.keys()).into());
            }
            None => {
                warnings.push(format!(
                    "user \"{}\" of the context is not in the kubeconfig",
                    one_line(name, 100)
                ));
                UserEntry::default()
            }
        },
    };
    if options.token.is_some() {
        // Unlike kubectl, which lets a token file win over the flag.
        user.token_file = None;
        user.token.clone_from(&options.token);
    }
    if options.client_certificate.is_some() {
        user.client_certificate
            .clone_from(&options.client_certificate);
        user.client_certificate_data = None;
    }
    if options.client_key.is_some() {
        user.client_key.clone_from(&options.client_key);
        user.client_key_data = None;
    }
    Ok(user)
}

fn server(
    kubeconfig: &Kubeconfig,
    context: &ContextEntry,
    cluster: &ClusterEntry,
    options: &ClusterOptions,
    user: &UserEntry,
) -> Result<Uri, KubeconfigError> {
    let server = non_empty(options.server.clone().or_else(|| cluster.server.clone()));
    let Some(server) = server else {
        return Err(no_server(kubeconfig, context, options));
    };
    // client-go, rest/url_utils.go: https if anything about TLS is set, else http.
    let full = if server.contains("://") {
        server.clone()
    } else if cluster.certificate_authority.is_some()
        || cluster.certificate_authority_data.is_some()
        || cluster.insecure_skip_tls_verify == Some(true)
        || user.client_certificate.is_some()
        || user.client_certificate_data.is_some()
    {
        format!("https://{server}")
    } else {
        format!("http://{server}")
    };
    let uri: Option<Uri> = full.parse().ok();
    uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")))
        .filter(|uri| uri.host().is_some_and(|host| !host.is_empty()))
        .filter(|uri| uri.authority().is_some_and(is_host_and_port))
        .ok_or_else(|| bad_server(server))
}

/// Whether there is nothing but a host and perhaps a port: no user, and no password in the port's
/// place, which the parser does not look at.
fn is_host_and_port(authority: &Authority) -> bool {
    let without_port = authority.as_str().trim_end_matches(':');
    !without_port.contains('@')
        && (authority.port_u16().is_some() || without_port == authority.host())
}

/// A password may hold what makes the URL unreadable, so where it ends cannot be told: an address
/// with an `@` anywhere is not repeated.
fn bad_server(server: String) -> KubeconfigError {
    if server.contains('@') {
        KubeconfigError::CredentialsInServer
    } else {
        KubeconfigError::BadServer { server }
    }
}

fn no_server(
    kubeconfig: &Kubeconfig,
    context: &ContextEntry,
    options: &ClusterOptions,
) -> KubeconfigError {
    if let Some(cluster) = options.cluster.clone().or_else(|| context.cluster.clone()) {
        return KubeconfigError::NoServer { cluster };
    }
    if !kubeconfig.contexts.is_empty() {
        return KubeconfigError::NoCurrentContext {
            available: kubeconfig.contexts.keys().cloned().collect(),
        };
    }
    let files: Vec<String> = kubeconfig
        .files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    KubeconfigError::NoConfiguration {
        looked_for: if files.is_empty() {
            "kubeconfig".to_owned()
        } else {
            format!("a cluster in {}", files.join(", "))
        },
    }
}

fn impersonation(
    user: &UserEntry,
    options: &ClusterOptions,
) -> Result<Impersonation, ClusterError> {
    let kubeconfig = Impersonation {
        user: non_empty(user.impersonate.clone()),
        uid: non_empty(user.as_uid.clone()),
        groups: user.as_groups.clone().unwrap_or_default(),
        extra: user.as_user_extra.clone().unwrap_or_default(),
    };
    let impersonation = kubeconfig.overridden_by(&options.impersonation);
    if impersonation.lacks_user() {
        return Err(invalid(
            "a user has as-uid, as-groups or as-user-extra without as",
        ));
    }
    Ok(impersonation)
}

fn unknown<'a>(
    what: &'static str,
    name: &str,
    available: impl Iterator<Item = &'a String>,
) -> KubeconfigError {
    KubeconfigError::Unknown {
        what,
        name: name.to_owned(),
        available: available.cloned().collect(),
    }
}

#[cfg(test)]
mod tests;
