//! Cuts YAML text into objects, in one pass over the parser's events.
//!
//! Each object is turned into JSON text, which is what the rest of the crate decodes; the items
//! of a list one after the other, so that memory does not grow with the list. Objects that nobody
//! wants are passed over without being built.
//!
//! # Why
//! serde-saphyr deserializes the same events, but resolves scalars by YAML 1.2 and its own
//! options, counts nodes instead of bytes, and gives no place to hand over an item before its
//! list ends. kubectl reads YAML 1.1 (see [`scalar`](super::scalar)), and files must mean here
//! what they mean there. Merge keys follow go-yaml 2 as well: whatever comes later wins, be it
//! the merge or the plain key. Duplicate keys, which kubectl lets pass, make an object unreadable.

mod keys;
mod objects;
mod values;

pub(super) use objects::read;
