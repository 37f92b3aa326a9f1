//! Whether a credential lies where credentials belong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a credential lies where credentials belong.
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
pub enum Class {
    /// Outside the data of Secrets, where whoever may read the object has it
    Leak,
    /// In the data of a Secret only
    Stored,
}

impl Class {
    /// The word of flags and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leak => "leak",
            Self::Stored => "stored",
        }
    }
}
