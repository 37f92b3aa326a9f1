//! Builds this workspace's executables before tests run them: cargo gives a test only the
//! executables of its own package.
//!
//! # Why plugins have a target folder of their own
//! A plugin alone asks for fewer features of shared dependencies than the tests do. In one target
//! folder cargo keeps one build of each crate whose own features are the same, so the tests and the
//! plugins would throw out each other's builds of half the dependencies, every time.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde_json::Value;

use crate::Error;
use crate::home::{Target, announce, make_folder};
use crate::lock::FileLock;

const SUPERVISOR: &str = "control-plane-supervisor";

/// Returns the path of a plugin's executable, such as `kubectl-whocan` or `kubectl-irsa_migrate`,
/// built from the present sources with the profile of the running test.
///
/// # Panics
/// If it does not build: cargo's messages are in the text.
#[must_use]
pub fn plugin(name: &str) -> PathBuf {
    match try_plugin(name) {
        Ok(path) => path,
        Err(error) => panic!("{error}"),
    }
}

/// Like [`plugin`], without the panic. Asks cargo once per process and plugin.
pub fn try_plugin(name: &str) -> Result<PathBuf, Error> {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(path) = built.get(name) {
        return Ok(path.clone());
    }
    let package = name.trim_start_matches("kubectl-").replace('_', "-");
    let target = Target::of_this_process()?;
    let path = build(
        &target,
        &target.folder.join("e2e").join("plugins"),
        &package,
        name,
    )?;
    built.insert(name.to_owned(), path.clone());
    Ok(path)
}

/// The supervisor of the control plane: `cargo test` has built it beside the tests as a rule.
pub(crate) fn supervisor(target: &Target) -> Result<PathBuf, Error> {
    let path = target.executable(SUPERVISOR);
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fresh = modified(&path).is_some_and(|built| {
        [sources.join("src"), sources.join("Cargo.toml")]
            .iter()
            .all(|source| newest(source).is_some_and(|changed| changed < built))
    });
    if fresh {
        Ok(path)
    } else {
        build(target, &target.folder, "e2e", SUPERVISOR)
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
}

/// The latest change of a file, or of any file below a folder.
fn newest(path: &Path) -> Option<SystemTime> {
    let below = fs::read_dir(path).into_iter().flatten().flatten();
    below
        .filter_map(|entry| newest(&entry.path()))
        .chain(modified(path))
        .max()
}

fn build(target: &Target, into: &Path, package: &str, executable: &str) -> Result<PathBuf, Error> {
    let locks = target.folder.join("e2e");
    make_folder(&locks)?;
    let _lock = FileLock::exclusive(&locks.join("build.lock"))?;
    if !into.exists() {
        announce(&format!(
            "building {executable} for the tests, about 1 minute the first time"
        ));
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from(env!("CARGO")));
    let output = Command::new(cargo)
        .args(["build", "--package", package, "--bin", executable])
        .args([
            "--profile",
            target.profile(),
            "--message-format",
            "json-render-diagnostics",
        ])
        .arg("--target-dir")
        .arg(into)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .map_err(Error::io("run cargo"))?;
    let built = executable_path(&output.stdout, executable);
    match built {
        Some(path) if output.status.success() => Ok(path),
        _ => Err(Error::Command {
            command: format!("cargo build --package {package} --bin {executable}"),
            status: output.status.to_string(),
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        }),
    }
}

/// Reads where the executable is from cargo's messages, one JSON document a line.
fn executable_path(messages: &[u8], name: &str) -> Option<PathBuf> {
    String::from_utf8_lossy(messages)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| {
            message["reason"] == "compiler-artifact" && message["target"]["name"] == name
        })
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_read_from_cargos_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"whocan"},"executable":null}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"kubectl-whocan"},"executable":"/t/x"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        let path = executable_path(messages.as_bytes(), "kubectl-whocan");
        assert_eq!(path.as_deref(), Some(Path::new("/t/x")));
        assert_eq!(
            executable_path(messages.as_bytes(), "kubectl-denyall"),
            None
        );
    }
}
