//! The log of steps that `-v 4` asks for: how many objects each one took, and how long.
//!
//! Analysis knows no clock; whoever runs it does, and says here what it measured.

use std::time::Duration;

use super::Stderr;

/// The level from which steps are logged: kubectl's "debug level verbosity".
const STEPS: u8 = 4;

/// Writes steps to stderr at `-v 4` and above.
#[derive(Clone)]
pub struct StepLog {
    stderr: Option<Stderr>,
}

impl StepLog {
    /// A log for the given `-v`.
    #[must_use]
    pub fn new(stderr: &Stderr, verbosity: u8) -> Self {
        Self {
            stderr: (verbosity >= STEPS).then(|| stderr.clone()),
        }
    }

    /// Logs a step that has been done, such as `read`.
    pub fn write(&self, done: &str, objects: usize, elapsed: Duration) {
        if let Some(stderr) = &self.stderr {
            let milliseconds = elapsed.as_secs_f64() * 1000.0;
            stderr.line(&format!("{done} {objects} objects in {milliseconds:.1} ms"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::StepLog;
    use crate::app::{Stderr, streams::Buffer};

    fn logged(verbosity: u8) -> String {
        let buffer = Buffer::default();
        let log = StepLog::new(&Stderr::new(buffer.clone()), verbosity);
        log.write("read", 20_146, Duration::from_micros(3240));
        buffer.text()
    }

    #[test]
    fn steps_are_logged_from_four_on() {
        assert_eq!(logged(3), "");
        assert_eq!(logged(4), "read 20146 objects in 3.2 ms\n");
        assert_eq!(logged(6), logged(4));
    }
}
