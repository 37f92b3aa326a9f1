//! `kubectl denyall`: who reaches whom in a cluster, and default-deny without an outage.
//!
//! | looking for | room |
//! |---|---|
//! | the command line | `args`, `place` |
//! | what is read, and what is missing from it | [`object`], `wants`, `scene`, `coverage` |
//! | the cluster as the network sees it | [`model`] |
//! | policies of every kind in one form | [`policy`] |
//! | one connection, decided and explained | [`verdict`] |
//! | the whole map at once | [`solve`] |
//! | whether anything enforces policies | [`enforcement`] |
//! | every flow that somebody needs | [`ledger`] |
//! | a command | [`audit`], [`blast`], [`diff`], [`map`], [`plan`], [`reach`] |
//! | policies that are proposed | [`manifest`] |
//! | what is printed | [`report`] |

pub mod address;
mod args;
pub mod audit;
pub mod blast;
mod completion;
mod coverage;
pub mod diff;
pub mod enforcement;
pub mod flows;
pub mod ledger;
pub mod manifest;
pub mod map;
pub mod model;
pub mod object;
mod place;
pub mod plan;
pub mod policy;
pub mod protocol;
pub mod reach;
pub mod report;
mod run;
mod scene;
pub mod solve;
#[cfg(test)]
mod testing;
pub mod verdict;
mod wants;

pub use run::run;
