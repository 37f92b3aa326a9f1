//! `kubectl denyall blast`: everything an attacker in one place reaches, hop by hop.

mod aws;
mod command;
mod report;
mod start;
mod targets;
mod walk;

pub use aws::{Aws, IrsaRole};
pub(crate) use command::run;
pub use report::{BlastReport, Count, Item, Kind, Summary};
