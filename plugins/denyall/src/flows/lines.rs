//! Cuts a stream into lines without ever holding a line that is too long.

use std::io::{self, BufRead};

/// The longest line that is looked at, in bytes: 1 MiB. Hubble's lines are a few kilobytes.
pub(super) const LONGEST: usize = 1 << 20;

/// A line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Its bytes.
    Bytes(&'a [u8]),
    /// It was longer than the limit, and has been passed over.
    TooLong,
}

/// The lines of a stream.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
        }
    }

    /// The next line; nothing at the end of the stream.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let mut too_long = false;
        let mut any = false;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                break;
            }
            any = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let length = end.unwrap_or(available.len());
            if self.buffer.len() + length > LONGEST {
                too_long = true;
                self.buffer.clear();
            } else if !too_long {
                self.buffer.extend(available.iter().take(length));
            }
            self.reader.consume(length + usize::from(end.is_some()));
            if end.is_some() {
                break;
            }
        }
        Ok(match (any, too_long) {
            (false, _) => None,
            (true, true) => Some(Line::TooLong),
            (true, false) => Some(Line::Bytes(&self.buffer)),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    #[test]
    fn lines_are_cut_at_newlines_and_the_last_needs_none() {
        let mut lines = Lines::new(&b"a\n\nb"[..]);
        assert_eq!(lines.next_line().unwrap(), Some(Line::Bytes(b"a")));
        assert_eq!(lines.next_line().unwrap(), Some(Line::Bytes(b"")));
        assert_eq!(lines.next_line().unwrap(), Some(Line::Bytes(b"b")));
        assert_eq!(lines.next_line().unwrap(), None);
    }

    #[test]
    fn a_line_beyond_the_limit_is_passed_over_without_being_held() {
        let long = std::io::repeat(b'x').take(5 * LONGEST as u64);
        let mut lines = Lines::new(BufReader::new(long.chain(&b"\nnext"[..])));
        assert_eq!(lines.next_line().unwrap(), Some(Line::TooLong));
        assert!(lines.buffer.capacity() <= 2 * LONGEST);
        assert_eq!(lines.next_line().unwrap(), Some(Line::Bytes(b"next")));
    }

    #[test]
    fn a_line_of_just_the_limit_is_read() {
        let text = [vec![b'x'; LONGEST], b"\n".to_vec()].concat();
        let mut lines = Lines::new(text.as_slice());
        assert!(
            matches!(lines.next_line().unwrap(), Some(Line::Bytes(line)) if line.len() == LONGEST)
        );
    }
}
