//! The command line: parsed by clap, always named as kubectl users type it.
//!
//! Usage strings start with `kubectl NAME` however the binary was started, because that is what
//! works on every machine (krew naming guide; krew installs a symlink of another name).

use std::ffi::OsString;

use clap::{ColorChoice, Command, CommandFactory, Parser, error::Error as ClapError};

use super::Streams;
use crate::{Error, Exit};

/// Version of every plugin of this workspace, and what it was built from.
pub const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (",
    env!("PLUGIN_KIT_BUILD"),
    ")"
);

/// Lines of help are no longer than this, however wide the terminal is.
const WIDEST_HELP: usize = 100;

/// The plugin's clap command under its kubectl name; what help, completion and docs start from.
#[must_use]
pub fn command<P: CommandFactory>(name: &str) -> Command {
    let full_name = format!("kubectl {name}");
    P::command()
        .bin_name(&full_name)
        .display_name(full_name)
        .version(VERSION)
}

/// Parses the arguments, the program's name first.
///
/// `--help` and `--version` are printed on stdout and end with 0; a mistake is told on stderr and
/// ends with 2.
pub fn parse<P: Parser>(
    name: &str,
    argv: Vec<OsString>,
    streams: &mut Streams<'_>,
) -> Result<P, Exit> {
    let width = streams.terminal.width.unwrap_or(WIDEST_HELP);
    let mut command = command::<P>(name)
        .term_width(width.min(WIDEST_HELP))
        .color(ColorChoice::Always);
    command
        .try_get_matches_from_mut(argv)
        .and_then(|mut matches| P::from_arg_matches_mut(&mut matches))
        .map_err(|error| tell(&error.format(&mut command), streams))
}

fn tell(error: &ClapError, streams: &mut Streams<'_>) -> Exit {
    let text = error.render();
    let styled = |colour: bool| {
        if colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        }
    };
    if error.use_stderr() {
        // That stderr is gone is nobody's concern.
        let _ = streams.stderr.text(&styled(streams.paint.stderr));
        return Exit::Failed;
    }
    let help = styled(streams.paint.stdout);
    match streams.stdout.write_all(help.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(error) => super::fail(&Error::Output(error), streams),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::{VERSION, parse};
    use crate::{Exit, app::Captured, app::Streams, args::OutputArgs};

    /// Says who can do what
    #[derive(Debug, clap::Parser)]
    struct Args {
        /// The verb
        verb: String,
        #[command(flatten)]
        output: OutputArgs,
    }

    fn run(arguments: &[&str]) -> Captured {
        let argv = arguments.iter().map(OsString::from).collect();
        Streams::captured("", |streams| match parse::<Args>("whocan", argv, streams) {
            Ok(parsed) => {
                assert_eq!(parsed.verb, "get");
                Exit::Done
            }
            Err(exit) => exit,
        })
    }

    #[test]
    fn usage_is_named_as_kubectl_users_type_it_whatever_the_binary_is_called() {
        let done = run(&["/tmp/who_can", "--help"]);
        assert_eq!(done.exit, Exit::Done);
        assert!(
            done.stdout
                .contains("Usage: kubectl whocan [OPTIONS] <VERB>"),
            "{}",
            done.stdout
        );
        assert_eq!(done.stderr, "");
    }

    #[test]
    fn the_version_tells_the_build() {
        let done = run(&["kubectl-whocan", "--version"]);
        assert_eq!(done.exit, Exit::Done);
        assert_eq!(done.stdout, format!("kubectl whocan {VERSION}\n"));
    }

    #[test]
    fn a_missing_word_is_told_on_stderr() {
        let done = run(&["kubectl-whocan"]);
        assert_eq!((done.exit, done.stdout.as_str()), (Exit::Failed, ""));
        assert!(
            done.stderr.contains("Usage: kubectl whocan <VERB>"),
            "{}",
            done.stderr
        );
        assert!(!done.stderr.contains('\u{1b}'));
    }

    #[test]
    fn an_unknown_format_lists_the_known_ones() {
        let done = run(&["kubectl-whocan", "get", "-o", "xml"]);
        assert_eq!(done.exit, Exit::Failed);
        assert!(
            done.stderr
                .contains("[possible values: table, wide, json, yaml, name]"),
            "{}",
            done.stderr
        );
    }
}
