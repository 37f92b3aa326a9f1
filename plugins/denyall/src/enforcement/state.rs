//! How sure it is that policies are enforced.

use schemars::JsonSchema;
use serde::Serialize;

/// How sure it is that policies are enforced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EnforcementState {
    /// Something says that it is.
    Proven,
    /// Everything that could enforce was looked for and is not there or is switched off.
    Absent,
    /// Nothing says so; that is no yes.
    #[default]
    Unknown,
}
