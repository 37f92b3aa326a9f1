//! `kubectl denyall plan`: default-deny, the policies that keep what is needed, and what would break.
//!
//! | looking for | file |
//! |---|---|
//! | what is asked for | `options`, `command` |
//! | facts that no policy tells | `surroundings` |
//! | which namespaces | `scope` |
//! | which policies | `pairs`, `peers`, `dns`, `proposal`, `propose` |
//! | what becomes of every flow | `ends`, `judge`, `about`, `fate` |
//! | whether the plan does what it promises | `checks` |
//! | what is done to the cluster, in which order | `change`, `stages` |
//! | the plan file | `document`, `summary`, `party`, `writing`, `table` |
//! | from the ledger to the plan | `planning` |
//! | the kustomize folder | `folder` |

mod about;
mod change;
mod checks;
mod command;
mod dns;
mod document;
mod ends;
mod fate;
mod folder;
mod judge;
mod options;
mod pairs;
mod party;
mod peers;
mod planning;
mod proposal;
mod propose;
mod scope;
mod silent;
mod stages;
mod summary;
mod surroundings;
mod table;
#[cfg(test)]
mod tests;
mod writing;

pub use change::{Change, Precondition, Stage, Undo, Verb};
pub use checks::{Check, Promise};
pub(crate) use command::run;
pub use document::{DenyAllPlan, EvidenceItem, FlowItem, Item, PolicyItem, UnknownItem};
pub use fate::Status;

pub use options::PlanOptions;
pub use party::PartyRef;
pub use planning::{Cluster, plan};
pub use summary::{
    ClusterIdentity, CoverageSummary, FlowCounts, LeftOut, PolicyCounts, StageSummary, Summary,
};
pub use surroundings::Surroundings;
