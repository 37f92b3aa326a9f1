//! Everything that is folded up in some bytes: encodings, compression, archives and formats,
//! within limits, without knowing what anybody looks for.

mod trail;
mod visitor;

pub use trail::{Step, Trail};
pub use visitor::{Limit, Visitor};
