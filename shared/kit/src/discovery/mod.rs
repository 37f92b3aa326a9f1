//! Which kinds exist and what they are called.
//!
//! [`ApiCatalog`] is the same whether it came from the API server's discovery, from a recording,
//! or from the built-in table of the core kinds joined with the custom resource definitions found
//! in files.

mod builtin;
mod catalog;
mod custom;
mod documents;
mod listable;
mod nearest;
mod resolve;
mod server;

pub use builtin::authorization_only;
pub use catalog::{ApiCatalog, ApiResource, Subresource};
pub use resolve::Resolution;
pub(crate) use server::{Document, GroupResources, VersionResources};
