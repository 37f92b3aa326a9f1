//! The ledger: every flow that somebody needs, with what says so.
//!
//! | looking for | file |
//! |---|---|
//! | what a flow is | `flow`, `evidence` |
//! | what could not be resolved | `unknown` |
//! | what observation covers | `coverage` |
//! | what is read | `wants` |
//! | what a host stands for, where a Service leads | `names`, `services` |
//! | variables, arguments, `ConfigMap`s | `configured` |
//! | traffic from outside | `ingress`, `controllers`, `load_balancer`, `host_ports` |
//! | the API server, both ways | `api_server`, `control_plane` |
//! | AWS, DNS, meshes, stateful sets, Prometheus | `aws`, `dns`, `mesh`, `stateful`, `scrape` |
//! | flow logs | `observed`, `ends` |

mod api_server;
mod aws;
mod build;
mod cluster;
mod configured;
mod control_plane;
mod controllers;
mod coverage;
mod dns;
mod ends;
mod evidence;
mod flow;
mod gathering;
mod host_ports;
mod ingress;
mod load_balancer;
mod mesh;
mod names;
mod observed;
mod scrape;
mod services;
mod stateful;
mod unknown;
mod wants;

#[cfg(test)]
mod apps;
#[cfg(test)]
mod testing;

pub use build::Ledger;
pub use coverage::Coverage;
pub use evidence::{Evidence, EvidenceSource};
pub use flow::{Confidence, Flow, Party};
pub use unknown::{Unknown, UnknownReason};
pub(crate) use wants::wants;
