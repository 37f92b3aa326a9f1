//! Walks the members of a tar stream.

use std::io::{self, BufRead, Read};

use super::{
    header::{BLOCK, Header},
    pax::{Pax, decimal},
};
use crate::{image::decode::stopped, unfold::Limit};

/// Largest extended header or long name that is read; Go's reader takes no more either.
const LONGEST_EXTENSION: u64 = 1 << 20;

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::image) enum MemberKind {
    /// It has content, however strange its type.
    File,
    /// A folder.
    Folder,
    /// A symbolic link. It is never followed.
    SymbolicLink,
    /// Another name of a member before; it has no content of its own.
    HardLink,
    /// A device or a pipe.
    Special,
}

/// A member: what its headers say. Its content comes from [`TarReader::body`].
pub(in crate::image) struct Member {
    pub(in crate::image) name: Vec<u8>,
    pub(in crate::image) kind: MemberKind,
    /// Bytes of content in the archive; of a sparse file, its parts that are no holes.
    pub(in crate::image) size: u64,
    pub(in crate::image) link: Vec<u8>,
}

/// Reads member after member. What is left of a member's content is skipped.
pub(in crate::image) struct TarReader<'s> {
    stream: &'s mut dyn BufRead,
    /// Content of the current member that has not been read.
    left: u64,
    /// What fills its last block.
    padding: u64,
    /// Bytes of the stream before the current position.
    position: u64,
    /// A name or header was too large to be read.
    cut: bool,
}

impl<'s> TarReader<'s> {
    pub(in crate::image) fn new(stream: &'s mut dyn BufRead) -> Self {
        Self {
            stream,
            left: 0,
            padding: 0,
            position: 0,
            cut: false,
        }
    }

    /// Where in the stream the content of the current member starts.
    pub(in crate::image) const fn position(&self) -> u64 {
        self.position
    }

    /// Where in the stream the next header starts.
    pub(in crate::image) const fn end(&self) -> u64 {
        self.position + self.left + self.padding
    }

    /// Whether an extended header of the current member was too large to be read, so that its name
    /// may be another.
    pub(in crate::image) const fn is_cut(&self) -> bool {
        self.cut
    }

    /// The next member; `None` at the end of the stream. Zero blocks end an archive, but another
    /// may follow, as in apk packages: it is read as well.
    pub(in crate::image) fn next(&mut self) -> io::Result<Option<Member>> {
        self.skip_rest()?;
        self.cut = false;
        let mut extensions = Extensions::default();
        loop {
            let Some(header) = self.header()? else {
                return Ok(None);
            };
            match header.flag {
                b'x' => {
                    if let Some(text) = self.extension(header.size)? {
                        let pax = Pax::parse(&text).ok_or_else(|| stopped(Limit::Damaged))?;
                        extensions.pax = pax;
                    }
                }
                // Go ignores what a global header says of names and sizes.
                b'g' => {
                    self.extension(header.size)?;
                }
                b'L' => extensions.name = self.extension(header.size)?,
                b'K' => extensions.link = self.extension(header.size)?,
                _ => return self.member(header, extensions).map(Some),
            }
        }
    }

