//! Network policies that this program proposes, as manifests.

mod allow;
mod name;
mod selector;
mod yaml;

pub use allow::{allow_egress, allow_ingress, in_namespace, named};
pub use name::{digest, free_name, object_name};
pub use selector::{Selection, Selections, selection_of};
pub use yaml::{manifest, yaml};
