//! The `main` of every plugin.

use std::{
    ffi::OsString,
    io::{self, BufWriter, IsTerminal},
    process::ExitCode,
};

use super::{Streams, Terminal, fail, interrupt, panics, streams::Stderr};
use crate::{Error, Exit, args::Color, environment::Environment, report::ignore_closed_pipe};

/// A plugin: arguments with the program's name first, environment, streams.
pub type Run = fn(Vec<OsString>, &Environment, &mut Streams<'_>) -> Exit;

/// Enough for most reports to be written at once.
const BUFFER: usize = 64 * 1024;

/// Runs the plugin `kubectl NAME` with what the process was given.
///
/// A panic ends with exit code 2 and one line that holds no data. What cannot be written, to a
/// full disk for instance, ends with 2 as well; a closed pipe changes nothing.
#[must_use]
pub fn main(name: &'static str, run: Run) -> ExitCode {
    panics::install_hook();
    // Only fails when a provider is there already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    interrupt::listen();

    let environment = Environment::from_process();
    let terminal = Terminal {
        stdin: io::stdin().is_terminal(),
        stdout: io::stdout().is_terminal(),
        stderr: io::stderr().is_terminal(),
        width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
    };
    let mut stdout = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    let mut streams = Streams {
        stdin: &mut io::stdin().lock(),
        stdout: &mut stdout,
        stderr: Stderr::new(io::stderr()),
        terminal,
        paint: Color::Auto.paint(&environment, terminal),
    };
    let exit = supervise(name, &mut streams, |streams| {
        run(std::env::args_os().collect(), &environment, streams)
    });
    if exit.is_none() {
        // Half a report must not look like one.
        let _ = stdout.into_parts();
    }
    exit.unwrap_or(Exit::Failed).into()
}

/// Runs, flushes, and says what went wrong; nothing when it panicked.
fn supervise(
    name: &str,
    streams: &mut Streams<'_>,
    run: impl FnOnce(&mut Streams<'_>) -> Exit,
) -> Option<Exit> {
    match panics::catch(|| run(streams)) {
        Ok(exit) => match ignore_closed_pipe(streams.stdout.flush()) {
            Ok(()) => Some(exit),
            // It said so already, and the buffer fails again.
            Err(_) if exit == Exit::Failed => Some(exit),
            Err(error) => Some(fail(&Error::Output(error), streams)),
        },
        Err(place) => {
            streams.stderr.line(&format!(
                "error: internal error at {place}\n\
                 hint: this is a bug; please report it with the output of `kubectl {name} --version`"
            ));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};

    use super::supervise;
    use crate::{
        Exit,
        app::{Streams, panics},
    };

    /// Takes writes and fails to flush, as a buffer before a full disk does.
    struct FailingFlush(io::ErrorKind);

    impl Write for FailingFlush {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    fn flushing_into(kind: io::ErrorKind) -> (Exit, String) {
        let done = Streams::captured("", |streams| {
            let mut stdout = FailingFlush(kind);
            let mut streams = Streams {
                stdin: &mut io::empty(),
                stdout: &mut stdout,
                stderr: streams.stderr.clone(),
                terminal: streams.terminal,
                paint: streams.paint,
            };
            supervise("hello", &mut streams, |_| Exit::Incomplete).unwrap()
        });
        (done.exit, done.stderr)
    }

    #[test]
    fn a_report_that_cannot_be_flushed_is_a_failure() {
        assert_eq!(
            flushing_into(io::ErrorKind::StorageFull),
            (
                Exit::Failed,
                "error: cannot write the report: no storage space\n".to_owned()
            )
        );
    }

    #[test]
    fn a_closed_pipe_leaves_the_exit_code_as_it_was() {
        assert_eq!(
            flushing_into(io::ErrorKind::BrokenPipe),
            (Exit::Incomplete, String::new())
        );
    }

    #[test]
    fn a_panic_tells_the_place_and_nothing_of_the_data() {
        panics::install_test_hook();
        let done = Streams::captured("", |streams| {
            let exit = supervise("hello", streams, |_| panic!("token {}", "hunter2-hunter2"));
            assert_eq!(exit, None);
            Exit::Failed
        });
        assert!(
            done.stderr
                .starts_with("error: internal error at kit/src/app/entry.rs:"),
            "{}",
            done.stderr
        );
        assert!(done.stderr.contains("kubectl hello --version"));
        assert!(!done.stderr.contains("hunter2"));
    }
}
