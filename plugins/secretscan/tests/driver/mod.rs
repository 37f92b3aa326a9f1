//! Drives `kubectl secretscan` in process: arguments in, exit code and both streams out.

#![expect(
    dead_code,
    reason = "each test file uses the part of the driver that it needs"
)]

use std::{ffi::OsString, fs, path::Path};

use plugin_kit::{
    app::{Captured, Streams},
    environment::Environment,
};
use secretscan::run;
use serde_json::Value;
use tempfile::TempDir;

/// A user's folder with files, and runs in it.
pub(crate) struct Scene {
    folder: TempDir,
    home: TempDir,
}

impl Scene {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            home: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder is made");
        fs::write(&path, content).expect("the file is written");
        path.to_str().expect("UTF-8").to_owned()
    }

    /// Runs the plugin with these words.
    pub(crate) fn run(&self, words: &[&str]) -> Captured {
        self.run_with("", words)
    }

    /// Runs the plugin with these words and standard input.
    pub(crate) fn run_with(&self, stdin: &str, words: &[&str]) -> Captured {
        let argv = std::iter::once("kubectl-secretscan")
            .chain(words.iter().copied())
            .map(OsString::from)
            .collect();
        let environment = Environment::from_pairs([("HOME", self.home.path())]);
        Streams::captured(stdin, |streams| run(argv, &environment, streams))
    }

    /// The report of manifests on standard input.
    pub(crate) fn report(&self, manifests: &str, words: &[&str]) -> Value {
        let words = [&["-f", "-", "-o", "json"], words].concat();
        json(&self.run_with(manifests, &words))
    }
}

/// The report that a run printed.
pub(crate) fn json(done: &Captured) -> Value {
    serde_json::from_str(&done.stdout).expect(&done.stderr)
}

/// The items of a report, each as `RULE CLASS OBJECT: PATH`.
pub(crate) fn lines(report: &Value) -> Vec<String> {
    let items = report["items"].as_array().expect("items");
    items
        .iter()
        .map(|item| {
            let location = &item["location"];
            format!(
                "{} {} {}/{}: {}",
                item["rule"].as_str().expect("rule"),
                item["class"].as_str().expect("class"),
                location["kind"].as_str().expect("kind"),
                location["name"].as_str().expect("name"),
                location["path"].as_str().expect("path"),
            )
        })
        .collect()
}

/// Characters that look random and are the same in every run.
pub(crate) fn random(alphabet: &str, length: usize, seed: u64) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let index = usize::try_from(state >> 33).expect("31 bits") % alphabet.len();
            alphabet[index]
        })
        .collect()
}

/// Letters and digits.
pub(crate) const ALPHANUMERIC: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The id of an AWS access key that nobody has.
pub(crate) fn aws_id(seed: u64) -> String {
    let base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    format!("AKIA{}", random(base32, 16, seed))
}

/// The secret key of an AWS access key that nobody has.
pub(crate) fn aws_secret(seed: u64) -> String {
    let alphabet = format!("{ALPHANUMERIC}+/");
    format!("{}a7Q/", random(&alphabet, 36, seed))
}
