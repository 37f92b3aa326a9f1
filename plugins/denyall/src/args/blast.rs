//! `kubectl denyall blast`.

use clap::Args;
use plugin_kit::args::{ClusterArgs, OutputArgs, SourceArgs};

use super::AnalysisArgs;

/// Show everything that an attacker in FROM reaches, hop by hop.
///
/// Whatever is reached on any port counts as taken, and the next hop starts there: the answer is
/// the most that network policies would let an attacker do, not what a flaw in some program allows.
/// Nodes and addresses outside are reached, and end the way. FROM is written as for reach; the word
/// internet asks what the world reaches. With --exit-code the exit code is 1 where the internet, the
/// metadata address or another namespace is reached.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # A package in the frontend turns out to be hostile: what is within its reach?
  kubectl denyall blast frontend/deploy/web

  # The same before a policy is applied
  kubectl denyall blast frontend/deploy/web -f manifests/

  # What does the internet reach?
  kubectl denyall blast internet

  # The AWS roles within reach
  kubectl denyall blast frontend/deploy/web -o json | jq -r '.summary.roles[]'

  # In a pipeline: fail where the frontend reaches beyond its namespace
  kubectl denyall blast -n frontend deploy/web --exit-code")]
pub(crate) struct BlastArgs {
    /// Where the attacker is
    #[arg(value_name = "FROM")]
    pub(crate) from: String,

    #[command(flatten)]
    pub(crate) analysis: AnalysisArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}
