//! What the commands print.

mod endpoint;
pub mod map;

pub use endpoint::EndpointRef;
pub(crate) use endpoint::short_type;
