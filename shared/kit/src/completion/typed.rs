//! Reads a half-typed command line: which command it is, and what the last word stands for.
//!
//! It never fails, for a line that is being typed is seldom right: unknown flags are taken for
//! switches, and words too many are counted on. Rule: POSIX utility syntax guidelines with GNU
//! long options, as clap parses them.

use clap::{Arg, ArgAction, Command};

/// What the last word stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A word of the command itself, counted from 0.
    Positional(usize),
    /// The value of the option with this clap id, which is its field's name.
    Value(String),
}

/// Where a name is wanted that only the plugin can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// What the last word stands for.
    pub place: Place,
    /// The subcommands that were typed, by their full names.
    pub subcommands: Vec<String>,
    /// The other words of the command that were typed before.
    pub positionals: Vec<String>,
    /// The options that were typed before, by clap id, such as the namespace and the context; the
    /// value is empty where an option that may go without one did.
    pub options: Vec<(String, String)>,
}

impl Slot {
    /// The value of an option that was typed before; the last one counts.
    #[must_use]
    pub fn option(&self, id: &str) -> Option<&str> {
        let mut values = self.options.iter().rev();
        values
            .find(|(name, _)| name == id)
            .map(|(_, value)| value.as_str())
    }
}

/// A command line up to its last word.
pub(super) struct Typed<'a> {
    /// The innermost command.
    pub(super) command: &'a Command,
    /// What the last word stands for.
    pub(super) wanted: Wanted<'a>,
    /// The part of the last word that the candidates must start with.
    pub(super) prefix: String,
    /// The clap ids of the flags that were typed.
    pub(super) flags: Vec<String>,
    subcommands: Vec<String>,
    positionals: Vec<String>,
    options: Vec<(String, String)>,
}

/// What the last word stands for, in terms of the clap command.
pub(super) enum Wanted<'a> {
    /// A flag.
    Flag,
    /// The value of an option.
    Value(&'a Arg),
    /// A word; also a subcommand when it is the first.
    Word(usize),
}

impl<'a> Typed<'a> {
    /// Reads the words; `command` must have been built.
    pub(super) fn read(command: &'a Command, words: &[String]) -> Self {
        let mut typed = Self {
            command,
            wanted: Wanted::Word(0),
            prefix: String::new(),
            flags: Vec::new(),
            subcommands: Vec::new(),
            positionals: Vec::new(),
            options: Vec::new(),
        };
        let (last, before) = match words.split_last() {
            Some((last, before)) => (last.as_str(), before),
            None => ("", words),
        };
        let mut pending = None;
        let mut only_words = false;
        for word in before {
            if let Some(option) = pending.take() {
                typed.add_option(option, word);
            } else if only_words || !word.starts_with('-') || word == "-" {
                typed.add_word(word, only_words);
            } else if word == "--" {
                only_words = true;
            } else {
                pending = typed.add_flag(word);
            }
        }
        typed.want(last, pending, only_words);
        typed
    }

    /// What the plugin is asked.
    pub(super) fn slot(&self) -> Option<Slot> {
        let place = match &self.wanted {
            Wanted::Flag => return None,
            Wanted::Value(option) => Place::Value(option.get_id().to_string()),
            Wanted::Word(index) => Place::Positional(*index),
        };
        Some(Slot {
            place,
            subcommands: self.subcommands.clone(),
            positionals: self.positionals.clone(),
            options: self.options.clone(),
        })
    }

    fn want(&mut self, last: &str, pending: Option<&'a Arg>, only_words: bool) {
        let (wanted, prefix) = match pending {
            Some(option) => (Wanted::Value(option), last),
            None if only_words || !last.starts_with('-') => {
                (Wanted::Word(self.positionals.len()), last)
            }
            // The shell puts what stands before `=` back itself (cobra's completion scripts).
            None => match last.split_once('=') {
                Some((flag, value)) => match self.find(flag).filter(|option| takes_value(option)) {
                    Some(option) => (Wanted::Value(option), value),
                    None => (Wanted::Flag, last),
                },
                None => (Wanted::Flag, last),
            },
        };
        self.wanted = wanted;
        prefix.clone_into(&mut self.prefix);
    }

    fn add_option(&mut self, option: &Arg, value: &str) {
        self.options
            .push((option.get_id().to_string(), value.to_owned()));
    }

    fn add_word(&mut self, word: &str, only_words: bool) {
        let may_be_subcommand = self.positionals.is_empty() && !only_words;
        match self.command.find_subcommand(word) {
            Some(command) if may_be_subcommand => {
                self.command = command;
                self.subcommands.push(command.get_name().to_owned());
            }
            _ => self.positionals.push(word.to_owned()),
        }
    }

    /// Notes the flags of one word; the option that takes the next word as its value, if any.
    fn add_flag(&mut self, word: &str) -> Option<&'a Arg> {
        if word.starts_with("--") {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word, None),
            };
            let option = self.find(name)?;
            return self.add_found(option, value);
        }
        for (index, letter) in word.char_indices().skip(1) {
            let option = self.find(&format!("-{letter}"))?;
            let rest = &word[index + letter.len_utf8()..];
            if takes_value(option) {
                let value = rest.strip_prefix('=').unwrap_or(rest);
                return self.add_found(option, (!rest.is_empty()).then_some(value));
            }
            self.add_found(option, None);
        }
        None
    }

    fn add_found(&mut self, option: &'a Arg, value: Option<&str>) -> Option<&'a Arg> {
        self.flags.push(option.get_id().to_string());
        match value {
            Some(value) => self.add_option(option, value),
            None if takes_value(option) => return Some(option),
            None if option.is_require_equals_set() => self.add_option(option, ""),
            None => {}
        }
        None
    }

    /// The option of `--name` or `-n`.
    fn find(&self, flag: &str) -> Option<&'a Arg> {
        let long = flag.strip_prefix("--");
        let short = flag.strip_prefix('-').and_then(|rest| {
            let mut letters = rest.chars();
            letters.next().filter(|_| letters.next().is_none())
        });
        self.command.get_arguments().find(|option| match long {
            Some(long) => {
                option.get_long() == Some(long)
                    || option
                        .get_all_aliases()
                        .is_some_and(|names| names.contains(&long))
            }
            None => short.is_some() && option.get_short() == short,
        })
    }
}

/// Whether an option is followed by a value.
fn takes_value(option: &Arg) -> bool {
    matches!(option.get_action(), ArgAction::Set | ArgAction::Append)
        && !option.is_require_equals_set()
}
