use std::{path::PathBuf, sync::Arc};

use super::{Authentication, Selected, select};
use crate::{
    cluster::{ClusterError, ClusterOptions, Impersonation, KubeconfigError},
    environment::Environment,
    redact::Secret,
};

const KUBECONFIG: &str = "
current-context: prod
contexts:
- {name: prod, context: {cluster: prod, user: ann, namespace: shop}}
- {name: lost, context: {cluster: gone, user: gone}}
- {name: bare, context: {cluster: prod}}
clusters:
- name: prod
  cluster:
    server: https://prod.example.org
    certificate-authority-data: Q0E=
    tls-server-name: kubernetes
    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]
- {name: other, cluster: {server: 'https://other.example.org/k8s/clusters/c-1'}}
users:
- {name: ann, user: {token: abc, as: bob, as-groups: [dev]}}
- name: eks
  user: {exec: {command: aws, args: [eks, get-token], apiVersion: client.authentication.k8s.io/v1beta1, provideClusterInfo: true}}
- {name: legacy, user: {auth-provider: {name: gcp}}}
- {name: both, user: {token: t, username: u, password: p}}
";

fn select_with(
    kubeconfig: &str,
    change: impl FnOnce(&mut ClusterOptions),
) -> Result<Selected, ClusterError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config");
    std::fs::write(&file, kubeconfig).unwrap();
    let mut options = ClusterOptions {
        kubeconfig: Some(file),
        ..ClusterOptions::default()
    };
    change(&mut options);
    select(&options, &Environment::default())
}

fn error(change: impl FnOnce(&mut ClusterOptions)) -> ClusterError {
    select_with(KUBECONFIG, change).err().unwrap()
}

#[test]
fn the_current_context_decides_unless_a_flag_does() {
    let target = select_with(KUBECONFIG, |_| {}).unwrap().target;
    assert_eq!(target.server, "https://prod.example.org");
    assert_eq!(target.namespace, "shop");
    assert_eq!(target.certificate_authority.as_deref(), Some(&b"CA"[..]));
    assert_eq!(target.tls_server_name.as_deref(), Some("kubernetes"));
    let selected = select_with(KUBECONFIG, |options| {
        options.cluster = Some("other".to_owned());
        options.namespace = Some("pay".to_owned());
    });
    let target = selected.unwrap().target;
    assert_eq!(target.server.path(), "/k8s/clusters/c-1");
    assert_eq!(target.namespace, "pay");
    let Authentication::Token(token) = target.authentication else {
        panic!("the context's user stays");
    };
    assert_eq!(token.expose(), "abc");
}

#[test]
fn a_wrong_context_is_an_error_that_lists_the_others() {
    let error = error(|options| options.context = Some("prdo".to_owned()));
    assert_eq!(
        error.to_string(),
        "context \"prdo\" does not exist in the kubeconfig"
    );
    assert_eq!(
        error.hint().unwrap(),
        "available contexts: bare, lost, prod"
    );
}

#[test]
fn a_long_list_of_contexts_is_cut() {
    let contexts: Vec<String> = (0..25)
        .map(|number| format!("{{name: c{number:02}}}"))
        .collect();
    let kubeconfig = format!("contexts: [{}]", contexts.join(", "));
    let error = select_with(&kubeconfig, |_| {}).err().unwrap();
    assert!(matches!(
        error,
        ClusterError::Kubeconfig(KubeconfigError::NoCurrentContext { .. })
    ));
    let hint = error.hint().unwrap();
    assert!(
        hint.contains("c00") && hint.contains("c09 and 15 more"),
        "{hint}"
    );
}

#[test]
fn a_missing_cluster_is_never_replaced_by_another() {
    for change in [
        |options: &mut ClusterOptions| options.context = Some("lost".to_owned()),
        |options: &mut ClusterOptions| options.cluster = Some("gone".to_owned()),
    ] {
        let error = error(change);
        assert!(error.to_string().starts_with("cluster \"gone\""), "{error}");
    }
}

#[test]
fn without_any_configuration_there_is_no_fall_back() {
    let environment = Environment::from_pairs([
        ("HOME", "/nonexistent"),
        ("KUBERNETES_SERVICE_HOST", "10.0.0.1"),
        ("KUBERNETES_SERVICE_PORT", "443"),
    ]);
    let error = select(&ClusterOptions::default(), &environment)
        .err()
        .unwrap();
    assert!(
        error
            .to_string()
            .contains("no configuration has been provided")
    );
    assert!(error.to_string().contains("/nonexistent/.kube/config"));
    assert!(error.hint().unwrap().contains("--kubeconfig"));
}

#[test]
fn a_server_flag_needs_no_kubeconfig() {
    let options = ClusterOptions {
        server: Some("https://example.org:6443".to_owned()),
        ..ClusterOptions::default()
    };
    let target = select(&options, &Environment::default()).unwrap().target;
    assert_eq!(target.server, "https://example.org:6443");
    assert_eq!(target.namespace, "default");
    assert!(matches!(target.authentication, Authentication::None));
}

