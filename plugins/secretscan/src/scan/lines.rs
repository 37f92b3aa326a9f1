//! Line numbers of matches, counted once however many there are.

/// Counts the line breaks of a text up to matches that come mostly in order.
pub(super) struct Lines<'t> {
    text: &'t [u8],
    before: usize,
    counted: usize,
    breaks: usize,
}

impl<'t> Lines<'t> {
    /// Of a text that `before` line breaks precede.
    pub(super) fn after(before: u64, text: &'t [u8]) -> Self {
        Self {
            text,
            before: usize::try_from(before).unwrap_or(usize::MAX),
            counted: 0,
            breaks: 0,
        }
    }

    /// The line of an offset, counted from 1.
    pub(super) fn of(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if offset < self.counted {
            (self.counted, self.breaks) = (0, 0);
        }
        let between = self.text.get(self.counted..offset).unwrap_or_default();
        self.breaks += memchr::memchr_iter(b'\n', between).count();
        self.counted = offset;
        self.before.saturating_add(self.breaks).saturating_add(1)
    }

    /// Whether there is more than one line, so that a line number tells something.
    pub(super) fn are_many(&self) -> bool {
        let trimmed = self.text.trim_ascii_end();
        self.before > 0 || memchr::memchr(b'\n', trimmed).is_some()
    }

    /// The text of the line that an offset is on.
    pub(super) fn around(&self, offset: usize) -> &'t [u8] {
        let (head, tail) = self.text.split_at(offset.min(self.text.len()));
        let start = memchr::memrchr(b'\n', head).map_or(0, |position| position + 1);
        let end = memchr::memchr(b'\n', tail).map_or(self.text.len(), |length| head.len() + length);
        self.text.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_are_counted_from_one_in_any_order() {
        let mut lines = Lines::after(0, b"a\nb\nc");
        let counted: Vec<usize> = [4, 0, 2, 3, 99].map(|offset| lines.of(offset)).to_vec();
        assert_eq!(counted, [3, 1, 2, 2, 3]);
        assert_eq!(Lines::after(7, b"a").of(0), 8);
    }

    #[test]
    fn one_line_with_its_break_is_one_line() {
        assert!(!Lines::after(0, b"token\n").are_many());
        assert!(Lines::after(0, b"a\nb").are_many());
    }

    #[test]
    fn the_line_around_an_offset_has_no_break() {
        let lines = Lines::after(0, b"one\ntwo\nthree");
        assert_eq!(lines.around(5), b"two");
        assert_eq!(lines.around(0), b"one");
        assert_eq!(lines.around(13), b"three");
    }
}
