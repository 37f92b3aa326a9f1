//! Flags of every command that looks for credentials.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use plugin_kit::report::Severity;

use crate::finding::Class;

/// What is looked for, and what of it is told.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct DetectionArgs {
    /// Also look for what the rules in this TOML file describe; a rule with the id of a built-in one
    /// changes it; can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Detection")]
    pub(crate) rules: Vec<PathBuf>,

    /// Do not tell what this baseline accepts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Detection")]
    pub(crate) baseline: Option<PathBuf>,

    /// Tell leaks or stored credentials only
    #[arg(long, value_name = "CLASS", value_enum, help_heading = "Detection")]
    pub(crate) class: Option<Class>,

    /// Exit with 1 when there are findings of this severity or a worse one
    #[arg(long, value_name = "SEVERITY", value_enum, help_heading = "Output")]
    pub(crate) fail_on: Option<Severity>,
}
