//! Image archives: configuration, history, and every file of every layer before whiteouts.
//!
//! ```text
//! archive -> Plan (manifests, configurations) -> settings shown -> layers read, each once -> ImageOutline
//! ```
//!
//! | looking for | file |
//! |---|---|
//! | where the bytes come from: tar, compressed tar, folder | `store/` |
//! | which images, in which layers, from which build step | `manifest/` |
//! | what a configuration and its history hold | `settings`, `created_by` |
//! | the tar format, as hostile as it gets | `tar/` |
//! | what a file is, and archives inside archives | `content/` |
//! | reading, inflating and looking at the same time | `pipeline` |
//! | searching on several threads | `crew`, `batch` |
//! | what later layers hide | `hidden` |
//!
//! Nothing is ever unpacked to disk, no link is followed, and memory grows with the number of
//! findings, not with the number or size of files.

mod batch;
mod content;
mod created_by;
mod crew;
mod decode;
mod digest;
mod error;
#[cfg(fuzzing)]
pub mod fuzzing;
mod hidden;
mod layer;
mod limits;
mod manifest;
mod outline;
mod path;
mod pipeline;
mod place;
mod scan;
mod settings;
mod source;
mod store;
mod tar;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod visitor;

pub use content::Contents;
pub use created_by::{BuildStep, assignments};
pub use error::ImageError;
pub use limits::Limits;
pub use outline::{Image, ImageIndex, ImageOutline, Layer, LayerIndex, LayerUse};
pub use place::{Place, Unread};
pub use scan::scan;
pub use source::ImageSource;
pub use visitor::{ImageVisitor, Seen, Shared, Window};
