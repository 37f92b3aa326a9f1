//! Network addresses in the text that workloads are configured with: values of environment
//! variables, arguments, `ConfigMap` values, annotations.
//!
//! ```
//! use denyall::address::addresses;
//!
//! let found = addresses("mongodb://app:hunter2@a.db:27017,b.db:27017/shop?tls=true");
//! assert_eq!(found.len(), 2);
//! assert_eq!(found[0].to_string(), "mongodb://a.db:27017");
//! ```
//!
//! # Why
//!
//! Such text holds passwords. What leaves this room is a host, a port and a scheme, each parsed
//! into a type that cannot hold anything else; user information, paths, queries, fragments and the
//! values of other keys are never copied. Where it is open whether a word is a part of a password
//! or a host, it is left out.

mod bounds;
mod extract;
mod guard;
mod host;
mod joined;
mod nesting;
mod pairs;
mod plausible;
mod scanner;
mod scheme;
mod token;
mod uri;
mod word;
mod written;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use extract::{
    addresses, addresses_of_arguments, addresses_of_file, addresses_of_variable, says_address,
};
pub use host::{Host, InvalidHost};
pub use pairs::pairs;
pub use word::port_of_variable;
pub(crate) use word::{host_stem, port_stem};
pub use written::{Address, Clarity, InvalidAddress, written};
