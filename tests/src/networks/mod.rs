//! Clusters of any size with network policies, seeded: the same size and seed give the same bytes.
//!
//! A cluster is namespaces of five workloads each (web, api, worker, cache, database), the cluster
//! DNS, and the policies that a team writes for them: default-deny and DNS for each namespace,
//! ingress for each workload, egress for each that opens connections. [`Size`] names the sizes and
//! the adversarial sets; [`Scene`] gives the objects one by one, in memory or as files.

mod address;
mod adversarial;
mod file;
mod identity;
mod layout;
mod namespace;
mod node;
mod pod;
mod policy;
mod replicas;
mod scene;
mod service;
mod size;
mod template;
#[cfg(test)]
mod tests;

pub use file::Written;
pub use scene::{Objects, Scene, scene};
pub use size::{Size, UnknownSize};
