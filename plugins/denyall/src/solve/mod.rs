//! Solves the whole cluster at once: who may connect to whom, and to which ports.
//!
//! Endpoints that no policy tells apart are one party. Of each party as a destination, the line of
//! its ports is cut only where a rule that touches it begins or ends, and for each piece the
//! sources that pass are computed as one set of bits. Equal rules are joined, equal sets kept once,
//! equal questions asked once.
//!
//! ```
//! use denyall::{model::Network, policy::PolicySet, solve::Solution, verdict::Semantics};
//! use plugin_kit::Snapshot;
//!
//! let snapshot = Snapshot::default();
//! let network = Network::of(&snapshot);
//! let (policies, _gaps) = PolicySet::of(&snapshot);
//! let solution = Solution::of(&network, &policies, Semantics::default());
//! for (to, _) in solution.by_workload().groups().iter().enumerate() {
//!     for (connections, sources) in solution.by_workload().rows_to(to) {
//!         println!("{} sources: {connections}", sources.len());
//!     }
//! }
//! ```

mod address_tree;
mod census;
mod connection_set;
mod destination;
mod exceptions;
mod first_match;
mod index_set;
mod labels;
mod partition;
mod party;
mod peers;
mod ports;
mod questions;
mod rows;
mod sets;
mod sides;
mod solution;
#[cfg(test)]
mod tests;
mod workload_map;

pub use connection_set::{ConnectionSet, PortRange};
pub use index_set::IndexSet;
pub use party::{Party, PartyId};
pub use solution::{ConnectionSetId, Solution};
pub use workload_map::{Group, WorkloadMap};
