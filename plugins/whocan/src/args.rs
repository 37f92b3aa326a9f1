//! The command line of `kubectl whocan`, as typed.

use clap::{Parser, Subcommand};
use plugin_kit::args::{ClusterArgs, OutputArgs, SourceArgs};

/// The plugin's name, as in `kubectl whocan`.
pub(crate) const NAME: &str = "whocan";

/// Who can do this, through which binding, and which AWS principal is behind it.
///
/// Answers from the RBAC objects of a live cluster, or of files with -f; both give the same
/// answer. Nothing is written and no access review is sent.
#[derive(Debug, Parser)]
#[command(
    name = "kubectl-whocan",
    bin_name = "kubectl whocan",
    version = plugin_kit::app::VERSION,
    args_conflicts_with_subcommands = true,
    override_usage = "kubectl whocan VERB TYPE[.GROUP][/SUBRESOURCE] [NAME] [-n NAMESPACE | -A]
       kubectl whocan VERB TYPE/NAME
       kubectl whocan VERB /URL
       kubectl whocan COMMAND",
    after_help = "Examples:
  # Who can delete the namespace payment-service?
  kubectl whocan delete namespaces payment-service

  # Who can read secrets, in every namespace, and by which rule?
  kubectl whocan get secrets -A -o wide

  # Who can run a command in the pods of one namespace?
  kubectl whocan create pods/exec -n payment-service

  # Who can impersonate a group? Who may bind a cluster role?
  kubectl whocan impersonate groups
  kubectl whocan bind clusterroles cluster-admin

  # Who can read the metrics of the API server?
  kubectl whocan get /metrics

  # The same questions with no cluster at all
  kubectl get clusterroles,clusterrolebindings,roles,rolebindings,crds -A -o yaml > dump.yaml
  kubectl whocan get secrets -A -f dump.yaml

  # In a script: exit code 1 says that nobody but system:masters can
  kubectl whocan delete nodes -o json --exit-code

Exit codes:
  0    the answer is on stdout
  1    nobody can, with --exit-code
  2    usage, connection or API error
  3    incomplete: something that could change the answer was not read
  130  interrupted"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// What is done: get, list, watch, create, update, patch, delete, deletecollection, impersonate, bind, escalate, or any other verb; * is the literal star
    #[arg(value_name = "VERB", required = true)]
    pub(crate) verb: Option<String>,

    /// To what: a resource, plural, singular or short, with its group and subresource; TYPE/NAME; or a URL path
    #[arg(value_name = "TYPE", required = true)]
    pub(crate) target: Option<String>,

    /// To the object of this name only
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Subresource, such as log or exec
    #[arg(long, value_name = "SUBRESOURCE")]
    pub(crate) subresource: Option<String>,

    /// Answer for every namespace
    #[arg(short = 'A', long)]
    pub(crate) all_namespaces: bool,

    /// List those who may act on some named objects only, when the question has no NAME
    #[arg(long)]
    pub(crate) include_named: bool,

    /// Leave AWS out of the question: read neither aws-auth nor access entries, and report no gap for them
    #[arg(long)]
    pub(crate) rbac_only: bool,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

/// Commands beside the question itself.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the roles that these commands need
    #[command(after_help = "Examples:
  # Let a user ask questions about the whole cluster
  kubectl whocan permissions | kubectl apply -f -
  kubectl create clusterrolebinding ann-whocan --clusterrole eks-hardening-whocan --user ann

  # What questions about one namespace need
  kubectl whocan permissions -n payment-service

  # Compare with what is there
  kubectl whocan permissions | kubectl diff -f -")]
    Permissions {
        /// Print what questions about one namespace need
        #[arg(short = 'n', long, value_name = "NAMESPACE")]
        namespace: Option<String>,
    },
    /// Print the JSON Schema of the report
    #[command(after_help = "Examples:
  # Keep the schema beside a script that reads the reports
  kubectl whocan schema > whocan.schema.json

  # The fields of an item
  kubectl whocan schema | jq '.\"$defs\".Item.properties | keys'")]
    Schema,
}
