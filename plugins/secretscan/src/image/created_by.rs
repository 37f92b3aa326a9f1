//! What a build step says, as names and values.
//!
//! Forms, as the classic builder and `BuildKit` write `history[].created_by`:
//!
//! ```text
//! /bin/sh -c #(nop)  ENV NAME=value OTHER=value
//! ENV NAME=value OTHER=value
//! ARG NAME=value
//! LABEL name=value
//! |2 NAME=value OTHER=some value /bin/sh -c make        (classic, arguments in front)
//! RUN |1 NAME=value /bin/sh -c make # buildkit
//! ```
//!
//! Values are not quoted, so a value with spaces ends where the next `NAME=` or the shell begins.

use std::{fmt, ops};

/// What a history says of a build step. It may hold credentials: whoever shows it masks them
/// first, and debug output holds nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildStep(String);

impl BuildStep {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl ops::Deref for BuildStep {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for BuildStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BuildStep({} bytes)", self.0.len())
    }
}

/// The assignments in a build step.
#[must_use]
pub fn assignments(step: &str) -> Vec<(&str, &str)> {
    let step = step.trim();
    let step = step.strip_prefix("RUN ").unwrap_or(step).trim_start();
    if let Some(rest) = step.strip_prefix('|') {
        return arguments(rest).unwrap_or_default();
    }
    let step = step.strip_prefix("/bin/sh -c").unwrap_or(step).trim_start();
    let step = step.strip_prefix("#(nop)").unwrap_or(step).trim_start();
    let Some((instruction, rest)) = step.split_once(' ') else {
        return Vec::new();
    };
    let rest = rest.strip_suffix("# buildkit").unwrap_or(rest);
    match instruction {
        "ENV" | "ARG" | "LABEL" => split(rest, usize::MAX),
        _ => Vec::new(),
    }
}

/// `2 NAME=value OTHER=value command`.
fn arguments(text: &str) -> Option<Vec<(&str, &str)>> {
    let (count, rest) = text.split_once(' ')?;
    let count: usize = count.parse().ok()?;
    let mut found = split(rest, count);
    if let Some((_, last)) = found.last_mut() {
        *last = without_command(last);
    }
    Some(found)
}

/// Cuts at ` NAME=`, into at most so many parts.
fn split(text: &str, count: usize) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while found.len() < count
        && let Some((name, after)) = rest.split_once('=')
    {
        if !is_name(name) {
            break;
        }
        let end = if found.len() + 1 < count {
            next_name(after).unwrap_or(after.len())
        } else {
            after.len()
        };
        let (value, next) = after.split_at(end);
        found.push((name, unquoted(value.trim())));
        rest = next.trim_start();
    }
    found
}

/// Where, after a space, the next `NAME=` begins.
fn next_name(text: &str) -> Option<usize> {
    let quoted = text.strip_prefix('"').and_then(|text| text.find('"'));
    let mut position = 0;
    let mut in_field = false;
    for word in text.split(' ') {
        if position > quoted.map_or(0, |quoted| quoted + 1)
            && let Some((name, value)) = word.split_once('=')
            && is_name(name)
            && !in_field
            && !is_padding(name, value)
        {
            return Some(position);
        }
        in_field = is_field(word) || in_field && !word.contains('=');
        position += word.len() + 1;
    }
    None
}

/// Whether a word ends with the first part of the name of a field of a connection string, `…;User`,
/// so that what follows is the second.
fn is_field(word: &str) -> bool {
    word.rsplit_once(';')
        .is_some_and(|(_, name)| !name.is_empty() && !name.contains('='))
}

/// Whether an equals sign is the padding of base64.
fn is_padding(name: &str, value: &str) -> bool {
    let padding = value.bytes().all(|byte| byte == b'=');
    padding && name.len() >= 8 && (name.len() + value.len() + 1).is_multiple_of(4)
}

/// What stands before the command of a build step, which is a shell in the usual form.
fn without_command(value: &str) -> &str {
    let shell = [
        " /bin/",
        " /usr/bin/",
        " cmd ",
        " powershell",
        " sh -c",
        " bash -c",
    ]
    .iter()
    .filter_map(|shell| value.find(shell))
    .min();
    let end = shell.or_else(|| value.find(' ')).unwrap_or(value.len());
    value.get(..end).unwrap_or(value)
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/'))
}

fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::{BuildStep, assignments};

    #[test]
    fn environment_and_arguments_are_read_in_every_builders_form() {
        for step in [
            "/bin/sh -c #(nop)  ENV NAME=some value OTHER=x",
            "ENV NAME=some value OTHER=x",
            "ARG NAME=some value OTHER=x",
            "LABEL NAME=\"some value\" OTHER=\"x\"",
            "|2 NAME=some value OTHER=x /bin/sh -c make A=b",
            "RUN |2 NAME=some value OTHER=x /bin/sh -c make # buildkit",
            "RUN |2 NAME=some value OTHER=x /usr/bin/bash -c make # buildkit",
            "|2 NAME=some value OTHER=x make",
        ] {
            assert_eq!(
                assignments(step),
                [("NAME", "some value"), ("OTHER", "x")],
                "{step}"
            );
        }
    }

    #[test]
    fn a_value_may_hold_equals_signs() {
        assert_eq!(
            assignments("ENV DSN=a=b;c=d OTHER=x=y"),
            [("DSN", "a=b;c=d"), ("OTHER", "x=y")]
        );
    }

    #[test]
    fn a_value_may_hold_what_looks_like_a_name() {
        for value in [
            "Server=db;User ID=app;Trust Server Certificate=true;Encrypt=true",
            "Basic b3JkZXJzOmFiYw==",
            "Basic b3JkZXJzOmFiY2Q=",
        ] {
            let steps = [
                format!("ENV NAME={value} OTHER=x"),
                format!("ENV NAME=\"{value}\" OTHER=\"x\""),
            ];
            for step in steps {
                assert_eq!(
                    assignments(&step),
                    [("NAME", value), ("OTHER", "x")],
                    "{step}"
                );
            }
        }
    }

    #[test]
    fn debug_output_holds_nothing_of_a_step() {
        let step = BuildStep::new("ENV KEY=abc");
        assert_eq!(format!("{step:?}"), "BuildStep(11 bytes)");
        assert_eq!(&*step, "ENV KEY=abc");
    }

    #[test]
    fn other_steps_assign_nothing() {
        for step in [
            "",
            "|",
            "|x",
            "|9999999999999999999999 A=b",
            "COPY a b",
            "RUN",
            "ENV",
        ] {
            assert!(assignments(step).is_empty(), "{step}");
        }
    }
}