    /// The content of the current member.
    pub(in crate::image) fn body(&mut self) -> Body<'_> {
        Body {
            stream: self.stream,
            left: &mut self.left,
            position: &mut self.position,
        }
    }

    fn member(&mut self, header: Header, extensions: Extensions) -> io::Result<Member> {
        let Extensions { name, link, pax } = extensions;
        let size = pax.size.unwrap_or(header.size);
        let name = pax.path.or(name).unwrap_or(header.name);
        let kind = kind(header.flag, &name);
        // Like Go: what has no content by its type has none, whatever its size says.
        self.expect(if kind == MemberKind::File { size } else { 0 });
        if header.extended {
            self.skip_sparse_blocks()?;
        }
        if pax.sparse_map_inside {
            self.skip_sparse_map()?;
        }
        Ok(Member {
            name,
            kind,
            size: self.left,
            link: pax.link.or(link).unwrap_or(header.link),
        })
    }

    /// The next header; `None` at the end of the stream.
    fn header(&mut self) -> io::Result<Option<Header>> {
        loop {
            let mut block = [0; BLOCK];
            let length = self.fill(&mut block)?;
            if length == 0 {
                return Ok(None);
            }
            if block.iter().all(|&byte| byte == 0) {
                // What is left after an archive need not be whole blocks.
                continue;
            }
            if length < BLOCK {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let header = Header::parse(&block).ok_or_else(|| stopped(Limit::Damaged))?;
            return Ok(Some(header));
        }
    }

    fn fill(&mut self, block: &mut [u8; BLOCK]) -> io::Result<usize> {
        let mut length = 0;
        while let Some(rest) = block.get_mut(length..)
            && !rest.is_empty()
        {
            match self.stream.read(rest)? {
                0 => break,
                read => length += read,
            }
        }
        self.position += length as u64;
        Ok(length)
    }

    /// Content of a header that extends the next one; `None` where it is too large to be read.
    fn extension(&mut self, size: u64) -> io::Result<Option<Vec<u8>>> {
        self.expect(size);
        if size > LONGEST_EXTENSION {
            self.cut = true;
            self.skip_rest()?;
            return Ok(None);
        }
        let mut text = Vec::new();
        self.body().read_to_end(&mut text)?;
        self.skip_rest()?;
        while text.last() == Some(&0) {
            text.pop();
        }
        Ok(Some(text))
    }

    fn expect(&mut self, size: u64) {
        self.left = size;
        self.padding = size.next_multiple_of(BLOCK as u64) - size;
    }

    /// Skips what is left of the member and of its last block.
    fn skip_rest(&mut self) -> io::Result<()> {
        skip(&mut self.body())?;
        // The last block of the last member may be cut off; nothing is missing then.
        if self.padding > 0 {
            self.position += skip(&mut (&mut *self.stream).take(self.padding))?;
            self.padding = 0;
        }
        Ok(())
    }

    /// GNU's old sparse form: more maps, in blocks that the size does not count.
    fn skip_sparse_blocks(&mut self) -> io::Result<()> {
        loop {
            let mut block = [0; BLOCK];
            if self.fill(&mut block)? < BLOCK {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if block.get(504) == Some(&0) {
                return Ok(());
            }
        }
    }

    /// GNU's sparse form 1.0: the content starts with decimal numbers, a line each: how many parts,
    /// then offset and length of each; the rest of the block is filled up.
    fn skip_sparse_map(&mut self) -> io::Result<()> {
        let mut body = self.body();
        let mut read = 0;
        let mut line = || -> io::Result<u64> {
            let mut line = Vec::new();
            (&mut body).take(21).read_until(b'\n', &mut line)?;
            read += line.len() as u64;
            line.strip_suffix(b"\n")
                .and_then(decimal)
                .ok_or_else(|| stopped(Limit::Damaged))
        };
        let parts = line()?;
        for _ in 0..parts.saturating_mul(2) {
            line()?;
        }
        let rest = read.next_multiple_of(BLOCK as u64) - read;
        skip(&mut body.take(rest))?;
        Ok(())
    }
}

/// Skips to the end, without the copies that [`io::copy`] makes: how many bytes that were.
fn skip(stream: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let length = stream.fill_buf()?.len();
        if length == 0 {
            return Ok(skipped);
        }
        stream.consume(length);
        skipped += length as u64;
    }
}

/// What headers before a member's own say of it.
#[derive(Default)]
struct Extensions {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    pax: Pax,
}

fn kind(flag: u8, name: &[u8]) -> MemberKind {
    match flag {
        b'1' => MemberKind::HardLink,
        b'2' => MemberKind::SymbolicLink,
        b'3' | b'4' | b'6' => MemberKind::Special,
        b'5' => MemberKind::Folder,
        // Before POSIX, folders were files whose names end in a slash.
        0 | b'0' if name.ends_with(b"/") => MemberKind::Folder,
        _ => MemberKind::File,
    }
}

/// The content of a member. Where the archive ends before the content does, reading fails.
pub(in crate::image) struct Body<'r> {
    stream: &'r mut dyn BufRead,
    left: &'r mut u64,
    position: &'r mut u64,
}

impl Read for Body<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Body<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if *self.left == 0 {
            return Ok(&[]);
        }
        let buffer = self.stream.fill_buf()?;
        if buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let length = usize::try_from(*self.left).unwrap_or(usize::MAX);
        Ok(buffer.get(..length).unwrap_or(buffer))
    }

    fn consume(&mut self, amount: usize) {
        *self.left = self.left.saturating_sub(amount as u64);
        *self.position += amount as u64;
        self.stream.consume(amount);
    }
}
