//! Reads objects from files: manifests, dumps and recordings.
//!
//! A text goes through three hands: [`input`] finds and reads files, [`json`] and [`yaml`] cut
//! their text into objects, and [`intake`] decides what becomes of each object. Memory is bounded
//! by one file's text, one object and the snapshot.

mod anchors;
mod argument;
mod collect;
mod input;
mod intake;
mod json;
mod scalar;
mod slot;
mod text;
mod type_meta;
mod yaml;

#[cfg(test)]
mod tests;

pub use argument::FileArgument;
pub use collect::Files;
