//! The words of a command: separated by spaces, by ends of lines or zeros, or elements of a list in
//! quotes; a part of a word may be in quotes.

use std::ops::Range;

/// The words of a command line.
pub(super) struct Words<'t> {
    pub(super) text: &'t [u8],
    at: usize,
    /// Whether the word goes on behind a quote, as in `-p'VALUE'`.
    pub(super) is_glued: bool,
    /// Whether a line has ended, without a sign that the command goes on.
    pub(super) is_broken: bool,
}

impl<'t> Words<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            at: 0,
            is_glued: false,
            is_broken: false,
        }
    }

    /// How long the word is that begins here.
    fn length(&self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let quote = start.checked_sub(1).and_then(|at| self.text.get(at));
        if let Some(quote @ (b'"' | b'\'')) = quote
            && let Some(length) = memchr::memchr(*quote, rest)
            && let Some(inner) = rest.get(..length)
            && !inner.is_empty()
            && !inner
                .iter()
                .any(|byte| byte.is_ascii_whitespace() || b"\"'\\\0".contains(byte))
        {
            return length;
        }
        match rest {
            [b';' | b'|', ..] => 1,
            _ => rest
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || b"\"'`,;|\\\0]".contains(byte))
                .unwrap_or(rest.len()),
        }
    }

    /// Whether at the end of a word without quotes a quote opens.
    fn opens_quote(&self, word: &Range<usize>) -> bool {
        let before = word.start.checked_sub(1).and_then(|at| self.text.get(at));
        let rest = self.text.get(word.end..).unwrap_or_default();
        let mut rest = rest.iter().skip_while(|byte| **byte == b'\\');
        let opens = matches!(rest.next(), Some(b'"' | b'\''));
        opens
            && before.is_none_or(u8::is_ascii_whitespace)
            && rest.next().is_some_and(|byte| !byte.is_ascii_whitespace())
    }
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        // Between the elements of a list stand quotes and commas; a line ends a command of a text
        // unless it is continued.
        let rest = self.text.get(self.at..)?;
        let skip = rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace() || b"\"',\\\0[]".contains(byte))
            .count();
        let space = rest.get(..skip)?;
        self.is_broken |= memchr::memchr_iter(b'\n', space).any(|at| {
            !space
                .get(..at)
                .unwrap_or_default()
                .trim_ascii_end()
                .ends_with(b"\\")
        });
        let start = self.at + skip;
        self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let word = start..start + self.length(start).max(1);
        self.at = word.end;
        self.is_glued = self.opens_quote(&word);
        Some(word)
    }
}
