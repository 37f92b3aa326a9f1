//! `kubectl denyall reach`: whether one end reaches another, why, and what would change it.

mod answer;
mod cluster_address;
mod command;
mod fix;
mod groups;
mod judge;
mod opened;
mod ports;
mod report;

pub(crate) use command::run;
pub use fix::Fix;
pub use opened::Opened;
pub use report::{DecidedBy, Item, OtherProfile, ReachReport, ServiceRef, SideReport, Summary};
