//! What the size table is made of, as given on the command line.

use std::path::PathBuf;

use crate::Error;
use crate::networks::Size;

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The scenes; all of them when none is named.
    pub scenes: Vec<Size>,
    /// How often each question is asked; the table shows medians.
    pub runs: usize,
    /// The executable to measure; absent means the release build of the present sources.
    pub plugin: Option<PathBuf>,
}

impl Options {
    /// Reads the arguments after the program's name.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Error> {
        let mut options = Self {
            scenes: Vec::new(),
            runs: 3,
            plugin: None,
        };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--plugin" => options.plugin = Some(arguments.next().ok_or_else(usage)?.into()),
                "--runs" => {
                    let runs = arguments.next().and_then(|runs| runs.parse().ok());
                    options.runs = runs.filter(|runs| *runs > 0).ok_or_else(usage)?;
                }
                scene => options.scenes.push(scene.parse().map_err(|_| usage())?),
            }
        }
        if options.scenes.is_empty() {
            options.scenes = Size::ALL.to_vec();
        }
        Ok(options)
    }
}

fn usage() -> Error {
    let scenes: Vec<&str> = Size::ALL.iter().map(|size| size.name()).collect();
    Error::Missing(format!(
        "usage: tests/network-scale.sh [SCENE...] [--runs N] [--plugin PATH], with SCENE one of {}",
        scenes.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &str) -> Result<Options, Error> {
        Options::parse(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn named_scenes_replace_all_scenes() {
        assert_eq!(parse("").unwrap().scenes, Size::ALL);
        let options = parse("m --runs 7 not-in").unwrap();
        assert_eq!(options.scenes, [Size::M, Size::NotIn]);
        assert_eq!(options.runs, 7);
    }

    #[test]
    fn anything_else_is_refused() {
        for words in ["xxl", "--runs", "--runs many", "--runs 0", "--rolls 7"] {
            assert!(parse(words).is_err(), "{words}");
        }
    }
}
