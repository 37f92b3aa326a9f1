//! Workloads of which nothing tells what they connect to.
//!
//! A program may hold its addresses in its image or in a Secret as well as need none. Default-deny
//! for egress cuts off the former without a flow that could be said to break, so they are named.

use std::collections::BTreeSet;

use plugin_kit::{Note, snapshot::NoteCode};

use super::{fate::unheld, scope::Scope};
use crate::{
    ledger::{Ledger, Party},
    model::Network,
    report::EndpointRef,
};

/// How many of them are named.
const NAMED: usize = 20;

/// Names the workloads of the plan that open no known flow but those to DNS, and are not the
/// source of anything unknown, which is listed by itself.
pub(super) fn silent(network: &Network<'_>, scope: &Scope, ledger: &Ledger) -> Option<Note> {
    let flows = ledger.flows.iter().filter(|flow| flow.to != Party::Dns);
    let unknown = ledger.unknown.iter().filter_map(|it| it.from.as_ref());
    let told: BTreeSet<usize> = flows
        .map(|flow| &flow.from)
        .chain(unknown)
        .filter_map(|party| match party {
            Party::Workload(workload) => Some(*workload),
            _ => None,
        })
        .collect();
    let silent: Vec<EndpointRef> = (0..network.workloads.len())
        .filter(|it| !told.contains(it) && scope.holds(network, *it))
        .filter(|it| unheld(network, *it).is_none())
        .filter_map(|it| EndpointRef::workload(network, it))
        .collect();
    let mut names: Vec<String> = silent.iter().take(NAMED).map(ToString::to_string).collect();
    if silent.len() > NAMED {
        names.push(format!("{} more", silent.len() - NAMED));
    }
    (!silent.is_empty()).then(|| {
        let message = format!(
            "nothing is known of what these connect to, and they may do no more than resolve \
             names: {}",
            names.join(", ")
        );
        Note::new(NoteCode::Reading, message)
    })
}
