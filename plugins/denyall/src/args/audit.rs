//! `kubectl denyall audit`.

use clap::Args;
use plugin_kit::{
    args::{ClusterArgs, OutputArgs, SourceArgs},
    report::{FindingsFormat, Severity},
};

use crate::verdict::Profile;

/// Say which pods are open, whether anything enforces the policies, and what is wrong with them.
///
/// For every workload and direction: isolated or open. For policies that do not do what they seem
/// to: what is wrong, and the cure. Rules about Amazon EKS apply where the VPC CNI enforces the
/// policies, or with --profile eks.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # The whole cluster
  kubectl denyall audit

  # One namespace, with the policies that isolate each workload
  kubectl denyall audit -n payment-service -o wide

  # Manifests, before they are applied, as the VPC CNI of Amazon EKS reads them
  kubectl denyall audit -f manifests/ -R --profile eks

  # In a pipeline: exit code 1 for findings that are high or critical
  kubectl denyall audit -f manifests/ --fail-on high

  # For code scanning
  kubectl denyall audit -o sarif > denyall.sarif

  # Every finding with its cure
  kubectl denyall audit -o json | jq '.items[] | select(.type == \"finding\")'")]
pub(crate) struct AuditArgs {
    /// Whose reading of the policies counts; without it that of the network plugin which enforces
    /// them, or the Kubernetes specification where that is not known
    #[arg(long, value_name = "PROFILE", value_enum, help_heading = "Analysis")]
    pub(crate) profile: Option<Profile>,

    /// Exit with 1 when there are findings of this severity or a worse one
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Output")]
    pub(crate) fail_on: Option<Severity>,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs<FindingsFormat>,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}
