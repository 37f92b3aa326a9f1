//! A second reading of the network policy specifications: one pair and one port at a time, over the
//! objects as they were written.

mod admin;
mod connection;
mod network_policy;
mod objects;
mod peers;
mod ports;
mod selector;
mod tier;
mod verdict;

pub(crate) use objects::{End, Objects, Protocol, Semantics, pod_addresses};
pub(crate) use verdict::{Verdict, allowed};
