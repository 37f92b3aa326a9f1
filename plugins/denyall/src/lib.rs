//! `kubectl denyall`: who reaches whom in a cluster, and default-deny without an outage.
//!
//! | looking for | room |
//! |---|---|
//! | the command line | `args`, `place` |

pub mod address;
pub mod flows;
pub mod protocol;
