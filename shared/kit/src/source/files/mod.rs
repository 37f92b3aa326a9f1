//! Reads objects from files: manifests, dumps and recordings.
//!
//! A text goes through three hands: [`input`] finds and reads files, [`json`] and [`yaml`] cut
//! their text into objects, and an [`intake`] decides what becomes of each object: [`decoding`]
//! makes a snapshot of those that are wanted, [`streaming`] shows them all. Memory is bounded by
//! one file's text, one object and the snapshot.

mod anchors;
mod argument;
mod collect;
mod decoding;
mod input;
mod intake;
mod json;
mod scalar;
mod slot;
mod stdin;
mod streaming;
mod text;
mod type_meta;
mod yaml;

#[cfg(test)]
mod tests;

pub use argument::FileArgument;
pub use collect::Files;
pub use stdin::StdinText;
