//! Where objects come from: a live cluster or files. Both give the same [`Snapshot`].
//!
//! [`Snapshot`]: crate::Snapshot

mod error;
mod files;
pub mod live;
mod merge;
mod record;
mod wants;

pub use error::SourceError;
pub use files::{FileArgument, Files};
pub use record::{prepare_recording, record};
pub use wants::{Scope, Want, Wants};
