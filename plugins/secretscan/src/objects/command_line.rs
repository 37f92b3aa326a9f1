//! The command line of a container or of an `exec` probe, word by word.
//!
//! `--name=value`, `--name value` and `NAME=value` are names and values. A script after a shell's
//! `-c` is a text of its own. A short flag means what its program takes it for, so it is shown with
//! the words before it that may name the program. Each word is shown once.
//! Rules: "Utility argument syntax" (POSIX.1-2017 chapter 12) and the long options of GNU and Go.

use std::borrow::Cow;

use super::{environment::Environment, path::Path, walk::Walk};
use crate::{tree::Tree, unfold::Step};

/// Words of more bytes name no program.
const LONGEST_PROGRAM: usize = 64;
/// Programs that take a password by its position.
const POSITIONAL: [&str; 3] = ["rabbitmqctl", "mc", "htpasswd"];
/// How many words before a flag may name its program.
const PROGRAMS: usize = 4;

/// The words of a command line.
pub(super) struct Words<'t>(Vec<Word<'t>>);

/// A word and where it stands.
struct Word<'t> {
    /// The field of the list that the word is in; none if the path leads to the list itself.
    field: Option<&'static str>,
    index: usize,
    text: Cow<'t, str>,
}

impl<'t> Words<'t> {
    /// The words of `command` and `args`, with references to an environment put in.
    pub(super) fn of_map(map: &'t Tree<'t>, environment: &Environment<'t>) -> Self {
        let lists = ["command", "args"].into_iter().filter_map(|field| {
            let elements = map.get(field)?.elements();
            let is_texts = elements.iter().all(|it| word(it).is_some());
            is_texts.then_some((field, elements))
        });
        let words = lists.flat_map(|(field, elements)| {
            elements.iter().enumerate().filter_map(move |(index, it)| {
                let text = environment.expand(word(it)?);
                Some(Word {
                    field: Some(field),
                    index,
                    text,
                })
            })
        });
        Self(words.collect())
    }

