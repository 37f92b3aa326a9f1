//! Whether anything in the cluster enforces network policies, and what says so.
//!
//! A policy is an object like any other: where nothing enforces it, it is stored, listed and
//! ignored. Unknown is no yes: a custom resource definition or a config map alone proves nothing.

mod detect;
mod eks;
mod evidence;
mod others;
mod reading;
mod state;
#[cfg(test)]
mod tests;

pub use detect::Enforcement;
pub use evidence::{Enforcer, EnforcerName, EnforcingMode, Evidence, Says};
pub(crate) use reading::{note_gaps, wants};
pub use state::EnforcementState;
