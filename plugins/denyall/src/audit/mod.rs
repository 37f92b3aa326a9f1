//! `kubectl denyall audit`: which pods are open, whether anything enforces the policies, and what is
//! wrong with them.

mod analyze;
mod command;
mod finding;
mod isolation;
mod report;
mod rows;
mod rules;
mod sarif;
mod scene;

pub(crate) use command::run;
pub use finding::{Finding, RuleId};
pub use isolation::{DirectionIsolation, Isolation, WorkloadIsolation};
pub use report::{AuditItem, AuditReport, FindingTotals, Summary, WorkloadTotals};
