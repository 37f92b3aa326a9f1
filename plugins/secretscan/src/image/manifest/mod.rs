//! Which images an archive holds, in which layers, and which build step made each.
//!
//! | document | form | file |
//! |---|---|---|
//! | `index.json` | OCI image layout, nested indexes included | `oci` |
//! | `manifest.json` | `docker save`, version 1.2 of its image specification | `docker` |
//! | `repositories` | `docker save` before that | `legacy` |
//!
//! Newer `docker save` archives have the first two, for the same images: they are joined by the
//! digest of the configuration.

mod config;
mod docker;
mod legacy;
mod oci;
mod plan;

pub(super) use plan::{Blob, Plan};
