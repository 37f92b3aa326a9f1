//! `kubectl denyall reach`.

use clap::Args;
use plugin_kit::args::{ClusterArgs, OutputArgs, SourceArgs};

use super::AnalysisArgs;

/// Say whether FROM reaches TO, which policies and rules decide it, and what would change it.
///
/// FROM and TO are NAMESPACE/TYPE/NAME, NAMESPACE/POD, or with -n TYPE/NAME, where TYPE is pod,
/// deploy, sts, ds, rs, job, cronjob, or svc for TO; an address, a range such as 10.0.0.0/16, or the
/// word internet. A service is answered for the pods behind it and their target ports.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # May the frontend reach the database, and which rule says so?
  kubectl denyall reach frontend/deploy/web payment-service/sts/database

  # On one port only, in a script: exit code 1 says no
  kubectl denyall reach -n frontend deploy/web api/svc/api --port 8080/TCP --exit-code

  # May a pod read its node's credentials? May it talk to the internet?
  kubectl denyall reach frontend/deploy/web 169.254.169.254 --port 80
  kubectl denyall reach frontend/deploy/web internet

  # The rule that is missing, as YAML
  kubectl denyall reach frontend/deploy/web api/deploy/api -o json | jq '.items[].fix'

  # As the VPC CNI of Amazon EKS reads the policies
  kubectl denyall reach frontend/deploy/web api/svc/api --profile eks")]
pub(crate) struct ReachArgs {
    /// Who begins the connection
    #[arg(value_name = "FROM")]
    pub(crate) from: String,

    /// Who listens
    #[arg(value_name = "TO")]
    pub(crate) to: String,

    /// On this port only, as NUMBER[/PROTOCOL] or the NAME of a container's or service's port; TCP
    /// without PROTOCOL
    #[arg(long, value_name = "PORT[/PROTOCOL]")]
    pub(crate) port: Option<String>,

    #[command(flatten)]
    pub(crate) analysis: AnalysisArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}
