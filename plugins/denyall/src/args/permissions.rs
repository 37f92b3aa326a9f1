//! `kubectl denyall permissions` and `kubectl denyall schema`.

use clap::{Args, ValueEnum};

/// Print the roles that these commands need
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # Let a user ask questions about the whole cluster
  kubectl denyall permissions | kubectl apply -f -
  kubectl create clusterrolebinding ann-denyall --clusterrole eks-hardening-denyall --user ann

  # What questions about one namespace need
  kubectl denyall permissions -n payment-service

  # What questions about two namespaces need
  kubectl denyall permissions -n frontend -n payment-service

  # Compare with what is there
  kubectl denyall permissions | kubectl diff -f -")]
pub(crate) struct PermissionsArgs {
    /// Print what questions about these namespaces need
    #[arg(short = 'n', long, value_name = "NAMESPACE")]
    pub(crate) namespace: Vec<String>,
}

/// Print the JSON Schema of a report
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # Keep the schema beside a script that reads the reports
  kubectl denyall schema reach > reach.schema.json

  # The same for the plan file, which is reviewed and kept
  kubectl denyall schema plan > plan.schema.json

  # The fields of the summary
  kubectl denyall schema map | jq '.\"$defs\".Summary.properties | keys'

  # The fields of an item
  kubectl denyall schema reach | jq '.\"$defs\".Item.properties | keys'")]
pub(crate) struct SchemaArgs {
    /// The command whose report it is
    #[arg(value_name = "COMMAND", value_enum)]
    pub(crate) report: ReportKind,
}

/// A command that prints a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportKind {
    /// The answers of `audit`
    Audit,
    /// The plan files of `plan`
    Plan,
    /// The answers of `reach`
    Reach,
    /// The connections of `map`
    Map,
    /// What `blast` reaches
    Blast,
    /// What `diff` finds
    Diff,
}
