//! The flags that say which cluster, as whom, and how; spelled and worded as kubectl's.
//!
//! Rule: cli-runtime, `pkg/genericclioptions/config_flags.go`. Two things differ: requests are given
//! up after 30 s unless told otherwise, and lists are read in pages of `--chunk-size` by every
//! command. `-A` belongs to the plugins, for not every command has a namespace.

use std::{collections::BTreeMap, convert::Infallible, num::NonZeroU32, path::PathBuf, sync::Arc};

use clap::{ArgAction, Args};

use crate::{
    Error,
    cluster::{ClusterOptions, Impersonation, Interaction, Timeout, secret_text::TOKEN},
    object::is_dns_label,
    redact::{Secret, SecretString},
};

/// Which cluster, as whom, and how; flatten it into a plugin's own arguments.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Cluster")]
pub struct ClusterArgs {
    /// Path to the kubeconfig file to use for CLI requests.
    #[arg(long, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// The name of the kubeconfig context to use
    #[arg(long, value_name = "NAME")]
    pub context: Option<String>,
    /// The name of the kubeconfig cluster to use
    #[arg(long, value_name = "NAME")]
    pub cluster: Option<String>,
    /// The name of the kubeconfig user to use
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    /// If present, the namespace scope for this CLI request
    // The last one counts, as in kubectl; a command that takes several reads them all.
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Vec<String>,
    /// The address and port of the Kubernetes API server
    #[arg(short, long, value_name = "URL")]
    pub server: Option<String>,
    /// Username to impersonate for the operation. User could be a regular user or a service
    /// account in a namespace.
    #[arg(long = "as", value_name = "USER")]
    pub impersonate: Option<String>,
    /// UID to impersonate for the operation.
    #[arg(long, value_name = "UID")]
    pub as_uid: Option<String>,
    /// Group to impersonate for the operation, this flag can be repeated to specify multiple
    /// groups.
    #[arg(long, value_name = "GROUP")]
    pub as_group: Vec<String>,
    /// User extras to impersonate for the operation, this flag can be repeated to specify multiple
    /// values for the same key.
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_and_value)]
    pub as_user_extra: Vec<(String, String)>,
    /// Bearer token for authentication to the API server; visible to other users of this machine
    /// in the list of processes
    #[arg(long, value_name = "TOKEN", value_parser = secret)]
    pub token: Option<Arc<SecretString>>,
    /// Path to a cert file for the certificate authority
    #[arg(long, value_name = "FILE")]
    pub certificate_authority: Option<PathBuf>,
    /// Path to a client certificate file for TLS
    #[arg(long, value_name = "FILE")]
    pub client_certificate: Option<PathBuf>,
    /// Path to a client key file for TLS
    #[arg(long, value_name = "FILE")]
    pub client_key: Option<PathBuf>,
    /// Server name to use for server certificate validation. If it is not provided, the hostname
    /// used to contact the server is used
    #[arg(long, value_name = "NAME")]
    pub tls_server_name: Option<String>,
    /// If true, the server's certificate will not be checked for validity. This will make your
    /// HTTPS connections insecure
    #[arg(long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1,
          require_equals = true, default_value_t = false, default_missing_value = "true",
          hide_default_value = true, hide_possible_values = true)]
    pub insecure_skip_tls_verify: bool,
    /// The length of time to wait before giving up on a single server request. Non-zero values
    /// should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't
    /// timeout requests.
    #[arg(long, value_name = "DURATION", default_value = "30s")]
    pub request_timeout: Timeout,
    /// If true, opt-out of response compression for all requests to the server
    #[arg(long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1,
          require_equals = true, default_value_t = false, default_missing_value = "true",
          hide_default_value = true, hide_possible_values = true)]
    pub disable_compression: bool,
    /// Return large lists in chunks rather than all at once. Pass 0 to disable.
    #[arg(long, value_name = "NUMBER", default_value_t = ClusterOptions::DEFAULT_CHUNK_SIZE)]
    pub chunk_size: u32,
}

