//! Debian packages: an `ar` archive of three members (`deb(5)`, `ar(5)`).

use std::io::{self, BufRead, Read};

use super::{Contents, Here};
use crate::{
    image::{
        decode::{reason, stopped},
        path::shown,
    },
    unfold::{Limit, Step, Trail},
};

impl Contents<'_> {
    pub(super) fn deb(&mut self, here: Here<'_>, at: &mut Trail, stream: &mut dyn BufRead) {
        let mut magic = [0; 8];
        let result = stream
            .read_exact(&mut magic)
            .and_then(|()| self.ar_members(here, at, stream));
        if let Err(error) = result {
            self.missed(here.place, at, reason(&error));
        }
    }

    fn ar_members(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        stream: &mut dyn BufRead,
    ) -> io::Result<()> {
        while !stream.fill_buf()?.is_empty() && self.may_go_on(here, at) {
            let mut header = [0; 60];
            stream.read_exact(&mut header)?;
            let (name, size) = parse(&header).ok_or_else(|| stopped(Limit::Damaged))?;
            let mut member = (&mut *stream).take(size);
            let name = shown(name);
            at.within(Step::Member(name.clone().into_owned()), |at| {
                self.show(here.member(&name), at, &mut member, Some(size));
            });
            io::copy(&mut member, &mut io::sink())?;
            if member.limit() > 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            // Members start at even positions.
            io::copy(&mut (&mut *stream).take(size % 2), &mut io::sink())?;
        }
        Ok(())
    }
}

/// Name and size.
fn parse(header: &[u8; 60]) -> Option<(&[u8], u64)> {
    let (fields, b"`\n") = header.split_last_chunk::<2>()? else {
        return None;
    };
    let name = fields.get(..16)?.trim_ascii_end();
    let size = std::str::from_utf8(fields.get(48..58)?).ok()?;
    Some((
        name.strip_suffix(b"/").unwrap_or(name),
        size.trim_ascii_end().parse().ok()?,
    ))
}
