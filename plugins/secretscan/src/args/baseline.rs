//! `kubectl secretscan baseline`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use plugin_kit::args::{ClusterArgs, OutputArgs};

use super::ScanArgs;

/// Accept what is known, by keyed fingerprint.
///
/// Scans as `kubectl secretscan` does and adds what it finds to the baseline FILE, or adds the
/// findings of saved reports. A value is accepted wherever it lies; what it is rotated to is new. The
/// file holds a key: keep it like the code that it accepts findings for, and not in public.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # Accept everything that the cluster has today
  kubectl secretscan baseline known.json --reason 'before the cleanup'

  # What is new since then?
  kubectl secretscan --baseline known.json --exit-code

  # Accept the findings of an image; the report must have been made with the same baseline
  kubectl secretscan image --archive image.tar --baseline known.json -o json > report.json
  kubectl secretscan baseline known.json --accept report.json

  # Accept the places, so that a rotated value is accepted too
  kubectl secretscan baseline known.json -n payment-service --by-place")]
pub(crate) struct BaselineArgs {
    /// The baseline; made if it is not there
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) baseline: PathBuf,

    /// Accept the findings of this report instead of scanning; can be repeated
    #[arg(long, value_name = "REPORT", value_hint = ValueHint::FilePath, help_heading = "Scan")]
    pub(crate) accept: Vec<PathBuf>,

    /// Accept whatever lies in the places, and not the values
    #[arg(long, help_heading = "Scan")]
    pub(crate) by_place: bool,

    /// Why it is accepted
    #[arg(long, value_name = "TEXT", help_heading = "Scan")]
    pub(crate) reason: Option<String>,

    /// Also look for what the rules in this TOML file describe; can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Scan")]
    pub(crate) rules: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}
