//! Small clusters made to be awkward, and questions at their edges. A seed is a cluster.

mod admin_policies;
mod cluster;
mod generator;
mod network_policies;
mod questions;
mod vocabulary;

pub(crate) use cluster::objects;
pub(crate) use generator::Generator;
pub(crate) use questions::questions;
