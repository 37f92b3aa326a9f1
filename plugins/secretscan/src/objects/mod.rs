//! Where Kubernetes objects and Helm releases hold text, and whose it is.
//!
//! | looking for | room |
//! |---|---|
//! | one object shown to a witness | `walker`, `walk` |
//! | every map and list of an object | `fields`, and what is passed over in `quiet` |
//! | name and value in two fields | `pair` |
//! | environments and command lines of containers | `environment`, `command_line` |
//! | options of mounts | `options` |
//! | labels and annotations | `metadata` |
//! | config maps and Secrets | `config_map`, `secret` |
//! | Helm 3 and Helm 2 releases | `helm` |
//! | who uses an object and what it belongs to | [`Relations`] |
//! | the values of Secrets | [`secret_values`] |

mod armour;
mod command_line;
mod config_map;
mod environment;
mod fields;
mod helm;
mod metadata;
mod options;
mod pair;
mod path;
mod place;
mod quiet;
mod relations;
mod secret;
mod values;
mod walk;
mod walker;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use place::{Kept, Place, Witness};
pub use relations::Relations;
pub use values::{SecretValue, secret_values};
pub use walker::Walker;
