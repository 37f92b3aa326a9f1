//! Reads a cluster or files, object by object, and shows each to a watch.
//!
//! ```text
//! Source -> values of Secrets -> every object (walked, watched) -> RBAC -> Surroundings
//! ```
//!
//! Objects are gone through twice: values of Secrets have to be known before anything else is
//! searched for them. Nothing of an object is kept but sightings, relations and names.

mod ignore;
mod logs;
mod objects;
mod readers;
mod secrets;
mod source;
mod surroundings;

pub(crate) use objects::Watched;
pub(crate) use readers::{Readers, is_definition};
pub(crate) use secrets::known_values;
pub(crate) use source::{Scope, Source};
pub(crate) use surroundings::ClusterSurroundings;