#[test]
fn a_server_without_a_scheme_is_https_only_if_something_says_tls() {
    let server = |change: fn(&mut ClusterOptions)| {
        let mut options = ClusterOptions {
            server: Some("localhost:8080".to_owned()),
            ..ClusterOptions::default()
        };
        change(&mut options);
        let selected = select(&options, &Environment::default()).unwrap();
        selected.target.server.to_string()
    };
    assert_eq!(server(|_| {}), "http://localhost:8080/");
    let insecure = server(|options| {
        options.insecure_skip_tls_verify = true;
    });
    assert_eq!(insecure, "https://localhost:8080/");
}

#[test]
fn addresses_that_are_no_api_server_are_refused() {
    for address in ["ftp://x", "https://", "http://a b"] {
        let error = error(|options| options.server = Some(address.to_owned()));
        let bad = matches!(
            error,
            ClusterError::Kubeconfig(KubeconfigError::BadServer { .. })
        );
        assert!(bad, "{address}");
    }
}

#[test]
fn a_password_in_the_servers_url_is_refused_and_not_repeated() {
    for address in [
        "https://ann:s3cr3t@example.org",
        "ann:s3cr3t@example.org",
        "https://ann:s3cr3t/x@example.org",
        "https://ann:s3cr3t x@example.org",
        "ftp://ann:s3cr3t@example.org",
    ] {
        let error = error(|options| options.server = Some(address.to_owned()));
        let shown = format!("{error} {error:?} {:?}", error.hint());
        assert!(!shown.contains("s3cr3t"), "{shown}");
        assert!(shown.contains("user and password"), "{shown}");
    }
}

#[test]
fn not_checking_certificates_warns_and_drops_the_kubeconfigs_authority() {
    let selected = select_with(KUBECONFIG, |options| {
        options.insecure_skip_tls_verify = true;
    });
    let selected = selected.unwrap();
    assert!(selected.target.insecure_skip_tls_verify);
    assert_eq!(selected.target.certificate_authority, None);
    assert!(selected.warnings[0].contains("not checked"));
}

#[test]
fn a_kubeconfig_with_an_authority_and_no_checking_is_refused() {
    let kubeconfig = KUBECONFIG.replace(
        "tls-server-name: kubernetes",
        "insecure-skip-tls-verify: true",
    );
    assert!(select_with(&kubeconfig, |_| {}).is_err());
}

#[test]
fn the_kubeconfigs_server_name_does_not_follow_another_server() {
    let selected = select_with(KUBECONFIG, |options| {
        options.server = Some("https://x".to_owned());
    });
    assert_eq!(selected.unwrap().target.tls_server_name, None);
}

#[test]
fn impersonation_of_flags_lies_over_the_kubeconfigs() {
    let selected = select_with(KUBECONFIG, |options| {
        options.impersonation = Impersonation {
            user: Some("eve".to_owned()),
            ..Impersonation::default()
        };
    });
    let impersonation = selected.unwrap().target.impersonation;
    assert_eq!(impersonation.user.as_deref(), Some("eve"));
    assert_eq!(impersonation.groups, ["dev"]);
}

#[test]
fn a_token_flag_silences_the_plugin() {
    let selected = select_with(KUBECONFIG, |options| {
        options.user = Some("eks".to_owned());
        options.token = Some(Arc::new(Secret::new("token", "mine".to_owned())));
    });
    let target = selected.unwrap().target;
    assert!(matches!(target.authentication, Authentication::Token(_)));
}

#[test]
fn the_plugin_is_recognisable() {
    let selected = select_with(KUBECONFIG, |options| options.user = Some("eks".to_owned()));
    let command = selected.unwrap().target.authentication.exec_command();
    assert_eq!(command.unwrap(), ["aws", "eks", "get-token"]);
}

#[test]
fn a_user_that_is_gone_is_a_warning_and_by_flag_an_error() {
    let kubeconfig = KUBECONFIG.replace("user: ann,", "user: nobody,");
    let selected = select_with(&kubeconfig, |_| {}).unwrap();
    assert!(
        selected.warnings[0].contains("\"nobody\""),
        "{:?}",
        selected.warnings
    );
    let error = error(|options| options.user = Some("nobody".to_owned()));
    assert!(error.hint().unwrap().contains("ann, both, eks, legacy"));
}

#[test]
fn ambiguous_and_unsupported_users_are_refused() {
    for user in ["both", "legacy"] {
        let error = error(|options| options.user = Some(user.to_owned()));
        assert!(
            error.to_string().starts_with("invalid configuration"),
            "{error}"
        );
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let error = error(|options| {
        options.certificate_authority = Some(PathBuf::from("/nonexistent/ca.pem"));
    });
    assert_eq!(
        error.to_string(),
        "cannot read the certificate authority /nonexistent/ca.pem"
    );
}