impl ClusterArgs {
    /// Checks that the flags fit together; an empty value counts as absent, as with kubectl.
    pub fn resolve(&self) -> Result<ClusterOptions, Error> {
        let options = ClusterOptions {
            kubeconfig: given_path(self.kubeconfig.as_ref()),
            context: given(self.context.as_ref()),
            cluster: given(self.cluster.as_ref()),
            user: given(self.user.as_ref()),
            namespace: given(self.namespace.last()),
            server: given(self.server.as_ref()),
            impersonation: self.impersonation(),
            token: self.token.clone().filter(|token| !token.is_empty()),
            certificate_authority: given_path(self.certificate_authority.as_ref()),
            client_certificate: given_path(self.client_certificate.as_ref()),
            client_key: given_path(self.client_key.as_ref()),
            tls_server_name: given(self.tls_server_name.as_ref()),
            insecure_skip_tls_verify: self.insecure_skip_tls_verify,
            disable_compression: self.disable_compression,
            request_timeout: self.request_timeout.0,
            chunk_size: NonZeroU32::new(self.chunk_size),
            interaction: Interaction::Terminal,
        };
        let mut namespaces = self.namespace.iter().filter(|it| !it.is_empty());
        if let Some(namespace) = namespaces.find(|it| !is_dns_label(it)) {
            return Err(Error::usage(
                format!("{namespace:?} cannot be the name of a namespace"),
                "a namespace's name has lower-case letters, digits and dashes, 63 at most",
            ));
        }
        if options.impersonation.lacks_user() {
            return Err(Error::usage(
                "--as-uid, --as-group and --as-user-extra need --as",
                "name the user whose UID, groups or extras these are with --as USER",
            ));
        }
        if let Err(error) = options.impersonation.headers() {
            return Err(Error::usage(
                error.to_string(),
                "look for line breaks and other control characters in the --as flags",
            ));
        }
        if options.insecure_skip_tls_verify && options.certificate_authority.is_some() {
            return Err(Error::usage(
                "--certificate-authority and --insecure-skip-tls-verify exclude each other",
                "leave out --insecure-skip-tls-verify to have the server's certificate checked",
            ));
        }
        Ok(options)
    }

    fn impersonation(&self) -> Impersonation {
        let mut extra: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, value) in &self.as_user_extra {
            extra.entry(key.clone()).or_default().push(value.clone());
        }
        Impersonation {
            user: given(self.impersonate.as_ref()),
            uid: given(self.as_uid.as_ref()),
            groups: self.as_group.clone(),
            extra,
        }
    }
}

fn given(value: Option<&String>) -> Option<String> {
    value.filter(|value| !value.is_empty()).cloned()
}

fn given_path(value: Option<&PathBuf>) -> Option<PathBuf> {
    value.filter(|value| !value.as_os_str().is_empty()).cloned()
}

fn key_and_value(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("must be KEY=VALUE"),
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature of clap's value parsers"
)]
fn secret(text: &str) -> Result<Arc<SecretString>, Infallible> {
    Ok(Arc::new(Secret::new(TOKEN, text.to_owned())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser;

    use super::ClusterArgs;
    use crate::{Error, cluster::ClusterOptions};

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        cluster: ClusterArgs,
    }

    fn resolve(arguments: &[&str]) -> Result<ClusterOptions, Error> {
        Command::try_parse_from(std::iter::once(&"kubectl-test").chain(arguments))
            .unwrap()
            .cluster
            .resolve()
    }

    #[test]
    fn defaults_are_thirty_seconds_and_pages_of_five_hundred() {
        let options = resolve(&[]).unwrap();
        assert_eq!(options.request_timeout, Some(Duration::from_secs(30)));
        assert_eq!(options.chunk_size.unwrap().get(), 500);
    }

    #[test]
    fn zero_switches_timeout_and_paging_off() {
        let options = resolve(&["--request-timeout=0", "--chunk-size=0"]).unwrap();
        assert_eq!(options.request_timeout, None);
        assert_eq!(options.chunk_size, None);
    }

    #[test]
    fn a_bad_timeout_is_a_usage_error_that_says_what_fits() {
        let error =
            Command::try_parse_from(["kubectl-test", "--request-timeout", "soon"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        assert!(error.to_string().contains("1m30s"), "{error}");
    }

    #[test]
    fn a_group_without_a_user_is_a_usage_error() {
        for flags in [
            ["--as-group", "dev"],
            ["--as-uid", "42"],
            ["--as-user-extra", "team=a"],
        ] {
            let error = resolve(&flags).unwrap_err();
            assert!(matches!(error, Error::Usage { .. }), "{flags:?}");
            assert!(error.hint().unwrap().contains("--as USER"));
        }
    }

    #[test]
    fn groups_and_extras_repeat_and_keep_commas() {
        let options = resolve(&[
            "--as=ann",
            "--as-group=a,b",
            "--as-group=c",
            "--as-user-extra=team=x=y",
            "--as-user-extra=team=z",
        ])
        .unwrap();
        assert_eq!(options.impersonation.groups, ["a,b", "c"]);
        assert_eq!(options.impersonation.extra["team"], ["x=y", "z"]);
    }

    #[test]
    fn switches_take_a_value_as_they_do_in_kubectl() {
        let options = resolve(&["--insecure-skip-tls-verify", "--disable-compression=false"]);
        let options = options.unwrap();
        assert!(options.insecure_skip_tls_verify);
        assert!(!options.disable_compression);
    }

    #[test]
    fn an_authority_and_no_checking_exclude_each_other() {
        let error = resolve(&[
            "--insecure-skip-tls-verify",
            "--certificate-authority=ca.pem",
        ]);
        assert!(matches!(error, Err(Error::Usage { .. })));
    }

    #[test]
    fn the_token_is_never_part_of_debug_output() {
        let command = Command::try_parse_from(["kubectl-test", "--token=s3cr3t"]).unwrap();
        assert!(!format!("{command:?}").contains("s3cr3t"));
        assert!(!format!("{:?}", command.cluster.resolve().unwrap()).contains("s3cr3t"));
    }
}
