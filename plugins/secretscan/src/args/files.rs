//! `kubectl secretscan files`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use plugin_kit::{args::OutputArgs, report::FindingsFormat};

use super::DetectionArgs;

/// Scan files and folders as text: charts, manifests, dumps, repositories.
///
/// Folders are read to their last file, hidden ones too; links are not followed. A comment with
/// `secretscan:ignore REASON` on a line silences what lies on that line.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # Charts and manifests before they are committed
  kubectl secretscan files charts/ deploy/

  # A repository, failing on what is critical
  kubectl secretscan files . --fail-on critical

  # With rules of your own
  kubectl secretscan files . --rules company.toml

  # Where a credential lies, line by line
  kubectl secretscan files . -o json | jq -r '.items[] | .location.name + \": \" + .location.path'")]
pub(crate) struct FilesArgs {
    /// Files and folders
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) detection: DetectionArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs<FindingsFormat>,
}
