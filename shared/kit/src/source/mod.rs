//! Where objects come from: a live cluster or files. Both give the same [`Snapshot`], or show the
//! same objects to an [`ObjectSink`].
//!
//! [`Snapshot`]: crate::Snapshot

mod error;
mod fields;
mod files;
pub mod live;
mod merge;
mod record;
mod stream;
mod wants;

pub use error::SourceError;
pub use files::{FileArgument, Files, StdinText};
pub use record::{prepare_recording, record};
pub use stream::{ObjectSink, RawObject, StreamEnd};
pub use wants::{Scope, Want, Wants};
