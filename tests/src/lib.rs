//! The test harness: real parts that scenario tests run the plugins against.
//!
//! * [`control_plane`]: a real etcd, kube-apiserver and kube-controller-manager, one for all the
//!   test processes of a run.
//! * [`api`]: a small client for setting scenes in it and asking it what it would allow.
//! * [`fault_server`]: an API server that misbehaves on request.
//! * [`scale`]: what the plugins cost on a large cluster.
//! * [`apps`]: three applications with the flows that they need.
//! * [`networks`]: clusters of any size with network policies.
//! * [`plants`]: credentials where clusters, files and images leak them, and traps.
//! * [`kubectl`] and [`binaries`]: the real kubectl, and this workspace's plugins built for it.

pub mod api;
pub mod apps;
pub mod binaries;
pub mod control_plane;
mod error;
pub mod fault_server;
mod home;
pub mod kubectl;
mod lock;
mod names;
pub mod networks;
pub mod plants;
mod runtime;
mod waiting;

pub mod random;
pub mod run;
pub mod scale;
pub mod shop;

pub use error::Error;
pub use names::unique;
pub use waiting::{eventually, eventually_within};
