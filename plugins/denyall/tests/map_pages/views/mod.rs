//! Maps of made-up clusters.

mod build;
pub(crate) mod large;
pub(crate) mod shop;
