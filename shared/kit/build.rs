//! Tells the crate which commit it was built from, for `--version`.
//!
//! `EKS_HARDENING_COMMIT` wins, for builds from an archive; then git is asked, in release builds
//! only: a development build would otherwise be compiled anew after every commit. Without either,
//! the commit is "unknown"; no build fails for it.

use std::{path::Path, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=EKS_HARDENING_COMMIT");
    let commit = std::env::var("EKS_HARDENING_COMMIT")
        .ok()
        .filter(|commit| !commit.trim().is_empty())
        .map(|commit| commit.trim().to_owned());
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let described = match commit {
        Some(commit) => format!("commit {commit}"),
        None if is_release => match commit_of_this_checkout() {
            Some(commit) => format!("commit {commit}"),
            None => "commit unknown".to_owned(),
        },
        None => "development build".to_owned(),
    };
    println!("cargo:rustc-env=PLUGIN_KIT_BUILD={described}");
}

fn commit_of_this_checkout() -> Option<String> {
    // Sources unpacked inside somebody else's repository are not that repository's commit.
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    // The log of HEAD grows with every commit and checkout; HEAD alone names a branch.
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
