//! The words that a clap command itself can tell: subcommands, flags, and values of enums.

use clap::{Arg, ArgAction, Command, builder::PossibleValue};

use crate::report::{is_unprintable, visible};

/// A word that would go on from what was typed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The whole word.
    pub word: String,
    /// What it is; may be empty.
    pub description: String,
}

impl Candidate {
    /// A candidate with a description; none is the empty text.
    pub fn new(word: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            word: word.into(),
            description: description.into(),
        }
    }

    /// The line for kubectl, or nothing for a word that a shell could not take as one.
    ///
    /// Words may come from the cluster: one with a control character or a blank in it would end
    /// the line, or put something else on the user's command line than what is seen.
    pub(super) fn line(&self) -> Option<String> {
        let breaks = |character: char| is_unprintable(character) || character.is_whitespace();
        // A line that starts with a colon could be taken for the last one.
        if self.word.is_empty() || self.word.starts_with(':') || self.word.contains(breaks) {
            return None;
        }
        Some(if self.description.is_empty() {
            self.word.clone()
        } else {
            format!("{}\t{}", self.word, visible(&self.description))
        })
    }
}

/// The subcommands that help shows.
pub(super) fn subcommands(command: &Command) -> Vec<Candidate> {
    command
        .get_subcommands()
        .filter(|subcommand| !subcommand.is_hide_set())
        .map(|subcommand| {
            let about = subcommand.get_about().map(ToString::to_string);
            Candidate::new(subcommand.get_name(), about.unwrap_or_default())
        })
        .collect()
}

/// The flags that help shows, without those that were typed already and cannot be repeated.
///
/// Short forms are offered for a lone `-` only, as kubectl does.
pub(super) fn flags(command: &Command, typed: &[String], prefix: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    for option in command.get_arguments() {
        let repeats = matches!(option.get_action(), ArgAction::Append | ArgAction::Count);
        let done = !repeats && typed.iter().any(|id| option.get_id() == id.as_str());
        if option.is_positional() || option.is_hide_set() || done {
            continue;
        }
        let help = option
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        if let Some(letter) = option.get_short().filter(|_| prefix == "-") {
            found.push(Candidate::new(format!("-{letter}"), help.clone()));
        }
        if let Some(name) = option.get_long() {
            found.push(Candidate::new(format!("--{name}"), help));
        }
    }
    found
}

/// The values that an option or positional is limited to.
pub(super) fn values(option: &Arg) -> Vec<Candidate> {
    let describe = |value: &PossibleValue| {
        let help = value.get_help().map(ToString::to_string);
        Candidate::new(value.get_name(), help.unwrap_or_default())
    };
    let values = option.get_possible_values();
    let shown = values.iter().filter(|value| !value.is_hide_set());
    shown.map(describe).collect()
}
