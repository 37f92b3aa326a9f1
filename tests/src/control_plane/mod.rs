//! A real Kubernetes control plane on loopback: etcd, kube-apiserver with RBAC, and the controllers.
//!
//! All test processes of a run share one, through [`ControlPlane::shared`]; tests keep apart by
//! [`unique`](crate::unique) names. The programs come from `KUBEBUILDER_ASSETS`, from the user's
//! cache folder, or are built there once from the Go modules that this package pins.

mod authority;
mod certificate;
mod cluster;
mod component;
mod flags;
mod kubeconfig;
mod nodes;
mod process;
mod programs;
mod readiness;
mod shared;
mod state;
pub mod supervisor;

pub use component::Component;
pub use programs::program;
pub use shared::ControlPlane;
