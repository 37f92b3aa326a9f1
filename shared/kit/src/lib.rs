//! What every kubectl plugin of this workspace shares, and nothing a single plugin knows.
//!
//! A plugin is a straight line, and each room of this crate holds one stretch of it:
//!
//! ```text
//! argv -> Args -> Options -> source (io) -> Snapshot -> analyze (pure) -> Report -> print
//! ```
//!
//! | looking for | room |
//! |---|---|
//! | a flag | [`args`] |
//! | environment variables, as a value | [`environment`] |
//! | how the API server is reached: kubeconfig, credentials, retries, paging | [`cluster`] |
//! | which kinds exist and what they are called | [`discovery`] |
//! | the shape of a kind that is listed | [`mod@object`] |
//! | live cluster, files, recordings | [`source`] |
//! | what was read, and what was not | [`snapshot`] |
//! | an output format | [`report`] |
//! | streams, signals, exit codes | [`app`] |
//! | the roles that a command needs | [`permissions`] |
//! | shell completion | [`completion`] |
//! | secret values | [`redact`] |

pub mod app;
pub mod args;
pub mod cluster;
pub mod completion;
pub mod discovery;
pub mod environment;
mod error;
mod exit;
pub mod object;
pub mod permissions;
pub mod redact;
pub mod report;
pub mod snapshot;
pub mod source;

pub use error::Error;
pub use exit::Exit;
pub use snapshot::{Gap, Note, Snapshot};
