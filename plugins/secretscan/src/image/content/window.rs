//! Shows a large file through windows that overlap.

use std::{
    io::{self, BufRead, Read},
    mem,
};

use super::{Contents, Here, form::Form, leaf, read_up_to, zip};
use crate::{
    image::{Window, decode::reason},
    unfold::Trail,
};

/// What the windows go on to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// The end of the file, or a zip archive in it: a program that unpacks itself.
    Archive,
    /// The end of the file.
    End,
}

impl Contents<'_> {
    /// Shows what is in the buffer, then the rest of the stream, window by window.
    pub(super) fn windows(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        buffer: &mut Vec<u8>,
        stream: &mut dyn BufRead,
    ) {
        let mut window = Window {
            offset: 0,
            own: 0..0,
            lines: 0,
        };
        if !self.windows_until(Until::Archive, here, at, buffer, stream, &mut window) {
            return;
        }
        let archive = mem::take(buffer);
        let mut rest = io::Cursor::new(&archive[..]).chain(stream);
        self.archive(here, at, Form::Zip, &mut rest);
        // Only one archive is looked for: what is behind it is shown as it is. Its positions are
        // not known, as archives are not counted.
        let mut window = Window {
            offset: window.offset,
            own: 0..0,
            lines: window.lines,
        };
        self.windows_until(Until::End, here, at, buffer, &mut rest, &mut window);
    }

    /// Says whether an archive begins in the buffer; otherwise the file has ended.
    fn windows_until(
        &mut self,
        until: Until,
        here: Here<'_>,
        at: &mut Trail,
        buffer: &mut Vec<u8>,
        stream: &mut dyn BufRead,
        window: &mut Window,
    ) -> bool {
        let margin = self.limits.margin;
        let size = self.limits.window.max(4 * margin);
        let mut medium = None;
        loop {
            // One byte more than a window tells whether this is the last.
            let result = read_up_to(stream, buffer, size + 1);
            let medium = *medium.get_or_insert_with(|| leaf::medium(buffer));
            let archive = match until {
                Until::Archive => zip::begins(buffer),
                Until::End => None,
            };
            let is_last = buffer.len() <= size || archive.is_some();
            let shown = buffer.get(..archive.unwrap_or(size)).unwrap_or(buffer);
            window.own.end = if is_last { shown.len() } else { size - margin };
            if window.own.start < window.own.end {
                leaf::show_part(self.visitor, self.limits, at, shown, medium, window);
            }
            if let Some(archive) = archive {
                buffer.drain(..archive);
                window.offset += archive as u64;
                return true;
            }
            if is_last {
                if let Err(error) = result {
                    self.missed(here.place, at, reason(&error));
                }
                return false;
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
