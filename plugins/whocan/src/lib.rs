//! `kubectl whocan`: who can do what in a cluster, through which binding, and which AWS principal
//! is behind it.
//!
//! | looking for | room |
//! |---|---|
//! | the command line | `args` |
//! | what its words ask | [`question`] |
//! | what is read | `wants`, `collect` |
//! | a rule of RBAC | [`rbac`] |
//! | implied groups, service accounts, AWS principals | [`identity`] |
//! | the answer | [`mod@analyze`] |
//! | many questions of another plugin | [`access`] |
//! | its table and JSON | [`report`] |

pub mod access;
pub mod analyze;
mod args;
mod bindings;
mod collect;
mod completion;
mod eks;
pub mod identity;
pub mod question;
pub mod rbac;
pub mod report;
mod run;
#[cfg(test)]
mod testing;
mod wants;

pub use run::run;
