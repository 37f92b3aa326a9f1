//! The answer to one completion request.

use std::{
    ffi::{OsStr, OsString},
    fmt::Write as _,
    path::Path,
    sync::mpsc,
    time::Duration,
};

use clap::{Arg, Command, CommandFactory, ValueHint};

use crate::{
    Exit,
    app::{Streams, command},
};

use super::{
    candidates::{Candidate, flags, subcommands, values},
    typed::{Slot, Typed, Wanted},
};

/// How long the plugin may think; a shell that hangs is worse than one that does not help.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the shell may do with the candidates: cobra's `ShellCompDirective`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Directive {
    /// Complete file names where there are no candidates.
    Files = 0,
    /// Nothing but the candidates.
    NoFiles = 4,
    /// Nothing but the candidates, and no blank after them: the word goes on.
    NoFilesNoSpace = 6,
}

/// Prints the reply where the program was started for completion; nothing where it was not.
///
/// `name` is the plugin's, `dynamic` as for [`complete`].
pub fn answer<A, D>(
    name: &'static str,
    argv: &[OsString],
    streams: &mut Streams<'_>,
    dynamic: D,
) -> Option<Exit>
where
    A: CommandFactory,
    D: FnOnce(&Slot, &str) -> Vec<Candidate> + Send + 'static,
{
    let (program, words) = argv.split_first()?;
    if !is_completion(program) {
        return None;
    }
    let words: Vec<String> = words
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let reply = complete(&command::<A>(name), &words, dynamic);
    Some(match streams.stdout.write_all(reply.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Failed,
    })
}

/// Whether the program was started as kubectl starts completion.
fn is_completion(program: &OsStr) -> bool {
    Path::new(program)
        .file_name()
        .and_then(OsStr::to_str)
        .is_some_and(|name| name.starts_with("kubectl_complete-"))
}

/// The reply for kubectl: candidates that start with the last word, then the directive.
///
/// `words` is what was typed after the plugin's name, the last word possibly empty. `dynamic` gives
/// what only the plugin knows; it runs on a thread of its own, and its answer is left out when it
/// takes more than a second or panics.
pub fn complete<D>(command: &Command, words: &[String], dynamic: D) -> String
where
    D: FnOnce(&Slot, &str) -> Vec<Candidate> + Send + 'static,
{
    let mut command = command.clone();
    // Flags that are global reach the subcommands, and `--help` comes to be.
    command.build();
    let typed = Typed::read(&command, words);
    let argument = match typed.wanted {
        Wanted::Flag => None,
        Wanted::Value(option) => Some(option),
        Wanted::Word(index) => typed.command.get_positionals().nth(index),
    };
    if argument.is_some_and(names_a_file) {
        return reply(Vec::new(), "", Directive::Files);
    }

    let mut found = match typed.wanted {
        Wanted::Flag => flags(typed.command, &typed.flags, &typed.prefix),
        Wanted::Word(0) => subcommands(typed.command),
        Wanted::Value(_) | Wanted::Word(_) => Vec::new(),
    };
    let listed = argument.map(values).unwrap_or_default();
    if let (true, Some(slot)) = (listed.is_empty(), typed.slot()) {
        found.extend(ask(dynamic, slot, typed.prefix.clone(), PATIENCE));
    }
    found.extend(listed);
    reply(found, &typed.prefix, Directive::NoFiles)
}

fn names_a_file(argument: &Arg) -> bool {
    matches!(
        argument.get_value_hint(),
        ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath | ValueHint::ExecutablePath
    )
}

fn ask<D>(dynamic: D, slot: Slot, prefix: String, patience: Duration) -> Vec<Candidate>
where
    D: FnOnce(&Slot, &str) -> Vec<Candidate> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::Builder::new().spawn(move || {
        // Nobody listens any more when it took too long.
        let _ = sender.send(dynamic(&slot, &prefix));
    });
    if thread.is_err() {
        return Vec::new();
    }
    receiver.recv_timeout(patience).unwrap_or_default()
}

fn reply(found: Vec<Candidate>, prefix: &str, directive: Directive) -> String {
    let mut found: Vec<Candidate> = found
        .into_iter()
        .filter(|candidate| candidate.word.starts_with(prefix) && candidate.line().is_some())
        .collect();
    found.sort();
    found.dedup_by(|one, other| one.word == other.word);
    let goes_on = !found.is_empty() && found.iter().all(|candidate| candidate.word.ends_with('/'));
    let directive = if goes_on {
        Directive::NoFilesNoSpace
    } else {
        directive
    };
    let mut text = String::new();
    for line in found.iter().filter_map(Candidate::line) {
        text.push_str(&line);
        text.push('\n');
    }
    // Writing to a String cannot fail.
    let _ = writeln!(text, ":{}", directive as u8);
    text
}

#[cfg(test)]
mod tests;
