//! The command line of `kubectl denyall`, as typed; one file a command.

mod analysis;
mod audit;
mod blast;
mod diff;
mod map;
mod permissions;
mod plan;
mod reach;

pub(crate) use analysis::AnalysisArgs;
pub(crate) use audit::AuditArgs;
pub(crate) use blast::BlastArgs;
pub(crate) use diff::DiffArgs;
pub(crate) use map::MapArgs;
pub(crate) use permissions::{PermissionsArgs, ReportKind, SchemaArgs};
pub(crate) use plan::PlanArgs;
pub(crate) use reach::ReachArgs;

use clap::{Parser, Subcommand};

/// The plugin's name, as in `kubectl denyall`.
pub(crate) const NAME: &str = "denyall";

/// Who reaches whom in a cluster, why, and how to deny the rest without an outage.
///
/// Answers from the network policies, pods and services of a live cluster, or of files with -f; both
/// give the same answer. Nothing is written to the cluster and no packet is sent.
#[derive(Debug, Parser)]
#[command(
    name = "kubectl-denyall",
    bin_name = "kubectl denyall",
    version = plugin_kit::app::VERSION,
    after_help = "Examples:
  # Which pods are open, and does anything enforce the policies at all?
  kubectl denyall audit

  # May the frontend reach the database, and if so, through which policy?
  kubectl denyall reach frontend/deploy/web payment-service/sts/database

  # The same question with no cluster at all
  kubectl denyall reach frontend/deploy/web payment-service/sts/database -f manifests/

  # May a pod talk to the internet?
  kubectl denyall reach payment-service/deploy/payment-worker internet

  # Who reaches whom, and what is within reach of a pod that is taken over?
  kubectl denyall map
  kubectl denyall blast frontend/deploy/web

  # What would these manifests change?
  kubectl denyall diff live manifests/

  # What would default-deny break, and which policies keep what is needed?
  kubectl denyall plan

  # The roles that these commands need
  kubectl denyall permissions

Exit codes:
  0    the answer is on stdout
  1    denied, findings, or flows that would break, with --exit-code
  2    usage, connection or API error
  3    incomplete: something that could change the answer was not read
  130  interrupted"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say which pods are open, whether anything enforces the policies, and what is wrong with them
    Audit(Box<AuditArgs>),
    /// Say whether FROM reaches TO, which policies and rules decide it, and what would change it
    Reach(Box<ReachArgs>),
    /// Plan default-deny: the policies that keep what is needed, and what would break
    Plan(Box<PlanArgs>),
    /// Show who reaches whom
    Map(Box<MapArgs>),
    /// Show everything that an attacker in FROM reaches, hop by hop
    Blast(Box<BlastArgs>),
    /// Show the connections that NEW has and OLD has not, and those that are gone
    Diff(Box<DiffArgs>),
    /// Print the roles that these commands need
    Permissions(PermissionsArgs),
    /// Print the JSON Schema of a report
    Schema(SchemaArgs),
}
