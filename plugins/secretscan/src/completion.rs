//! What the shell completes beside commands and flags: namespaces and contexts.

use std::ffi::OsString;

use plugin_kit::{
    Exit,
    app::Streams,
    completion::{self, Candidate, Place, Slot, cluster_names},
    environment::Environment,
};

use crate::args::{Args, NAME};

/// Prints the completions of the words typed so far; nothing where kubectl does not ask for them.
pub(crate) fn answer(
    argv: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Option<Exit> {
    let environment = environment.clone();
    completion::answer::<Args, _>(NAME, argv, streams, move |slot, _| {
        candidates(slot, &environment)
    })
}

fn candidates(slot: &Slot, environment: &Environment) -> Vec<Candidate> {
    match &slot.place {
        Place::Value(_) => cluster_names::values(slot, environment),
        Place::Positional(_) => Vec::new(),
    }
}
