//! `kubectl secretscan`: every credential hidden in cluster objects, Helm releases and images.
//!
//! | looking for | room |
//! |---|---|
//! | what is looked for, as data | [`rules`] |
//! | how a text is searched | [`detect`] |
//! | values of Secrets that are searched everywhere else | [`known`] |
//! | a document as a tree, from JSON or YAML | [`tree`] |
//! | what is folded up in a text: encodings, archives, formats | [`unfold`] |
//! | where Kubernetes objects and Helm releases hold text | [`objects`] |
//! | image archives and their layers | [`image`] |
//! | the same work on many bytes at once | `vector` |

mod archive;
mod args;
pub mod baseline;
mod collect;
mod command;
mod completion;
mod core_dump;
pub mod detect;
mod files;
pub mod finding;
pub mod image;
pub mod known;
pub mod objects;
pub mod report;
pub mod rules;
mod run;
pub mod scan;
pub mod tree;
pub mod unfold;
mod vector;

pub use core_dump::keep_out_of_core_dumps;
pub use run::run;
