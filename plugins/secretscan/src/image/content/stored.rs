//! Members of zip archives that are stored as they are, and whose size follows them.
//!
//! Writers that cannot go back in their output make such members, Go's `archive/zip` among them.
//! Nothing marks their end but the data descriptor behind it (APPNOTE.TXT section 4.3.9), which is
//! told from content by the size that it repeats.

use std::io::{self, BufRead, Read};

const SIGNATURE: [u8; 4] = *b"PK\x07\x08";
/// Signature, checksum, packed size and size, of four bytes each; of eight each in zip64.
const DESCRIPTOR: usize = 16;

/// A stream of which some bytes can be looked at before they are consumed.
pub(super) struct Ahead<'s> {
    stream: &'s mut dyn BufRead,
    held: Vec<u8>,
    position: usize,
}

impl<'s> Ahead<'s> {
    pub(super) fn new(stream: &'s mut dyn BufRead) -> Self {
        Self {
            stream,
            held: Vec::new(),
            position: 0,
        }
    }

    /// The next bytes; fewer at the end of the stream only.
    fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        self.held.drain(..self.position);
        self.position = 0;
        while self.held.len() < length {
            let bytes = self.stream.fill_buf()?;
            if bytes.is_empty() {
                break;
            }
            let missing = length - self.held.len();
            let taken = bytes.get(..missing).unwrap_or(bytes);
            self.held.extend_from_slice(taken);
            let taken = taken.len();
            self.stream.consume(taken);
        }
        Ok(&self.held)
    }
}

impl Read for Ahead<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Ahead<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.held.get(self.position..) {
            Some(held) if !held.is_empty() => Ok(held),
            _ => self.stream.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.position < self.held.len() {
            self.position += amount;
        } else {
            self.stream.consume(amount);
        }
    }
}

/// The content of a member, up to its descriptor.
pub(super) struct Stored<'r, 's> {
    stream: &'r mut Ahead<'s>,
    passed: u64,
    at_end: bool,
}

impl<'r, 's> Stored<'r, 's> {
    pub(super) fn new(stream: &'r mut Ahead<'s>) -> Self {
        Self {
            stream,
            passed: 0,
            at_end: false,
        }
    }

    /// How many bytes are content for sure.
    fn content(&mut self) -> io::Result<usize> {
        let bytes = self.stream.fill_buf()?;
        if bytes.len() < SIGNATURE.len() {
            let bytes = self.stream.peek(SIGNATURE.len())?;
            if bytes.len() < SIGNATURE.len() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let bytes = self.stream.fill_buf()?;
        match memchr::memmem::find(bytes, &SIGNATURE) {
            // The signature may begin in the last three.
            None => Ok(bytes.len() + 1 - SIGNATURE.len()),
            Some(0) => {
                let passed = self.passed;
                let descriptor = self.stream.peek(DESCRIPTOR)?;
                let size = descriptor.get(8..).and_then(<[u8]>::first_chunk::<4>);
                let low = size.map(|size| u64::from(u32::from_le_bytes(*size)));
                Ok(usize::from(low != Some(passed & 0xffff_ffff)))
            }
            Some(length) => Ok(length),
        }
    }
}

impl Read for Stored<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Stored<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at_end {
            return Ok(&[]);
        }
        let length = self.content()?;
        self.at_end = length == 0;
        let bytes = self.stream.fill_buf()?;
        Ok(bytes.get(..length).unwrap_or(bytes))
    }

    fn consume(&mut self, amount: usize) {
        self.passed += amount as u64;
        self.stream.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read as _};

    use super::{Ahead, Stored};

    #[test]
    fn content_ends_at_the_descriptor_that_repeats_its_size() {
        let content = b"some PK\x07\x08 PK\x07\x08PK\x07\x08 text PK".repeat(20);
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let descriptor = [b"PK\x07\x08\0\0\0\0", &size[..], &size[..]].concat();
        let bytes = [&content[..], &descriptor, b"PK\x01\x02"].concat();
        for capacity in [1, 2, 3, 5, 16, 17, 1000] {
            let mut stream = BufReader::with_capacity(capacity, &bytes[..]);
            let mut ahead = Ahead::new(&mut stream);
            let mut read = Vec::new();
            Stored::new(&mut ahead).read_to_end(&mut read).unwrap();
            assert_eq!(read, content, "{capacity}");
            let mut rest = Vec::new();
            ahead.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, [&descriptor[..], b"PK\x01\x02"].concat());
        }
    }

    #[test]
    fn content_without_a_descriptor_breaks_off() {
        let mut stream = &b"some content PK\x07\x08 and no end"[..];
        let mut ahead = Ahead::new(&mut stream);
        let result = Stored::new(&mut ahead).read_to_end(&mut Vec::new());
        assert!(result.is_err());
    }
}
