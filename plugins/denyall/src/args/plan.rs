//! `kubectl denyall plan`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use ipnet::IpNet;
use plugin_kit::args::{ClusterArgs, OutputArgs, SourceArgs};

use super::AnalysisArgs;
use crate::ledger::Confidence;

/// Plan default-deny: the policies that keep what is needed, and what would break.
///
/// What is needed is found in configuration and, with --flows, in flow logs. Nothing is written to
/// the cluster: -o yaml prints the plan file, --out writes the policies as a kustomize folder.
/// Namespaces of the system are left out unless they are named with -n.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # What would break if everything that is not known to be needed were denied?
  kubectl denyall plan

  # For two namespaces, with what was observed
  kubectl denyall plan -n frontend -n payment-service --flows agent.log --flows hubble.jsonl

  # The plan file, to be reviewed and kept
  kubectl denyall plan -n frontend -o yaml > plan.yaml

  # The policies as a folder for a repository
  kubectl denyall plan -n frontend --out policies/
  kubectl kustomize policies/ | kubectl diff -f -

  # In CI, on manifests: exit code 1 says that something would break
  kubectl denyall plan -f manifests/ --exit-code

  # Say what the cluster does not tell
  kubectl denyall plan --load-balancer-cidr 10.0.0.0/20 --control-plane-cidr 10.0.240.0/24

  # A pod that cannot do without its node's role yet
  kubectl denyall plan --allow-metadata monitoring/ds/agent")]
pub(crate) struct PlanArgs {
    /// Flow logs to learn from: of the VPC CNI's network policy agent, VPC flow logs, or Hubble;
    /// can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) flows: Vec<PathBuf>,

    /// Let this workload reach the instance metadata service, and so its node's role; can be
    /// repeated
    #[arg(long, value_name = "NAMESPACE/[TYPE/]NAME")]
    pub(crate) allow_metadata: Vec<String>,

    /// The least confidence of flows that are allowed; others are listed as unreviewed
    #[arg(long, value_name = "CONFIDENCE", value_enum, default_value_t)]
    pub(crate) include: Include,

    /// Subnets of load balancers; can be repeated
    #[arg(long, value_name = "CIDR")]
    pub(crate) load_balancer_cidr: Vec<IpNet>,

    /// Subnets of the cluster's control plane; can be repeated
    #[arg(long, value_name = "CIDR")]
    pub(crate) control_plane_cidr: Vec<IpNet>,

    /// Subnets of the nodes; can be repeated
    #[arg(long, value_name = "CIDR")]
    pub(crate) node_cidr: Vec<IpNet>,

    /// Write the policies to this directory, for kubectl kustomize
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) analysis: AnalysisArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

/// The least confidence of flows that are allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Include {
    /// Observed once or guessed
    Low,
    /// Observed, or a name without a port
    #[default]
    Medium,
    /// Configured with host and port
    High,
}

impl Include {
    /// As flows say it.
    pub(crate) const fn confidence(self) -> Confidence {
        match self {
            Self::Low => Confidence::Low,
            Self::Medium => Confidence::Medium,
            Self::High => Confidence::High,
        }
    }
}
