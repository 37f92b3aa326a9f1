//! `kubectl secretscan rules`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use plugin_kit::args::OutputArgs;

/// List what is looked for
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # Everything
  kubectl secretscan rules

  # Check rules of your own: each must find its positive examples and none of its negative ones
  kubectl secretscan rules --rules company.toml

  # Where the form of a token is documented
  kubectl secretscan rules -o wide

  # In a script
  kubectl secretscan rules -o json | jq '.items | length'")]
pub(crate) struct RulesArgs {
    /// Also list and check the rules in this TOML file; can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Detection")]
    pub(crate) rules: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
