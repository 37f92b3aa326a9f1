use std::path::PathBuf;

use tempfile::TempDir;

use super::{Kubeconfig, KubeconfigError};
use crate::environment::Environment;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn load(folder: &TempDir, list: &[&str]) -> Result<Kubeconfig, KubeconfigError> {
    let paths: Vec<PathBuf> = list.iter().map(|name| folder.path().join(name)).collect();
    let value = std::env::join_paths(paths).unwrap();
    Kubeconfig::load(None, &Environment::from_pairs([("KUBECONFIG", value)]))
}

#[test]
fn a_missing_file_of_the_list_is_passed_over() {
    let folder = folder(&[("b", "current-context: two\n")]);
    let kubeconfig = load(&folder, &["missing", "b"]).unwrap();
    assert_eq!(kubeconfig.current_context.as_deref(), Some("two"));
}

#[test]
fn the_first_file_to_name_something_wins() {
    let folder = folder(&[
        (
            "a",
            "current-context: one\nusers: [{name: red, user: {username: first}}]\n",
        ),
        (
            "b",
            "current-context: two\nusers:\n- {name: red, user: {username: second, password: p}}\n- {name: green, user: {token: t}}\n",
        ),
    ]);
    let kubeconfig = load(&folder, &["a", "b"]).unwrap();
    assert_eq!(kubeconfig.current_context.as_deref(), Some("one"));
    assert_eq!(kubeconfig.users["red"].username.as_deref(), Some("first"));
    assert_eq!(kubeconfig.users["red"].password, None);
    let token = kubeconfig.users["green"].token.as_ref().unwrap();
    assert_eq!(token.expose(), "t");
}

#[test]
fn relative_paths_are_relative_to_their_file() {
    let folder = folder(&[(
        "sub/config",
        "clusters: [{name: c, cluster: {certificate-authority: ca.pem}}]\n\
         users:\n- {name: u, user: {client-key: /abs/key, tokenFile: '', exec: {command: ./bin/login}}}\n\
         - {name: v, user: {exec: {command: aws}}}\n",
    )]);
    let kubeconfig = load(&folder, &["sub/config"]).unwrap();
    let base = folder.path().join("sub");
    assert_eq!(
        kubeconfig.clusters["c"].certificate_authority,
        Some(base.join("ca.pem"))
    );
    let user = &kubeconfig.users["u"];
    assert_eq!(user.client_key, Some(PathBuf::from("/abs/key")));
    assert_eq!(user.token_file, None);
    let command = user.exec.as_ref().unwrap().command.as_deref().unwrap();
    assert_eq!(PathBuf::from(command), base.join("./bin/login"));
    let command = kubeconfig.users["v"].exec.as_ref().unwrap();
    assert_eq!(command.command.as_deref(), Some("aws"));
}

#[test]
fn a_file_named_by_flag_must_exist() {
    let folder = folder(&[]);
    let path = folder.path().join("nope");
    let error = Kubeconfig::load(Some(&path), &Environment::default()).err();
    let error = error.unwrap();
    assert!(matches!(error, KubeconfigError::Missing { .. }));
    assert!(error.to_string().contains("nope"));
    assert!(error.hint().is_some());
}

#[test]
fn without_kubeconfig_the_default_file_is_read() {
    let folder = folder(&[(".kube/config", "current-context: home\n")]);
    let environment = Environment::from_pairs([
        ("HOME", folder.path().as_os_str()),
        ("KUBECONFIG", std::ffi::OsStr::new("")),
    ]);
    let kubeconfig = Kubeconfig::load(None, &environment).unwrap();
    assert_eq!(kubeconfig.current_context.as_deref(), Some("home"));
}

#[test]
fn a_parse_error_names_the_place_and_quotes_nothing() {
    let folder = folder(&[("a", "users:\n- name: u\n  user: {token: [s3cr3t]}\n")]);
    let error = load(&folder, &["a"]).err().unwrap();
    let text = format!("{error} {error:?} {:?}", error.hint());
    assert!(
        matches!(error, KubeconfigError::Parse { line: 3, .. }),
        "{text}"
    );
    assert!(!text.contains("s3cr3t"), "{text}");
}

#[test]
fn another_kind_of_object_is_refused() {
    let folder = folder(&[("a", "apiVersion: v1\nkind: Secret\n")]);
    let error = load(&folder, &["a"]).err().unwrap();
    assert!(matches!(error, KubeconfigError::NotAKubeconfig { .. }));
}

#[test]
fn empty_files_lists_and_unknown_fields_are_no_errors() {
    let folder = folder(&[
        ("a", ""),
        (
            "b",
            "clusters: null\npreferences: {}\nunknown: 1\ncurrent-context: ''\n",
        ),
        ("c", "\u{feff}{\"current-context\": \"json\"}"),
    ]);
    let kubeconfig = load(&folder, &["a", "b", "c"]).unwrap();
    assert_eq!(kubeconfig.current_context.as_deref(), Some("json"));
}
