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

pub mod baseline;
pub mod detect;
pub mod finding;
pub mod image;
pub mod known;
pub mod objects;
pub mod report;
pub mod rules;
mod run;
pub mod severity;
pub mod tree;
pub mod unfold;

pub use run::run;
