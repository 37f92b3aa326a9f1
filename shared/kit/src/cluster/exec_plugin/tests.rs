use serde_json::json;
use tempfile::TempDir;

use super::{ExecEntry, ExecPlugin, ExecPluginError, ExecVariable, Interaction, V1, V1BETA1};
use crate::environment::Environment;

/// A plugin in shell: what it prints is in view of each test.
fn script(folder: &TempDir, text: &str) -> ExecEntry {
    let path = folder.path().join("plugin");
    std::fs::write(&path, text).unwrap();
    ExecEntry {
        // Through sh: a file that was just written cannot always be executed at once (ETXTBSY).
        command: Some("/bin/sh".to_owned()),
        args: Some(vec![path.to_str().unwrap().to_owned()]),
        api_version: Some(V1.to_owned()),
        interactive_mode: Some("Never".to_owned()),
        ..ExecEntry::default()
    }
}

fn plugin(entry: &ExecEntry) -> Result<ExecPlugin, ExecPluginError> {
    plugin_with(entry, Interaction::Terminal)
}

fn plugin_with(entry: &ExecEntry, interaction: Interaction) -> Result<ExecPlugin, ExecPluginError> {
    let environment = Environment::from_pairs([("PATH", "/usr/bin:/bin"), ("GREETING", "hello")]);
    ExecPlugin::new(
        entry,
        || json!({ "server": "https://example.org" }),
        &environment,
        interaction,
    )
}

fn answer(status: &str) -> String {
    format!(
        "cat <<'END'\n{{\"kind\":\"ExecCredential\",\"apiVersion\":\"{V1}\",\"status\":{status}}}\nEND"
    )
}

#[tokio::test]
async fn a_token_is_taken_from_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let entry = script(&folder, &answer(r#"{"token":"abc"}"#));
    let credential = plugin(&entry).unwrap().run().await.unwrap();
    assert_eq!(credential.token.unwrap().expose(), "abc");
    assert!(credential.certificate.is_none());
}

#[tokio::test]
async fn a_certificate_and_key_are_taken_from_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let entry = script(
        &folder,
        &answer(r#"{"clientCertificateData":"cert","clientKeyData":"key"}"#),
    );
    let credential = plugin(&entry).unwrap().run().await.unwrap();
    let (certificate, key) = credential.certificate.unwrap();
    assert_eq!(certificate, b"cert");
    assert_eq!(key.expose(), "key");
}

#[tokio::test]
async fn the_plugin_is_told_what_the_protocol_says() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let mut entry = script(
        &folder,
        &format!(
            "printf '%s|%s|%s|%s' \"$1\" \"$GREETING\" \"$PROFILE\" \"$KUBERNETES_EXEC_INFO\" > {}\n{}",
            told.display(),
            answer(r#"{"token":"abc"}"#)
        ),
    );
    entry.args.as_mut().unwrap().push("get-token".to_owned());
    entry.env = Some(vec![ExecVariable {
        name: "PROFILE".to_owned(),
        value: "prod".to_owned(),
    }]);
    entry.provide_cluster_info = Some(true);
    plugin(&entry).unwrap().run().await.unwrap();
    let told = std::fs::read_to_string(told).unwrap();
    let (words, info) = told.rsplit_once('|').unwrap();
    assert_eq!(words, "get-token|hello|prod");
    let info: serde_json::Value = serde_json::from_str(info).unwrap();
    assert_eq!(
        info,
        json!({
            "kind": "ExecCredential",
            "apiVersion": V1,
            "spec": { "interactive": false, "cluster": { "server": "https://example.org" } },
        })
    );
}

#[tokio::test]
async fn cluster_information_is_given_only_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "case \"$KUBERNETES_EXEC_INFO\" in *example.org*) exit 9;; esac\n{}",
        answer(r#"{"token":"abc"}"#)
    );
    let entry = script(&folder, &text);
    assert!(plugin(&entry).unwrap().run().await.is_ok());
}

