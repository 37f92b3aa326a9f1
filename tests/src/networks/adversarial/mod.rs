//! Policies that a fast algorithm fears.

mod blocks;
mod labels;
mod not_in;
mod ports;
mod priority;

pub(super) use blocks::overlapping_blocks;
pub(super) use labels::unique_labels;
pub(super) use not_in::not_in;
pub(super) use ports::{many_ports, port_ranges};
pub(super) use priority::one_priority;
