//! What the speed table is made of, as given on the command line.

use std::path::PathBuf;

use crate::Error;

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How often each program runs, after one run that is not counted.
    pub runs: usize,
    /// How many MiB of text.
    pub mebibytes: u64,
    /// The executable to measure; absent means the release build of the present sources.
    pub plugin: Option<PathBuf>,
    /// Where the other scanners' executables are; absent means to leave them out.
    pub peers: Option<PathBuf>,
    /// Where the material is kept between runs.
    pub material: PathBuf,
}

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    ///
    /// When they are not understood.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, Error> {
        let mut options = Self {
            runs: 3,
            mebibytes: 256,
            plugin: None,
            peers: None,
            material: PathBuf::from("target/secretscan-scale"),
        };
        while let Some(argument) = arguments.next() {
            let value = arguments.next().ok_or_else(usage)?;
            match argument.as_str() {
                "--plugin" => options.plugin = Some(value.into()),
                "--peers" => options.peers = Some(value.into()),
                "--material" => options.material = value.into(),
                "--runs" => options.runs = number(&value)?,
                "--mebibytes" => options.mebibytes = number(&value)? as u64,
                _ => return Err(usage()),
            }
        }
        Ok(options)
    }
}

fn number(value: &str) -> Result<usize, Error> {
    let number = value.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(usage)
}

fn usage() -> Error {
    Error::Missing(
        "usage: tests/secretscan-scale.sh [--runs N] [--mebibytes N] [--plugin PATH] [--peers \
         FOLDER] [--material FOLDER]"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(words: &str) -> Option<Options> {
        Options::parse(words.split_whitespace().map(str::to_owned)).ok()
    }

    #[test]
    fn what_is_not_given_has_a_default() {
        let options = parse("--mebibytes 64").expect("it is understood");
        assert_eq!((options.mebibytes, options.runs), (64, 3));
    }

    #[test]
    fn anything_else_is_refused() {
        for words in ["--runs", "--runs 0", "--rolls 3", "64"] {
            assert!(parse(words).is_none(), "{words}");
        }
    }
}
