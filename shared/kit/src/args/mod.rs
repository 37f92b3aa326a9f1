//! Flags that every plugin has; each is flattened into the plugin's own arguments.

mod cluster;
mod output;
mod source;

pub use cluster::ClusterArgs;
pub use output::{Color, OutputArgs};
pub use source::{FilenameArgs, SourceArgs};
