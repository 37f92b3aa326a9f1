//! `-f`, `-R` and `--record`: where objects are read from and whether what was read is kept.
//!
//! Spelled and worded as in kubectl (cli-runtime `filename_flags.go`); unlike there, URLs and
//! kustomizations are not read.

use std::path::PathBuf;

use clap::{
    Args, ValueHint,
    builder::{PathBufValueParser, TypedValueParser},
};

use crate::source::FileArgument;

/// Flags that name files instead of a cluster.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Source")]
pub struct FilenameArgs {
    /// Filename or directory of files that hold the objects, or - for standard input; then no
    /// cluster is asked.
    ///
    /// Read are YAML, JSON and JSON Lines, several documents a file, and lists: what `kubectl get
    /// -A -o yaml` prints. Of a directory, only the .yaml, .yml and .json files are read.
    #[arg(
        short = 'f',
        long = "filename",
        value_name = "FILE|DIR|-",
        value_parser = PathBufValueParser::new().map(FileArgument::from),
        // clap tells it from the type for a bare `PathBuf` only.
        value_hint = ValueHint::AnyPath,
    )]
    pub filenames: Vec<FileArgument>,
    /// Process the directory used in -f, --filename recursively.
    #[arg(short = 'R', long, requires = "filenames")]
    pub recursive: bool,
}

impl FilenameArgs {
    /// Whether files were named, so that no cluster is asked.
    #[must_use]
    pub fn reads_files(&self) -> bool {
        !self.filenames.is_empty()
    }
}

/// Flags that choose the source, for commands that can record what they read.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Source")]
pub struct SourceArgs {
    /// Files, or none for the cluster.
    #[command(flatten)]
    pub files: FilenameArgs,
    /// Write what was read, and nothing else, to this directory; `-f DIR` reads it back.
    #[arg(long, value_name = "DIR")]
    pub record: Option<PathBuf>,
}

impl SourceArgs {
    /// Whether files were named, so that no cluster is asked.
    #[must_use]
    pub fn reads_files(&self) -> bool {
        self.files.reads_files()
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser};

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        source: SourceArgs,
    }

    #[test]
    fn filenames_repeat_and_a_dash_is_standard_input() {
        let command =
            Command::try_parse_from(["x", "-f", "a.yaml", "--filename", "-", "-R"]).unwrap();
        assert_eq!(
            command.source.files.filenames,
            [
                FileArgument::Path(PathBuf::from("a.yaml")),
                FileArgument::Stdin
            ]
        );
        assert!(command.source.files.recursive && command.source.reads_files());
    }

    #[test]
    fn recursive_needs_a_filename() {
        assert!(Command::try_parse_from(["x", "-R"]).is_err());
    }
    #[test]
    fn shells_complete_the_names_of_files() {
        let mut command = Command::command();
        command.build();
        for flag in ["filenames", "record"] {
            let argument = command.get_arguments().find(|it| it.get_id() == flag);
            assert_eq!(argument.unwrap().get_value_hint(), ValueHint::AnyPath);
        }
    }
}
