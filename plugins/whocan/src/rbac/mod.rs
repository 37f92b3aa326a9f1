//! Kubernetes RBAC: which rules allow a request, and which bindings bring them to whom.
//!
//! | looking for | file |
//! |---|---|
//! | what is asked | [`request`] |
//! | whether one rule allows it | [`rule`] |
//! | what a role consists of, aggregation included | [`roles`], `aggregation`, `selector` |
//! | the roles that every cluster has | [`bootstrap`] |
//! | where a binding counts and whom it names | `bindings` |

mod aggregation;
mod bindings;
pub mod bootstrap;
pub mod request;
pub mod roles;
pub mod rule;

pub(crate) use bindings::{Binding, Place, RoleKey, in_scope as bindings_in_scope};
pub(crate) use request::Scope;
pub use request::{Request, RequestNamespace, Target};
pub use roles::RoleSource;
pub(crate) use roles::{RoleBook, RoleId};
