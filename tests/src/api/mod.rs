//! A small blocking client of an API server, for setting scenes and for asking the server itself.
//!
//! It sends plain JSON and retries nothing, so a test sees what the server said.

mod access;
mod apply;
mod client;
mod manifests;
mod request;

pub use access::{Attributes, Subject};
pub(crate) use apply::text;
pub use client::Api;
pub use manifests::documents;
pub use request::{ApiError, ApiRequest};
