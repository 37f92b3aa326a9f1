//! One line on a terminal that says what is being read, once it takes a while.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use unicode_width::UnicodeWidthChar;

use super::{Stderr, Streams};
use crate::{environment::Environment, report::visible};

/// Quicker runs show nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// A line that changes faster cannot be read.
const REDRAW: Duration = Duration::from_millis(100);
/// Goes to the start of the line and erases it (ECMA-48 EL).
const ERASE: &str = "\r\x1b[K";

/// A progress line; [`Progress::clear`] and dropping it erase the line.
///
/// Callbacks that outlive the reading may share it in an [`Arc`](std::sync::Arc); clear it before
/// the answer is printed.
pub struct Progress {
    stderr: Option<Stderr>,
    width: usize,
    line: Mutex<Line>,
}

struct Line {
    /// When it may be drawn again.
    next: Instant,
    is_shown: bool,
}

impl Progress {
    /// A line on stderr where that is a terminal that can erase, and nobody asked for silence.
    ///
    /// `quiet` is for documents and for `-v`, whose lines it would tear. Never under `CI`, where a
    /// pseudo-terminal ends in a log file.
    #[must_use]
    pub fn new(streams: &Streams<'_>, environment: &Environment, quiet: bool) -> Self {
        let wanted = !quiet
            && streams.terminal.stderr
            && environment.get("TERM") != Some("dumb")
            && environment.non_empty("CI").is_none();
        let width = streams.terminal.width.unwrap_or(80);
        Self::start(wanted.then(|| streams.stderr.clone()), width, PATIENCE)
    }

    fn start(stderr: Option<Stderr>, width: usize, patience: Duration) -> Self {
        Self {
            stderr,
            width,
            line: Mutex::new(Line {
                next: Instant::now() + patience,
                is_shown: false,
            }),
        }
    }

    /// Shows what is being done, such as `reading rolebindings: 12500 objects`.
    pub fn set(&self, text: &str) {
        self.set_at(Instant::now(), text);
    }

    fn set_at(&self, now: Instant, text: &str) {
        let Some(stderr) = &self.stderr else { return };
        let mut line = self.line();
        if now < line.next {
            return;
        }
        line.next = now + REDRAW;
        line.is_shown = true;
        // A line that wraps could not be erased.
        let text = cut(&visible(text), self.width.saturating_sub(1));
        let _ = stderr.text(&format!("{ERASE}{text}"));
    }

    /// Erases the line.
    pub fn clear(&self) {
        let was_shown = std::mem::take(&mut self.line().is_shown);
        if let (Some(stderr), true) = (&self.stderr, was_shown) {
            let _ = stderr.text(ERASE);
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// As much of the text as fits into so many columns.
fn cut(text: &str, columns: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= columns
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Progress, REDRAW, cut};
    use crate::{
        Exit,
        app::{Stderr, Streams, streams::Buffer},
        environment::Environment,
    };

    #[test]
    fn a_quick_run_shows_nothing() {
        let buffer = Buffer::default();
        let progress = Progress::start(
            Some(Stderr::new(buffer.clone())),
            80,
            Duration::from_mins(1),
        );
        progress.set("reading");
        drop(progress);
        assert_eq!(buffer.text(), "");
    }

    #[test]
    fn the_line_is_cut_escaped_and_cleared_at_the_end() {
        let buffer = Buffer::default();
        let progress = Progress::start(Some(Stderr::new(buffer.clone())), 10, Duration::ZERO);
        let now = Instant::now();
        progress.set_at(now, "reading\u{7} rolebindings");
        progress.set_at(now + REDRAW / 2, "too soon");
        drop(progress);
        assert_eq!(buffer.text(), "\r\x1b[Kreading\\u\r\x1b[K");
    }

    #[test]
    fn wide_characters_count_for_two() {
        assert_eq!(cut("日本語", 5), "日本");
    }

    #[test]
    fn it_is_for_terminals_outside_ci_only() {
        let wanted = |terminal: bool, variables: &[(&str, &str)], quiet: bool| {
            let environment = Environment::from_pairs(variables.iter().copied());
            let mut wanted = false;
            Streams::captured("", |streams| {
                streams.terminal.stderr = terminal;
                wanted = Progress::new(streams, &environment, quiet).stderr.is_some();
                Exit::Done
            });
            wanted
        };
        assert!(wanted(true, &[("TERM", "xterm")], false));
        assert!(!wanted(false, &[], false));
        assert!(!wanted(true, &[], true));
        assert!(!wanted(true, &[("CI", "true")], false));
        assert!(!wanted(true, &[("TERM", "dumb")], false));
    }
}
