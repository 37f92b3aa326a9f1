//! Where a plugin reads and writes, as a value: a process has the real streams, a test has buffers.

use std::{
    io::{self, Read, Write},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{Exit, report::Paint};

/// Input, data, and talk.
pub struct Streams<'a> {
    /// What `-f -` reads.
    pub stdin: &'a mut dyn Read,
    /// Data only; buffered, flushed by [`main`](super::main).
    pub stdout: &'a mut dyn Write,
    /// Everything else; each write appears at once.
    pub stderr: Stderr,
    /// Which of them are terminals.
    pub terminal: Terminal,
    /// Which of them get colour; starts as `--color=auto` has it.
    pub paint: Paint,
}

/// What is known about the terminal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terminal {
    /// Whether stdin is one.
    pub stdin: bool,
    /// Whether stdout is one.
    pub stdout: bool,
    /// Whether stderr is one.
    pub stderr: bool,
    /// Its width in columns.
    pub width: Option<usize>,
}

/// A handle to stderr that progress, the request log and errors can share.
#[derive(Clone)]
pub struct Stderr(Arc<Mutex<Box<dyn Write + Send>>>);

impl Stderr {
    /// A handle to any writer.
    pub fn new(writer: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Box::new(writer))))
    }

    /// Writes a line as a whole; that stderr is gone is nobody's concern.
    pub(super) fn line(&self, text: &str) {
        let _ = self.text(&format!("{text}\n"));
    }

    pub(super) fn text(&self, text: &str) -> io::Result<()> {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writer.write_all(text.as_bytes())?;
        writer.flush()
    }
}

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        writer.flush()
    }
}

/// What a run left behind; for tests.
#[derive(Debug, PartialEq, Eq)]
pub struct Captured {
    /// What it returned.
    pub exit: Exit,
    /// What it wrote as data.
    pub stdout: String,
    /// What it wrote as talk.
    pub stderr: String,
}

impl Streams<'_> {
    /// Runs with buffers in place of the process's streams, none of them a terminal; for tests.
    ///
    /// Output that is not UTF-8 is shown with replacement characters.
    pub fn captured(
        stdin: impl AsRef<[u8]>,
        run: impl FnOnce(&mut Streams<'_>) -> Exit,
    ) -> Captured {
        let (mut stdout, stderr) = (Vec::new(), Buffer::default());
        let exit = run(&mut Streams {
            stdin: &mut stdin.as_ref(),
            stdout: &mut stdout,
            stderr: Stderr::new(stderr.clone()),
            terminal: Terminal::default(),
            paint: Paint::default(),
        });
        Captured {
            exit,
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: stderr.text(),
        }
    }
}

/// A growing buffer that several handles write to.
#[derive(Clone, Default)]
pub(super) struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    pub(super) fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut buffer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
