//! Where a document broke off making sense; never what stands there.

use thiserror::Error;

/// A document that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no document: it breaks off making sense at line {line}, column {column}")]
pub struct Malformed {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1, in bytes.
    pub column: usize,
}

impl Malformed {
    /// At a place of a text.
    pub(super) fn at(text: &str, offset: usize) -> Self {
        let before = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        Self {
            line: memchr::memchr_iter(b'\n', before).count() + 1,
            column: before.len() - line_start + 1,
        }
    }
}
