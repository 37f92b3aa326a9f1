//! Reads, decodes and looks at a blob at the same time.
//!
//! ```text
//! thread: read, hash -> thread: inflate -> caller: tar, search
//! ```
//!
//! Chunks go through bounded channels and come back to be filled again, so memory is a few chunks
//! however large the blob is.
//!
//! # Why
//!
//! Inflating is the slowest step by far, so it gets a thread to itself. Hashing the compressed
//! bytes takes a tenth of its time; in the reading thread it runs beside it on the second core,
//! which the search leaves half idle.

use std::{
    io::{self, BufRead, BufReader, Read},
    mem,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use super::{
    decode::{Packing, decoder},
    digest::{Digest, Hashing, Verdict},
};

/// Bytes in a chunk: small enough for the cache that both cores share.
const CHUNK: usize = 256 << 10;
/// Chunks on their way.
const QUEUE: usize = 4;
/// First bytes, by which a stream is recognised.
const HEAD: usize = 512;

/// Where the bytes of a blob come from.
pub(super) enum Source<'s> {
    /// A stream of its own, which another thread may read.
    Own(Box<dyn Read + Send + 's>),
    /// A part of a stream that is being read anyway.
    Part(&'s mut dyn BufRead),
}

/// Gives the decoded bytes to `work`, and tells whether the bytes are what their digest promises.
/// `expected` gives the digest that is promised for bytes packed in this way.
pub(super) fn through<T>(
    source: Source<'_>,
    expected: impl FnOnce(Packing) -> Option<Digest>,
    zstd_window: u64,
    work: impl FnOnce(&mut dyn BufRead) -> T,
) -> io::Result<(T, Verdict)> {
    match source {
        Source::Own(stream) => own(stream, expected, zstd_window, work),
        Source::Part(stream) => part(stream, expected, zstd_window, work),
    }
}

fn own<T>(
    mut stream: Box<dyn Read + Send + '_>,
    expected: impl FnOnce(Packing) -> Option<Digest>,
    zstd_window: u64,
    work: impl FnOnce(&mut dyn BufRead) -> T,
) -> io::Result<(T, Verdict)> {
    let mut head = Vec::with_capacity(HEAD);
    stream.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let packing = Packing::of(&head);
    let hashing = Hashing::new(expected(packing).as_ref());
    let stream = io::Cursor::new(head).chain(stream);
    thread::scope(|scope| {
        let (raw_in, raw_out) = pipe();
        let reading = scope.spawn(move || pump(stream, raw_in, hashing));
        let result = if packing == Packing::Plain {
            let mut chunks = raw_out;
            work(&mut chunks)
        } else {
            let (decoded_in, mut decoded_out) = pipe();
            let decoding = scope.spawn(move || {
                let decoded = decoder(packing, raw_out, zstd_window);
                pump(decoded, decoded_in, Hashing::new(None));
            });
            let result = work(&mut decoded_out);
            // Stops the decoder, wherever it is.
            drop(decoded_out);
            // A panic in it has closed the pipe without the mark of the end, which was damage to
            // whoever read it.
            let _ = decoding.join();
            result
        };
        let verdict = reading.join().unwrap_or(Verdict::Mismatch);
        Ok((result, verdict))
    })
}

fn part<T>(
    stream: &mut dyn BufRead,
    expected: impl FnOnce(Packing) -> Option<Digest>,
    zstd_window: u64,
    work: impl FnOnce(&mut dyn BufRead) -> T,
) -> io::Result<(T, Verdict)> {
    let mut head = Vec::with_capacity(HEAD);
    (&mut *stream).take(HEAD as u64).read_to_end(&mut head)?;
    let packing = Packing::of(&head);
    let mut hashed = Hashed {
        inner: io::Cursor::new(head).chain(stream),
        hashing: Hashing::new(expected(packing).as_ref()),
    };
    let result = if packing == Packing::Plain {
        work(&mut hashed)
    } else {
        let decoded = decoder(packing, &mut hashed, zstd_window);
        work(&mut BufReader::with_capacity(CHUNK, decoded))
    };
    hashed.finish()?;
    Ok((result, hashed.hashing.verdict()))
}

/// Hashes what is consumed.
struct Hashed<R> {
    inner: R,
    hashing: Hashing,
}

impl<R: BufRead> Hashed<R> {
    /// Hashes what nobody wanted to read.
    fn finish(&mut self) -> io::Result<()> {
        while self.hashing.is_needed() {
            let length = self.fill_buf()?.len();
            if length == 0 {
                break;
            }
            self.consume(length);
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Hashed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if self.hashing.is_needed()
            && let Ok(buffer) = self.inner.fill_buf()
            && let Some(consumed) = buffer.get(..amount)
        {
            self.hashing.update(consumed);
        }
        self.inner.consume(amount);
    }
}

/// What goes through a pipe.
enum Chunk {
    Bytes(Vec<u8>),
    Failed(io::Error),
    End,
}

struct PipeIn {
    chunks: SyncSender<Chunk>,
    spare: Receiver<Vec<u8>>,
}

/// The end of a pipe from which the bytes are read.
struct PipeOut {
    chunks: Receiver<Chunk>,
    spare: SyncSender<Vec<u8>>,
    current: Vec<u8>,
    position: usize,
    end: bool,
}

fn pipe() -> (PipeIn, PipeOut) {
    let (chunks_in, chunks_out) = sync_channel(QUEUE);
    // Never full: no more buffers are made than are queued, filled and read.
    let (spare_in, spare_out) = sync_channel(QUEUE + 4);
    (
        PipeIn {
            chunks: chunks_in,
            spare: spare_out,
        },
        PipeOut {
            chunks: chunks_out,
            spare: spare_in,
            current: Vec::new(),
            position: 0,
            end: false,
        },
    )
}

/// Moves a stream into a pipe, to the end of the stream even when nobody reads the pipe any more
/// but a digest is wanted.
fn pump(mut stream: impl Read, pipe: PipeIn, mut hashing: Hashing) -> Verdict {
    let PipeIn { chunks, spare } = pipe;
    let mut is_read = true;
    loop {
        let mut buffer = spare.try_recv().unwrap_or_default();
        buffer.resize(CHUNK, 0);
        let filled = fill(&mut stream, &mut buffer);
        let (length, failure) = match filled {
            Ok(length) => (length, None),
            Err((length, error)) => (length, Some(error)),
        };
        buffer.truncate(length);
        hashing.update(&buffer);
        let at_end = length < CHUNK;
        is_read = is_read && (length == 0 || chunks.send(Chunk::Bytes(buffer)).is_ok());
        if at_end {
            let last = failure.map_or(Chunk::End, Chunk::Failed);
            // Nobody may be reading any more.
            let _ = chunks.send(last);
            return hashing.verdict();
        }
        if !is_read && !hashing.is_needed() {
            return Verdict::Unchecked;
        }
    }
}

/// Fills the buffer; less only at the end or where reading failed.
fn fill(stream: &mut impl Read, buffer: &mut [u8]) -> Result<usize, (usize, io::Error)> {
    let mut length = 0;
    while let Some(rest) = buffer.get_mut(length..)
        && !rest.is_empty()
    {
        match stream.read(rest) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err((length, error)),
        }
    }
    Ok(length)
}

impl Read for PipeOut {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for PipeOut {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.current.len() && !self.end {
            let used = mem::take(&mut self.current);
            if used.capacity() > 0 {
                // The other side may have ended already.
                let _ = self.spare.try_send(used);
            }
            self.position = 0;
            match self.chunks.recv() {
                Ok(Chunk::Bytes(bytes)) => self.current = bytes,
                Ok(Chunk::End) => self.end = true,
                Ok(Chunk::Failed(error)) => {
                    self.end = true;
                    return Err(error);
                }
                Err(_) => {
                    self.end = true;
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
        }
        Ok(self.current.get(self.position..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount;
    }
}
