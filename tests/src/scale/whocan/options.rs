//! What the scale table is made of, as given on the command line.

use std::path::PathBuf;

use crate::Error;

const USAGE: &str = "usage: tests/scale.sh [--namespaces N] [--roles N] [--bindings N] \
     [--runs N] [--dump-megabytes N] [--plugin PATH]";

/// How large the scene is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Namespaces.
    pub namespaces: usize,
    /// Roles, spread over the namespaces.
    pub roles: usize,
    /// `RoleBindings`, spread over the namespaces.
    pub bindings: usize,
}

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The scene.
    pub size: Size,
    /// How often each question is asked; the table shows medians.
    pub runs: usize,
    /// Measure dumps of this size instead, without a cluster.
    pub dump_megabytes: Option<usize>,
    /// The executable to measure; absent means the release build of the present sources.
    pub plugin: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            size: Size {
                namespaces: 1000,
                roles: 10_000,
                bindings: 10_000,
            },
            runs: 5,
            dump_megabytes: None,
            plugin: None,
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Error> {
        let mut options = Self::default();
        while let Some(flag) = arguments.next() {
            let value = arguments.next().ok_or_else(usage)?;
            if flag == "--plugin" {
                options.plugin = Some(value.into());
                continue;
            }
            let number: usize = value.parse().map_err(|_| usage())?;
            if number == 0 {
                return Err(usage());
            }
            match flag.as_str() {
                "--namespaces" => options.size.namespaces = number,
                "--roles" => options.size.roles = number,
                "--bindings" => options.size.bindings = number,
                "--runs" => options.runs = number,
                "--dump-megabytes" => options.dump_megabytes = Some(number),
                _ => return Err(usage()),
            }
        }
        Ok(options)
    }
}

fn usage() -> Error {
    Error::Missing(USAGE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Options, Error> {
        Options::parse(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_replace_the_defaults() {
        let options = parse("--roles 7 --dump-megabytes 200").unwrap();
        assert_eq!(options.size.roles, 7);
        assert_eq!(options.size.bindings, 10_000);
        assert_eq!(options.dump_megabytes, Some(200));
    }

    #[test]
    fn anything_else_is_refused() {
        for words in ["--roles", "--roles many", "--roles 0", "--rolls 7", "7"] {
            assert!(parse(words).is_err(), "{words}");
        }
    }
}
