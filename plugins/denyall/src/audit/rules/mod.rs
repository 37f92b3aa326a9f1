//! What is looked for, one file a family. Each rule is a function of the scene.

mod default_deny;
mod dns;
mod entries;
mod excepts;
mod guards;
mod held;
mod identifiers;
mod internet;
mod ipv6;
mod matching;
mod pod_identity;
mod ports;
mod priorities;
mod service_address;
mod state;
#[cfg(test)]
mod tests;
mod types;

pub(super) use held::place as unheld_place;

use super::{finding::Finding, scene::Scene};

/// All rules; which of them apply to a network plugin is their own affair.
pub(super) const ALL: &[fn(&Scene<'_>) -> Vec<Finding>] = &[
    state::find,
    default_deny::find,
    held::find,
    identifiers::find,
    entries::find,
    excepts::find,
    service_address::find,
    matching::find,
    internet::find,
    types::find,
    ports::find,
    guards::find,
    priorities::find,
    dns::find,
    pod_identity::find,
    ipv6::find,
];
