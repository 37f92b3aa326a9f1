//! The command line of `kubectl secretscan`, as typed; one file a command.

mod baseline;
mod detection;
mod files;
mod image;
mod permissions;
mod rules;

pub(crate) use baseline::BaselineArgs;
pub(crate) use detection::DetectionArgs;
pub(crate) use files::FilesArgs;
pub(crate) use image::ImageArgs;
pub(crate) use permissions::PermissionsArgs;
pub(crate) use rules::RulesArgs;

use clap::{Args as ClapArgs, Parser, Subcommand};
use plugin_kit::{
    args::{ClusterArgs, FilenameArgs, OutputArgs},
    report::FindingsFormat,
};

/// The plugin's name, as in `kubectl secretscan`.
pub(crate) const NAME: &str = "secretscan";

/// Every credential hidden in cluster objects, Helm releases and images.
///
/// Reads every kind that can be listed, of a live cluster or of files with -f, undoes what values are
/// folded up in, and looks for credentials; values of Secrets are searched in everything else. Nothing
/// is written to the cluster, nothing is sent anywhere, and no value is ever printed.
#[derive(Debug, Parser)]
#[command(
    name = "kubectl-secretscan",
    bin_name = "kubectl secretscan",
    version = plugin_kit::app::VERSION,
    args_conflicts_with_subcommands = true,
    override_usage = "kubectl secretscan [-n NAMESPACE | -A]
       kubectl secretscan image --archive FILE|DIR
       kubectl secretscan files PATH...
       kubectl secretscan COMMAND",
    after_help = "Examples:
  # Every object and Helm release of the cluster
  kubectl secretscan

  # One namespace, with who uses and who may read what was found
  kubectl secretscan -n payment-service -o wide

  # A dump, with no cluster at all
  kubectl get all,configmaps,secrets -A -o yaml > dump.yaml
  kubectl secretscan -f dump.yaml

  # Every layer of an image, deleted files too
  docker save shop/payment-worker:1.9.3 -o image.tar
  kubectl secretscan image --archive image.tar

  # Charts, manifests and repositories
  kubectl secretscan files charts/ deploy/

  # In a pipeline: exit code 1 for leaks that are high or critical and not known yet
  kubectl secretscan --baseline known.json --fail-on high -o sarif > secretscan.sarif

  # Accept what is known
  kubectl secretscan baseline known.json

  # The roles that these commands need
  kubectl secretscan permissions

Exit codes:
  0    the answer is on stdout
  1    findings, with --exit-code or --fail-on
  2    usage, connection or API error
  3    incomplete: something was not read
  130  interrupted"
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) scan: ScanArgs,

    #[command(flatten)]
    pub(crate) detection: DetectionArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs<FindingsFormat>,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}

/// What of a cluster is read.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct ScanArgs {
    /// Read every namespace; this is the default
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub(crate) all_namespaces: bool,

    /// Do not read Secrets: for users who must not; Helm releases are Secrets too
    #[arg(long, help_heading = "Scan")]
    pub(crate) skip_secrets: bool,

    /// Also read the logs of every container, as far back as this many bytes
    #[arg(
        long,
        value_name = "BYTES",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1048576",
        conflicts_with = "filenames",
        help_heading = "Scan"
    )]
    pub(crate) logs: Option<u64>,

    #[command(flatten)]
    pub(crate) files: FilenameArgs,
}

/// Commands beside the scan of a cluster.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan an image archive: configuration, history, and every file of every layer
    Image(Box<ImageArgs>),
    /// Scan files and folders as text: charts, manifests, dumps, repositories
    Files(Box<FilesArgs>),
    /// Accept what is known, by keyed fingerprint
    Baseline(Box<BaselineArgs>),
    /// List what is looked for
    Rules(RulesArgs),
    /// Print the roles that a scan of a cluster needs
    Permissions(Box<PermissionsArgs>),
    /// Print the JSON Schema of the report
    #[command(after_help = "Examples:
  # Keep the schema beside a script that reads the reports
  kubectl secretscan schema > secretscan.schema.json

  # The fields of an item
  kubectl secretscan schema | jq '.\"$defs\".Item.properties | keys'")]
    Schema,
}
