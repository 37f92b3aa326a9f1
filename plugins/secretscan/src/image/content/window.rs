//! Shows a large file through windows that overlap.

use std::io::BufRead;

use super::{Contents, leaf, read_up_to};
use crate::{
    image::{Place, Window, decode::reason},
    unfold::Trail,
};

impl Contents<'_> {
    /// Shows what is in the buffer, then the rest of the stream, window by window.
    pub(super) fn windows(
        &mut self,
        place: &Place<'_>,
        at: &mut Trail,
        buffer: &mut Vec<u8>,
        stream: &mut dyn BufRead,
    ) {
        let margin = self.limits().margin;
        let size = self.limits().window.max(4 * margin);
        let medium = leaf::medium(buffer);
        let mut window = Window {
            offset: 0,
            own: 0..0,
            lines: 0,
        };
        loop {
            // One byte more than a window tells whether this is the last.
            let result = read_up_to(stream, buffer, size + 1);
            let is_last = buffer.len() <= size;
            let shown = buffer.get(..size).unwrap_or(buffer);
            window.own.end = if is_last { shown.len() } else { size - margin };
            self.visitor.window(&window);
            self.visitor.text(at, shown, medium);
            if is_last {
                if let Err(error) = result {
                    self.missed(place, at, reason(&error));
                }
                return;
            }
            // The next window starts a margin before what it owns.
            let passed = size - 2 * margin;
            let lines = memchr::memchr_iter(b'\n', buffer.get(..passed).unwrap_or_default());
            window.lines += lines.count() as u64;
            window.offset += passed as u64;
            window.own.start = margin;
            buffer.drain(..passed);
        }
    }
}