    /// The words of a list that holds nothing else and has a flag or an assignment among them.
    pub(super) fn of_list(elements: &'t [Tree<'t>]) -> Option<Self> {
        let texts: Option<Vec<&str>> = elements.iter().map(word).collect();
        let texts = texts.filter(|texts| texts.iter().any(|it| is_flag(it)))?;
        let words = texts.into_iter().enumerate().map(|(index, text)| Word {
            field: None,
            index,
            text: Cow::Borrowed(text),
        });
        Some(Self(words.collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn word<'t>(tree: &'t Tree<'_>) -> Option<&'t str> {
    match tree {
        Tree::Text(text) | Tree::Scalar(text) => Some(text),
        _ => None,
    }
}

fn is_flag(word: &str) -> bool {
    is_assignment(word) || matches!(role(word), Role::Named { .. })
}

/// What the word at hand is.
enum Role<'a> {
    /// `--name=value`, `NAME=value`.
    Assignment { name: &'a str, value: &'a str },
    /// `--name`, whose value is the next word.
    Named { name: &'a str },
    /// `-x`, `-xvalue` or `-name`.
    Short,
    /// A word by itself.
    Plain,
}

impl Word<'_> {
    /// Works where the word stands.
    fn at<'a, 't>(&self, path: &mut Path<'a, 't>, work: impl FnOnce(&mut Path<'a, 't>)) {
        match self.field {
            Some(field) => path.step(Step::Key(field.to_owned()), |path| {
                path.element(self.index, work);
            }),
            None => path.element(self.index, work),
        }
    }
}

impl Walk<'_> {
    /// Shows the words of a command line.
    pub(super) fn command_line(&mut self, path: &mut Path<'_, '_>, words: Words<'_>) {
        let words = words.0;
        let mut programs: Vec<&str> = Vec::new();
        let mut rest = words.as_slice();
        while let Some((word, after)) = rest.split_first() {
            let next = after
                .first()
                .filter(|next| !next.text.starts_with('-') && !is_assignment(&next.text));
            let is_script = programs.last().is_some_and(|it| is_shell(it)) && runs_text(&word.text);
            if let Some(script) = after.first().filter(|_| is_script) {
                // Whatever it begins with, it is a text of its own.
                self.word(path, script, None, &script.text);
                rest = after.get(1..).unwrap_or_default();
                continue;
            }
            let taken = match (role(&word.text), next) {
                (Role::Assignment { name, value }, _) => {
                    self.word(path, word, Some(name), value);
                    0
                }
                (Role::Named { name }, Some(value)) => {
                    self.word(path, value, Some(name), &value.text);
                    1
                }
                (Role::Short, next) => self.short_flag(path, &programs, (word, next)),
                (Role::Named { .. } | Role::Plain, _) => {
                    self.word(path, word, None, &word.text);
                    if word.text.len() <= LONGEST_PROGRAM && !word.text.contains(' ') {
                        programs.push(&word.text);
                    }
                    0
                }
            };
            rest = after.get(taken..).unwrap_or_default();
        }
        self.positions(path, &words);
    }

    /// Shows as one line what is given to a program that takes a password as an argument.
    fn positions(&mut self, path: &mut Path<'_, '_>, words: &[Word<'_>]) {
        let name = |word: &Word<'_>| {
            let last = word.text.rsplit('/').next().unwrap_or_default();
            POSITIONAL.iter().find(|name| **name == last)
        };
        let start = words.iter().position(|word| name(word).is_some());
        let Some(words) = start.and_then(|start| words.get(start..)) else {
            return;
        };
        if let ([program, arguments @ ..], Some(last)) = (words, words.last()) {
            let program = name(program).copied();
            let words = arguments.iter().map(|word| word.text.as_ref());
            let line: Vec<&str> = program.into_iter().chain(words).collect();
            last.at(path, |path| self.line(path, &line.join(" ")));
        }
    }

    /// Shows a word or a part of it, under the name of its flag if it has one.
    fn word(&mut self, path: &mut Path<'_, '_>, word: &Word<'_>, name: Option<&str>, text: &str) {
        let keys = path.keys.iter().copied().chain(name).collect();
        Path::new(path.at).renamed(keys, |path| {
            word.at(path, |path| self.open(path, text.as_bytes()));
        });
    }

    /// Shows a short flag as a line, and gives how many of the words after it are in the line.
    fn short_flag(
        &mut self,
        path: &mut Path<'_, '_>,
        programs: &[&str],
        (word, next): (&Word<'_>, Option<&Word<'_>>),
    ) -> usize {
        let start = programs.len().saturating_sub(PROGRAMS);
        let mut line: Vec<&str> = programs.get(start..).unwrap_or_default().to_vec();
        line.push(&word.text);
        let is_long = word.text.len() > 2;
        // `-password value` is Go's way, `-pvalue word` is everybody else's: both are looked at.
        let (at, taken) = match next {
            // `-passin pass:x` of openssl says in its value what it is.
            // curl takes several flags in one word, the last of which has the value.
            Some(next)
                if !is_long
                    || next.text.starts_with("pass:")
                    || programs.last().is_some_and(|it| it.ends_with("curl")) =>
            {
                line.push(&next.text);
                (next, 1)
            }
            Some(next) => {
                let name = word.text.trim_start_matches('-');
                self.word(path, next, Some(name), &next.text);
                (word, 1)
            }
            None => (word, 0),
        };
        let line = line.join(" ");
        at.at(path, |path| self.line(path, &line));
        taken
    }
}

fn role(word: &str) -> Role<'_> {
    if let Some((name, value)) = assignment(word) {
        return Role::Assignment { name, value };
    }
    match word.strip_prefix("--") {
        Some("") => Role::Plain,
        Some(name) => Role::Named { name },
        None if word.len() > 1 && word.starts_with('-') => Role::Short,
        None => Role::Plain,
    }
}

fn is_assignment(word: &str) -> bool {
    assignment(word).is_some()
}

/// Name and value of `--name=value`, `-Dname=value`, `-name=value` and `NAME=value`.
///
/// Base64 ends in equals signs and is none, and neither is a comparison.
pub(super) fn assignment(word: &str) -> Option<(&str, &str)> {
    let (flag, value) = word.split_once('=')?;
    if !word.starts_with('-') && (value.is_empty() || value.starts_with('=')) {
        return None;
    }
    let is_name = |name: &str| {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(inner)
    };
    let name = match (flag.strip_prefix("--"), flag.strip_prefix('-')) {
        (Some(name), _) => name,
        (None, Some(name)) => {
            // `-pvalue` of mysql may hold an equals sign; a name in Go's way is in lower case.
            let property = name.strip_prefix('D').unwrap_or(name);
            let is_lower = !property.bytes().any(|byte| byte.is_ascii_uppercase());
            if is_lower || name.starts_with('D') {
                property
            } else {
                return None;
            }
        }
        (None, None) => flag,
    };
    is_name(name).then_some((name, value))
}

/// Whether a program runs a text that it is given.
fn is_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    let name = name.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    matches!(
        name,
        "sh" | "bash"
            | "ash"
            | "dash"
            | "ksh"
            | "zsh"
            | "fish"
            | "su"
            | "python"
            | "perl"
            | "ruby"
            | "node"
    )
}

/// Whether a flag says that a text follows: `-c`, `-ec`, `-e`.
fn runs_text(flag: &str) -> bool {
    flag.strip_prefix('-').is_some_and(|letters| {
        letters.len() <= 5
            && letters.ends_with(['c', 'e'])
            && letters.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}
