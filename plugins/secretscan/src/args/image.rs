//! `kubectl secretscan image`.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use plugin_kit::{args::OutputArgs, report::FindingsFormat};

use super::DetectionArgs;

/// Scan an image archive: configuration, history, and every file of every layer.
///
/// Files that a later layer deletes are in the image all the same: whoever pulls it has them. Layers
/// are streamed; nothing is unpacked to disk.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  # What docker has
  docker save shop/payment-worker:1.9.3 -o image.tar
  kubectl secretscan image --archive image.tar

  # An OCI layout, as a folder or as a tar archive
  skopeo copy docker://registry.example.com/shop/api:2.0 oci:layout
  kubectl secretscan image --archive layout

  # Which build step put it there, and does a later one hide it?
  kubectl secretscan image --archive image.tar -o json | jq '.items[] | {rule, location, image}'

  # In a pipeline
  kubectl secretscan image --archive image.tar --fail-on high -o sarif > image.sarif")]
pub(crate) struct ImageArgs {
    /// Image archive: what docker save wrote, or an OCI layout, as a file or a folder; can be repeated
    #[arg(long, value_name = "FILE|DIR", required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) archive: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) detection: DetectionArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs<FindingsFormat>,
}
