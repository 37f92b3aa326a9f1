//! Three applications as charts render them, with the flows that each needs and those it must not
//! have.
//!
//! * [`BANK`]: three namespaces, load balancers, named ports with two numbers behind one Service,
//!   Redis Sentinel, AWS credentials in all three ways.
//! * [`STREAM`]: a message broker with ordinal names, properties files, an operator with webhooks,
//!   Prometheus, cluster DNS with a cache on every node.
//! * [`CLINIC`]: one namespace for three teams, connection strings of four kinds, UDP and SCTP, an
//!   aggregated API, a standalone Pod, names that `bank` has too.
//!
//! Flows are what the network sees after a Service was translated: the port is the pod's own.
//! DNS lookups of workloads are not listed, nor are kubelet probes (a pod's own node always
//! reaches it). Load balancers live in [`LOAD_BALANCERS`], the API server in [`CONTROL_PLANE`].
//! A flow known by `noderole` is needed, yet a plan opens it only when told to; no flow is both
//! needed and forbidden.

mod app;
mod flow;
#[cfg(test)]
mod tests;

pub use app::{ALL, App, BANK, CLINIC, CONTROL_PLANE, LOAD_BALANCERS, STREAM};
pub use flow::{End, Flow, Protocol};
