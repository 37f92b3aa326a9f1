//! What the commands print.

mod endpoint;

pub use endpoint::EndpointRef;
pub(crate) use endpoint::short_type;
