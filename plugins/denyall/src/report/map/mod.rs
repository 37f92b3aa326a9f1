//! `kubectl denyall map` in the formats that are pictures or sheets: HTML, DOT, Mermaid, CSV.
//!
//! Every renderer takes a [`MapView`] and a writer, and the same view gives the same bytes.
//!
//! ```
//! use denyall::report::map::{MapView, csv};
//!
//! let mut sheet = Vec::new();
//! csv::write(&MapView::default(), &mut sheet)?;
//! assert!(sheet.starts_with(b"from_namespace,from_kind,from_name,"));
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod csv;
pub mod dot;
pub mod html;
pub mod mermaid;
#[cfg(test)]
mod testing;
mod view;

pub use view::{MapEdge, MapNode, MapView, NodeKind, PortRange, PortSet};