#[tokio::test]
async fn no_error_repeats_what_the_plugin_printed() {
    let folder = tempfile::tempdir().unwrap();
    for text in [
        "echo s3cr3t",
        "echo '{\"status\":{\"token\":[\"s3cr3t\"]}}'",
        "echo s3cr3t; exit 3",
        &answer(r#"{"clientKeyData":"s3cr3t"}"#),
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"s3cr3t\",\"status\":{}}'",
    ] {
        let entry = script(&folder, text);
        let error = plugin(&entry).unwrap().run().await.err().unwrap();
        let shown = format!("{error} {error:?} {:?}", error.hint());
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}

#[tokio::test]
async fn output_of_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut entry = script(&folder, &answer(r#"{"token":"abc"}"#));
    entry.api_version = Some(V1BETA1.to_owned());
    let error = plugin(&entry).unwrap().run().await.err().unwrap();
    assert!(matches!(error, ExecPluginError::OtherVersion { .. }));
}

#[tokio::test]
async fn a_missing_command_gives_the_install_hint_without_its_escapes() {
    let entry = ExecEntry {
        command: Some("no-such-plugin-anywhere".to_owned()),
        api_version: Some(V1BETA1.to_owned()),
        install_hint: Some("brew install\u{1b}[31m it".to_owned()),
        ..ExecEntry::default()
    };
    let error = plugin(&entry).unwrap().run().await.err().unwrap();
    assert!(matches!(error, ExecPluginError::Start { .. }));
    assert_eq!(error.hint().unwrap(), "brew install [31m it");
}

#[test]
fn version_one_must_say_how_interactive_it_is_and_the_beta_need_not() {
    let mut entry = ExecEntry {
        command: Some("aws".to_owned()),
        api_version: Some(V1.to_owned()),
        ..ExecEntry::default()
    };
    assert!(matches!(
        plugin(&entry),
        Err(ExecPluginError::InteractiveMode { .. })
    ));
    entry.api_version = Some(V1BETA1.to_owned());
    assert!(plugin(&entry).is_ok());
    entry.api_version = Some("client.authentication.k8s.io/v1alpha1".to_owned());
    assert!(matches!(
        plugin(&entry),
        Err(ExecPluginError::ApiVersion { .. })
    ));
}

#[test]
fn a_plugin_that_must_ask_needs_a_terminal() {
    let entry = ExecEntry {
        command: Some("aws".to_owned()),
        api_version: Some(V1.to_owned()),
        interactive_mode: Some("Always".to_owned()),
        ..ExecEntry::default()
    };
    let plugin = plugin(&entry).unwrap();
    assert!(plugin.is_interactive(false).is_err());
    assert!(plugin.is_interactive(true).unwrap());
}

#[test]
fn where_nobody_may_be_asked_a_terminal_changes_nothing() {
    let interactive = |mode: &str| {
        let entry = ExecEntry {
            command: Some("aws".to_owned()),
            api_version: Some(V1.to_owned()),
            interactive_mode: Some(mode.to_owned()),
            ..ExecEntry::default()
        };
        let plugin = plugin_with(&entry, Interaction::Never).unwrap();
        plugin.is_interactive(true)
    };
    assert!(!interactive("Never").unwrap());
    assert!(!interactive("IfAvailable").unwrap());
    let refused = interactive("Always");
    assert!(matches!(
        refused,
        Err(ExecPluginError::NeedsTerminal { .. })
    ));
}

/// Where the plugin's standard input and standard error lead, and what it was told.
#[cfg(target_os = "linux")]
async fn streams(interaction: Interaction) -> String {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let text = format!(
        "readlink /proc/$$/fd/0 /proc/$$/fd/2 > {0}\necho \"$KUBERNETES_EXEC_INFO\" >> {0}\n{1}",
        told.display(),
        answer(r#"{"token":"abc"}"#)
    );
    let mut entry = script(&folder, &text);
    entry.interactive_mode = Some("IfAvailable".to_owned());
    let plugin = plugin_with(&entry, interaction).unwrap();
    plugin.run().await.unwrap();
    std::fs::read_to_string(told).unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn where_nobody_may_be_asked_the_plugin_is_cut_off() {
    let told = streams(Interaction::Never).await;
    assert!(told.starts_with("/dev/null\n/dev/null\n"), "{told}");
    assert!(told.contains(r#""interactive":false"#), "{told}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_plugin_says_goes_to_the_user() {
    let told = streams(Interaction::Terminal).await;
    let own = std::fs::read_link("/proc/self/fd/2").unwrap();
    assert_eq!(told.lines().nth(1), own.to_str(), "{told}");
}
