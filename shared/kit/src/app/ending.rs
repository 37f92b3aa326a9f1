//! How a run ends: with a printed answer or with an error, and with which exit code.

use std::{error::Error as _, fmt::Write as _, io::ErrorKind};

use super::Streams;
use crate::{
    Error, Exit,
    args::OutputArgs,
    report::{Format, FormatChoice, Report, print, visible},
};

/// Prints the report as the flags ask and returns its exit code.
///
/// `negative` says whether the answer is what `--exit-code` reports as 1: findings, denied,
/// nobody. A format that is not shared is the plugin's own to print; here it counts as a table.
pub fn answer<R: Report, F: FormatChoice>(
    report: &R,
    output: &OutputArgs<F>,
    negative: bool,
    streams: &mut Streams<'_>,
) -> Result<Exit, Error> {
    let options = output.print_options(
        output.format.shared().unwrap_or(Format::Table),
        streams.paint,
    );
    print(report, options, streams.stdout, &mut streams.stderr).map_err(Error::Output)?;
    Ok(exit_of(report, output.exit_code, negative))
}

/// 3 when anything is missing from the answer, else 1 when it is negative and `--exit-code` asks,
/// else 0.
pub fn exit_of<R: Report>(report: &R, exit_code: bool, negative: bool) -> Exit {
    if !report.gaps().is_empty() {
        Exit::Incomplete
    } else if exit_code && negative {
        Exit::Findings
    } else {
        Exit::Done
    }
}

/// Says on stderr why there is no answer, and returns the exit code.
///
/// One line for the error with its causes, one for the hint. Nothing for a closed pipe.
pub fn fail(error: &Error, streams: &mut Streams<'_>) -> Exit {
    if let Error::Output(cause) = error
        && cause.kind() == ErrorKind::BrokenPipe
    {
        return Exit::Done;
    }
    let prefix = if streams.paint.stderr {
        "\x1b[31merror:\x1b[0m"
    } else {
        "error:"
    };
    streams
        .stderr
        .line(&format!("{prefix} {}", visible(&with_causes(error))));
    if let Some(hint) = error.hint() {
        streams.stderr.line(&format!("hint: {}", visible(&hint)));
    }
    error.exit()
}

/// Says on stderr what the user should know although there will be an answer, as kubectl does.
pub fn warn(warning: &str, streams: &Streams<'_>) {
    streams
        .stderr
        .line(&format!("Warning: {}", visible(warning)));
}

/// The error and its causes joined by `: `; what a text says already is not said again.
fn with_causes(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !said.is_empty() && !text.contains(&said) {
            // Writing to a String cannot fail.
            let _ = write!(text, ": {said}");
        }
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::fail;
    use crate::{Error, Exit, app::Streams, report::Paint, source::SourceError};

    fn failed(error: &Error) -> (Exit, String) {
        let done = Streams::captured("", |streams| fail(error, streams));
        assert_eq!(done.stdout, "");
        (done.exit, done.stderr)
    }

    #[test]
    fn an_error_is_one_line_and_its_hint_another() {
        assert_eq!(
            failed(&Error::usage("no kind \"pod\u{1b}[2J\"", "try\npods")),
            (
                Exit::Failed,
                "error: no kind \"pod^[[2J\"\nhint: try\\npods\n".to_owned()
            )
        );
    }

    #[test]
    fn causes_follow_once_each() {
        let error = Error::Source(SourceError::Read {
            file: "rbac.yaml".to_owned(),
            source: io::Error::other("cannot read rbac.yaml: disk on fire"),
        });
        assert_eq!(
            failed(&error).1,
            "error: cannot read rbac.yaml: cannot read rbac.yaml: disk on fire\n"
        );
        let repeating = Error::Output(io::Error::other(io::Error::other("disk on fire")));
        assert_eq!(
            failed(&repeating).1,
            "error: cannot write the report: disk on fire\n"
        );
    }

    #[test]
    fn a_closed_pipe_ends_quietly() {
        let closed = Error::Output(io::ErrorKind::BrokenPipe.into());
        assert_eq!(failed(&closed), (Exit::Done, String::new()));
    }

    #[test]
    fn an_interrupt_has_its_own_code() {
        assert_eq!(
            failed(&Error::Interrupted),
            (Exit::Interrupted, "error: interrupted\n".to_owned())
        );
    }

    #[test]
    fn colour_is_on_the_first_word_only() {
        let done = Streams::captured("", |streams| {
            streams.paint = Paint {
                stdout: true,
                stderr: true,
            };
            fail(&Error::Interrupted, streams)
        });
        assert_eq!(done.stderr, "\x1b[31merror:\x1b[0m interrupted\n");
    }
}
