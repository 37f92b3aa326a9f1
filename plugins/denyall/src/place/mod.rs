//! What the words FROM and TO mean.

mod resolve;
mod target;
mod word;

pub(crate) use resolve::{Ends, Part, in_doubt, policy_nets, public_addresses, resolve};
pub(crate) use target::resolve_target;
pub(crate) use word::{Place, Side};
