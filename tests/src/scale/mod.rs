//! Scale tables: what the plugins cost on large clusters.
//!
//! Nothing here is a test: a busy machine must not fail `cargo test`.

mod columns;
mod measure;
pub mod networks;
mod outcome;
pub mod secretscan;
mod target;
pub mod whocan;

pub use outcome::exit;
