//! Zip archives, read as a stream by their local headers.
//!
//! Form: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. The central directory at the end is not
//! needed: local headers also tell of members that it leaves out.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::DeflateDecoder;

use super::{
    Contents, DECODED, Here,
    stored::{Ahead, Stored},
};
use crate::{
    image::{
        decode::{Packing, decoder, reason, stopped},
        path::shown,
    },
    unfold::{Limit, Step, Trail},
};

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const SPLIT: [u8; 4] = *b"PK\x07\x08";
const END_64: [u8; 4] = *b"PK\x06\x06";

/// Flags of section 4.4.4.
const ENCRYPTED: u16 = 1;
const SIZE_FOLLOWS: u16 = 1 << 3;

/// Compression methods of section 4.4.5.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ZSTD: u16 = 93;
const ZSTD_BYTE: u8 = 93;

struct Local {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    checksum: u32,
    packed: u64,
}

impl Local {
    fn size_follows(&self) -> bool {
        self.flags & SIZE_FOLLOWS != 0
    }
}

impl Contents<'_> {
    pub(super) fn zip(&mut self, here: Here<'_>, at: &mut Trail, stream: &mut dyn BufRead) {
        let result = self.zip_members(here, at, &mut Ahead::new(stream));
        if let Err(error) = result {
            self.missed(here.place, at, reason(&error));
        }
    }

    fn zip_members(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        stream: &mut Ahead<'_>,
    ) -> io::Result<()> {
        let mut signature = [0; 4];
        stream.read_exact(&mut signature)?;
        if signature == SPLIT {
            stream.read_exact(&mut signature)?;
        }
        while signature == LOCAL && self.may_go_on(here, at) {
            let local = local(stream)?;
            let name = shown(&local.name).into_owned();
            at.within(Step::Member(name.clone()), |at| {
                self.zip_member(here.member(&name), at, stream, &local)
            })?;
            signature = next_signature(stream, &local)?;
        }
        match signature {
            LOCAL | CENTRAL | END | END_64 => Ok(()),
            _ => Err(stopped(Limit::Damaged)),
        }
    }

    /// Shows a member and leaves the stream behind its packed bytes.
    fn zip_member(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        stream: &mut Ahead<'_>,
        local: &Local,
    ) -> io::Result<()> {
        if local.size_follows() && local.packed == 0 {
            return self.zip_member_of_unknown_size(here, at, stream, local);
        }
        let mut packed = (&mut *stream).take(local.packed);
        if local.packed > 0 {
            self.zip_unpacked(here, at, &mut packed, local);
        }
        io::copy(&mut packed, &mut io::sink())?;
        if packed.limit() > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    fn zip_unpacked(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        packed: &mut dyn BufRead,
        local: &Local,
    ) {
        if local.flags & ENCRYPTED != 0 {
            self.missed(here.place, at, Limit::Encrypted);
            return;
        }
        match local.method {
            STORED => self.show(here, at, packed, Some(local.packed)),
            DEFLATED => self.zip_decoded(here, at, DeflateDecoder::new(packed), local),
            ZSTD => {
                let decoded = decoder(Packing::Zstd, packed, self.limits.zstd_window);
                self.zip_decoded(here, at, decoded, local);
            }
            _ => self.missed(here.place, at, Limit::Unsupported),
        }
    }

    fn zip_decoded(&mut self, here: Here<'_>, at: &mut Trail, decoded: impl Read, local: &Local) {
        let mut summed = Summed {
            inner: self.meter.reader(decoded),
            checksum: crc32fast::Hasher::new(),
            failed: false,
        };
        self.show(
            here,
            at,
            &mut BufReader::with_capacity(DECODED, &mut summed),
            None,
        );
        // A reader that stopped early, or failed, has told so.
        let is_whole = !summed.failed && matches!(summed.read(&mut [0]), Ok(0));
        if is_whole && !local.size_follows() && summed.checksum.finalize() != local.checksum {
            self.missed(here.place, at, Limit::Damaged);
        }
    }

    /// What is deflated ends by itself; everything else, at the descriptor that follows.
    fn zip_member_of_unknown_size(
        &mut self,
        here: Here<'_>,
        at: &mut Trail,
        stream: &mut Ahead<'_>,
        local: &Local,
    ) -> io::Result<()> {
        let is_encrypted = local.flags & ENCRYPTED != 0;
        if local.method == DEFLATED && !is_encrypted {
            let mut decoder = DeflateDecoder::new(&mut *stream);
            self.zip_decoded(here, at, &mut decoder, local);
            io::copy(&mut decoder, &mut io::sink())?;
            return Ok(());
        }
        let mut packed = Stored::new(stream);
        if local.method == STORED && !is_encrypted {
            self.show(here, at, &mut packed, None);
        } else {
            self.zip_unpacked(here, at, &mut packed, local);
        }
        io::copy(&mut packed, &mut io::sink())?;
        Ok(())
    }
}

