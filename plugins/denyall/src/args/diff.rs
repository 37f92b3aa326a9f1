//! `kubectl denyall diff`.

use clap::{Args, ValueHint};
use plugin_kit::args::{ClusterArgs, OutputArgs};

use super::AnalysisArgs;

/// Show the connections that NEW has and OLD has not, and those that are gone.
///
/// OLD and NEW are each a file, a directory, - for standard input, or the word live for the cluster
/// (./live for a file of that name). Workloads are compared by name, ranges of addresses by what is
/// in them, so that a policy which is written in another way and means the same is no difference.
/// Workloads that only one side has are listed apart. With --exit-code the exit code is 1 where
/// anything differs.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # What would these manifests change in the cluster?
  kubectl get pods,deploy,sts,ds,rs,job,cronjob,svc,netpol,ns,node -A -o yaml > now.yaml
  kubectl denyall diff now.yaml after/

  # What has changed since the last recording?
  kubectl denyall map --record last-week/
  kubectl denyall diff last-week/ live

  # Two revisions of a repository, in a pipeline
  git worktree add ../main main
  kubectl denyall diff ../main/manifests manifests -R --exit-code

  # Only what becomes possible
  kubectl denyall diff old/ new/ -o json | jq '.items[] | select(.gained)'")]
pub(crate) struct DiffArgs {
    /// What was
    #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
    pub(crate) old: String,

    /// What is, or will be
    #[arg(value_name = "NEW", value_hint = ValueHint::AnyPath)]
    pub(crate) new: String,

    /// Process the directories OLD and NEW recursively
    #[arg(short = 'R', long)]
    pub(crate) recursive: bool,

    #[command(flatten)]
    pub(crate) analysis: AnalysisArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}
