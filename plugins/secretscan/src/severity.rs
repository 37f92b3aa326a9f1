//! How much a finding matters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a finding matters; the worst first.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Gives whoever reads it an account, a cluster or money
    Critical,
    /// Gives access to one service or to data
    High,
    /// Gives little by itself, or is only likely to be a credential
    Medium,
    /// Lies where credentials belong
    Low,
}

impl Severity {
    /// The word of flags and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}
