//! An API server that serves given objects over plain HTTP and misbehaves on request.
//!
//! ```
//! use e2e::fault_server::{Fault, FaultServer};
//!
//! let server = FaultServer::builder()
//!     .fault("rbac.authorization.k8s.io/roles", Fault::Forbidden)
//!     .start()
//!     .expect("a free port");
//! // Run a plugin with --kubeconfig set to server.kubeconfig(), then look at what it asked for.
//! assert!(server.requests().is_empty());
//! ```
//!
//! It is a stand-in for what a real server does rarely: paging with an expiring token, refusals,
//! overload, silence, broken bodies. It judges no access and keeps nothing that is written.

mod answer;
mod builder;
mod discovery;
mod fault;
mod handler;
mod kinds;
mod listing;
mod query;
mod record;
mod refusal;
mod route;
mod selector;
mod server;

pub use builder::FaultServerBuilder;
pub use fault::{Fault, Target};
pub use record::RecordedRequest;
pub use server::FaultServer;
