//! `kubectl secretscan permissions`.

use clap::Args;
use plugin_kit::args::ClusterArgs;

/// Print the roles that a scan of a cluster needs.
///
/// A scan lists every kind, so the cluster is asked which kinds it has; that needs no rights beyond
/// those of every user. With --any-cluster the role allows to list everything, whatever there is.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # Let a user scan the whole cluster
  kubectl secretscan permissions | kubectl apply -f -
  kubectl create clusterrolebinding ann-secretscan --clusterrole eks-hardening-secretscan --user ann

  # What a scan of one namespace needs, without Secrets
  kubectl secretscan permissions -n payment-service --skip-secrets

  # With the logs of containers
  kubectl secretscan permissions --logs

  # A role for clusters that cannot be asked
  kubectl secretscan permissions --any-cluster")]
pub(crate) struct PermissionsArgs {
    /// Do not ask a cluster for its kinds: allow to list all
    #[arg(long, conflicts_with = "skip_secrets")]
    pub(crate) any_cluster: bool,

    /// Leave Secrets out
    #[arg(long)]
    pub(crate) skip_secrets: bool,

    /// Add the logs of pods
    #[arg(long)]
    pub(crate) logs: bool,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}
