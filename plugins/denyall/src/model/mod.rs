//! The cluster as the network sees it: namespaces, nodes, workloads, pods and services, joined.
//!
//! Everything is sorted and named by its index in its list.

mod network;
mod pod;
mod reading;
mod service;
#[cfg(test)]
mod tests;
mod workload;

pub(crate) use network::NAMESPACE_NAME_LABEL;
pub use network::{Holder, Namespace, Network, Node};
pub use pod::{NamedPort, Pod};
pub use service::{Service, ServicePort, TargetPort};
pub use workload::{Workload, WorkloadKind};
