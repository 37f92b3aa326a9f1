//! `kubectl denyall map`.

use clap::Args;
use plugin_kit::args::{ClusterArgs, OutputArgs, SourceArgs};

use super::AnalysisArgs;
use crate::map::{By, MapFormat};

/// Show who reaches whom.
///
/// The table takes together what is the same: `api/*` stands for all pods of a namespace, `all
/// pods` for those of all namespaces, `nodes` for what has a node's own address, and `internet` for
/// every public address. With -n only pairs are shown that have an end in one of these namespaces;
/// the other end may be anywhere, so the whole cluster is read all the same.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # Who reaches whom?
  kubectl denyall map

  # Who reaches the namespace of the payments, and whom does it reach?
  kubectl denyall map -n payment-service

  # A page to search, where a click on a connection says which rules let it pass
  kubectl denyall map -o html > map.html

  # A picture of manifests that are not applied yet
  kubectl denyall map -f manifests/ -o dot | dot -Tsvg > map.svg

  # Every pair that may connect to PostgreSQL
  kubectl denyall map -o json | jq '.items[]
    | select(.all or any(.ports[]; .from <= 5432 and .to >= 5432)) | [.from, .to]'

  # Which pods are the same to all policies?
  kubectl denyall map --by class -o json | jq .summary.classes")]
pub(crate) struct MapArgs {
    /// What a line of the map stands for
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    pub(crate) by: By,

    #[command(flatten)]
    pub(crate) analysis: AnalysisArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs<MapFormat>,

    #[command(flatten)]
    pub(crate) cluster: ClusterArgs,
}
