//! What the shell completes beside commands and flags: namespaces and contexts.

use std::ffi::OsString;

use plugin_kit::{
    Exit,
    app::{self, Streams},
    completion::{self, Candidate, Place, Slot, cluster_names},
    environment::Environment,
};

use crate::args::{Args, NAME};

/// Whether kubectl asks for completions rather than an answer.
pub(crate) fn is_asked_for(argv: &[OsString]) -> bool {
    argv.first()
        .is_some_and(|program| completion::is_completion(program))
}

/// Prints the completions of the words typed so far.
pub(crate) fn answer(
    argv: &[OsString],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Exit {
    let words: Vec<String> = argv
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let environment = environment.clone();
    let reply = completion::complete(&app::command::<Args>(NAME), &words, move |slot, _| {
        candidates(slot, &environment)
    });
    match streams.stdout.write_all(reply.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Failed,
    }
}

fn candidates(slot: &Slot, environment: &Environment) -> Vec<Candidate> {
    match &slot.place {
        Place::Value(_) => cluster_names::values(slot, environment),
        Place::Positional(_) => Vec::new(),
    }
}
