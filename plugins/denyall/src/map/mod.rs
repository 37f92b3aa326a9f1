//! `kubectl denyall map`: who reaches whom, by workload, by pod, or by class.
//!
//! `blast` and `diff` look at the same grid of ends and print it with the same words.

pub(crate) mod collapse;
mod command;
mod connections;
pub(crate) mod ends;
mod format;
pub(crate) mod grid;
pub(crate) mod lines;
mod picture;
pub(crate) mod ranges;
mod reasons;
mod report;
pub(crate) mod solved;
#[cfg(test)]
mod tests;

pub(crate) use command::run;
pub use connections::{Connections, PortSpan};
pub use format::By;
pub(crate) use format::MapFormat;
pub use report::{ClassMembers, Item, MapReport, Summary};
