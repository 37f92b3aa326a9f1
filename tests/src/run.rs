//! Runs plugins in process: arguments, environment and standard input in, streams and exit code
//! out.

use std::{ffi::OsString, path::Path};

use plugin_kit::{
    Error, Snapshot,
    app::{self, Captured, Run, Streams},
    cluster::{Cluster, ClusterOptions},
    environment::Environment,
    source::{Wants, live},
};

/// A run of a plugin that is being set up.
pub struct Plugin {
    program: &'static str,
    run: Run,
    arguments: Vec<OsString>,
    variables: Vec<(String, OsString)>,
    stdin: Vec<u8>,
}

impl Plugin {
    /// `kubectl whocan` with these words, split at blanks, in an empty environment.
    #[must_use]
    pub fn whocan(words: &str) -> Self {
        Self::new("kubectl-whocan", whocan::run, words)
    }

    /// `kubectl denyall`, likewise.
    #[must_use]
    pub fn denyall(words: &str) -> Self {
        Self::new("kubectl-denyall", denyall::run, words)
    }

    /// `kubectl secretscan`, likewise.
    #[must_use]
    pub fn secretscan(words: &str) -> Self {
        Self::new("kubectl-secretscan", secretscan::run, words)
    }

    /// The plugin that the first word names, such as `whocan`, with the other words.
    ///
    /// # Panics
    ///
    /// When there is no such plugin.
    #[must_use]
    pub fn typed(line: &str) -> Self {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("whocan", words) => Self::whocan(words),
            ("denyall", words) => Self::denyall(words),
            ("secretscan", words) => Self::secretscan(words),
            (name, _) => panic!("no plugin is called {name}"),
        }
    }

    fn new(program: &'static str, run: Run, words: &str) -> Self {
        Self {
            program,
            run,
            arguments: words.split_whitespace().map(OsString::from).collect(),
            variables: Vec::new(),
            stdin: Vec::new(),
        }
    }

    /// Adds an argument as it is.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Reads a file or folder instead of a cluster.
    #[must_use]
    pub fn files(self, path: &Path) -> Self {
        self.argument("-f").argument(path)
    }

    /// Reads this text as `-f -`.
    #[must_use]
    pub fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = text.into();
        self.argument("-f").argument("-")
    }

    /// Talks to the cluster of a kubeconfig.
    #[must_use]
    pub fn kubeconfig(self, path: &Path) -> Self {
        self.argument("--kubeconfig").argument(path)
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Runs it.
    #[must_use]
    pub fn run(self) -> Captured {
        let argv = std::iter::once(self.program.into())
            .chain(self.arguments)
            .collect();
        let environment = Environment::from_pairs(self.variables);
        Streams::captured(self.stdin, |streams| {
            (self.run)(argv, &environment, streams)
        })
    }

    /// Runs it and reads its JSON report.
    ///
    /// # Panics
    ///
    /// When stdout is not one JSON document.
    #[must_use]
    pub fn json(self) -> (serde_json::Value, Captured) {
        let done = self.argument("-o").argument("json").run();
        match serde_json::from_str(&done.stdout) {
            Ok(report) => (report, done),
            Err(error) => panic!("no JSON report: {error}\n{done:?}"),
        }
    }
}

/// Reads a live cluster as a plugin would.
///
/// # Errors
///
/// When the cluster does not answer.
pub fn live_snapshot(kubeconfig: &Path, wants: &Wants) -> Result<Snapshot, Error> {
    let options = ClusterOptions {
        kubeconfig: Some(kubeconfig.to_owned()),
        ..ClusterOptions::default()
    };
    app::block_on(async {
        let (cluster, _) = Cluster::connect(&options, "e2e", &Environment::default()).await?;
        live::collect(&cluster, wants).await
    })?
}
