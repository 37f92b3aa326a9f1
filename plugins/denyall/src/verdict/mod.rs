//! Decides one connection and says which policies and rules decide it.
//!
//! This is the engine of single questions: it looks at the policies of the two ends only. The
//! whole map is solved by `solve`, and both must agree.

mod connection;
mod explain;
mod matching;
mod semantics;

pub use connection::{Connection, Deciding, Endpoint, Reason, Side, Verdict};
pub use explain::{explain, explain_through_service};
pub(crate) use matching::{holds_every_pod, is_selected};
pub use semantics::{AddressBlocks, EqualPriorities, Excepts, Profile, Semantics};