/// Where in some bytes a zip archive seems to begin: for programs that have one behind them.
pub(super) fn begins(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, &LOCAL).find(|&position| {
        let rest = bytes.get(position + LOCAL.len()..).unwrap_or_default();
        is_plausible(rest).unwrap_or(false)
    })
}

/// Whether this is a local header of a version and method that exist, with a name in clear.
fn is_plausible(header: &[u8]) -> Option<bool> {
    let (fixed, rest) = header.split_first_chunk::<26>()?;
    let length = fixed.get(22..)?.first_chunk::<2>()?;
    let name = rest.get(..usize::from(u16::from_le_bytes(*length)))?;
    let is_known = matches!(fixed, [10..=63, 0, _, 0 | 8, 0 | 8 | ZSTD_BYTE, 0, ..]);
    let is_clear = |name: &str| !name.is_empty() && !name.contains(char::is_control);
    Some(is_known && std::str::from_utf8(name).is_ok_and(is_clear))
}

/// Sums what a decoder gives.
struct Summed<R> {
    inner: R,
    checksum: crc32fast::Hasher,
    failed: bool,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.inner.read(buffer);
        match &result {
            Ok(length) => self
                .checksum
                .update(buffer.get(..*length).unwrap_or_default()),
            Err(_) => self.failed = true,
        }
        result
    }
}

/// A local header after its signature (section 4.3.7).
fn local(stream: &mut dyn BufRead) -> io::Result<Local> {
    let mut fixed = [0; 26];
    stream.read_exact(&mut fixed)?;
    let mut fields = &fixed[..];
    let _version = short(&mut fields);
    let flags = short(&mut fields);
    let method = short(&mut fields);
    let _time = long(&mut fields);
    let checksum = long(&mut fields);
    let packed = long(&mut fields);
    let size = long(&mut fields);
    let mut name = vec![0; usize::from(short(&mut fields))];
    stream.read_exact(&mut name)?;
    let mut extra = vec![0; usize::from(short(&mut fields))];
    stream.read_exact(&mut extra)?;
    let packed = match packed {
        u32::MAX => packed_64(&extra, size).ok_or_else(|| stopped(Limit::Damaged))?,
        packed => u64::from(packed),
    };
    Ok(Local {
        name,
        flags,
        method,
        checksum,
        packed,
    })
}

fn short(fields: &mut &[u8]) -> u16 {
    u16::from_le_bytes(field(fields))
}

fn long(fields: &mut &[u8]) -> u32 {
    u32::from_le_bytes(field(fields))
}

/// Takes the next field; the caller knows that there is one.
fn field<const N: usize>(fields: &mut &[u8]) -> [u8; N] {
    match fields.split_first_chunk::<N>() {
        Some((field, rest)) => {
            *fields = rest;
            *field
        }
        None => [0; N],
    }
}

/// The packed size in a zip64 extra field (section 4.5.3): the size comes first.
fn packed_64(mut extra: &[u8], size: u32) -> Option<u64> {
    loop {
        let (head, rest) = extra.split_first_chunk::<4>()?;
        let [id_low, id_high, length_low, length_high] = *head;
        let length = usize::from(u16::from_le_bytes([length_low, length_high]));
        let field = rest.get(..length)?;
        if u16::from_le_bytes([id_low, id_high]) == 1 {
            let skipped = if size == u32::MAX { 8 } else { 0 };
            let packed = field.get(skipped..)?.first_chunk::<8>()?;
            return Some(u64::from_le_bytes(*packed));
        }
        extra = rest.get(length..)?;
    }
}

/// The signature of what comes next; before it, where the size follows the member, comes a data
/// descriptor of 12 to 24 bytes with or without a signature of its own (section 4.3.9).
fn next_signature(stream: &mut dyn BufRead, local: &Local) -> io::Result<[u8; 4]> {
    let mut signature = [0; 4];
    stream.read_exact(&mut signature)?;
    let mut to_pass = if local.size_follows() { 24 } else { 0 };
    while to_pass > 0 && ![LOCAL, CENTRAL, END, END_64].contains(&signature) {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        let [_, second, third, fourth] = signature;
        signature = [second, third, fourth, byte[0]];
        to_pass -= 1;
    }
    Ok(signature)
}
