//! Standard input, read once or kept to be read again.

use std::io::{self, Read};

/// Standard input whose bytes are kept, so that what it holds can be gone through several times.
pub struct StdinText<'r> {
    reader: &'r mut dyn Read,
    bytes: Option<Vec<u8>>,
}

impl<'r> StdinText<'r> {
    /// Reads nothing yet: that waits until a file argument names standard input.
    pub fn new(reader: &'r mut dyn Read) -> Self {
        Self {
            reader,
            bytes: None,
        }
    }

    /// As many bytes as `limit`; one more when there are more.
    pub(super) fn bytes(&mut self, limit: u64) -> io::Result<&[u8]> {
        if self.bytes.is_none() {
            let mut bytes = Vec::new();
            // One byte more than allowed tells an input that just fits from one that does not.
            let reader = &mut *self.reader;
            reader
                .take(limit.saturating_add(1))
                .read_to_end(&mut bytes)?;
            self.bytes = Some(bytes);
        }
        Ok(self.bytes.as_deref().unwrap_or_default())
    }
}

/// Standard input in the hands of one reading.
pub(super) enum Stdin<'s, 'r> {
    /// It is read away.
    Once(&'s mut dyn Read),
    /// It is kept for the next reading.
    Kept(&'s mut StdinText<'r>),
}
