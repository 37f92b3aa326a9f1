//! `kubectl denyall`: who reaches whom in a cluster, and default-deny without an outage.
//!
//! | looking for | room |
//! |---|---|
//! | the command line | `args`, `place` |
//! | what is read, and what is missing from it | [`object`], `wants`, `scene`, `coverage` |
//! | the cluster as the network sees it | [`model`] |
//! | policies of every kind in one form | [`policy`] |
//! | one connection, decided and explained | [`verdict`] |
//! | the whole map at once | [`solve`] |

pub mod address;
pub mod flows;
pub mod model;
pub mod object;
pub mod policy;
pub mod protocol;
pub mod solve;
#[cfg(test)]
mod testing;
pub mod verdict;
mod wants;
