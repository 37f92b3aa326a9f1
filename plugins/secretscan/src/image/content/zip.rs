//! Zip archives, read as a stream by their local headers.
//!
//! Form: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. The central directory at the end is not
//! needed: local headers also tell of members that it leaves out.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::DeflateDecoder;

use super::{Contents, DECODED};
use crate::{
    image::{
        Place,
        decode::{Packing, decoder, reason, stopped},
        path::shown,
    },
    unfold::{Limit, Step, Trail},
};

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const END_64: [u8; 4] = *b"PK\x06\x06";

/// Flags of section 4.4.4.
const ENCRYPTED: u16 = 1;
const SIZE_FOLLOWS: u16 = 1 << 3;

/// Compression methods of section 4.4.5.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ZSTD: u16 = 93;

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
    pub(super) fn zip(&mut self, place: &Place<'_>, at: &mut Trail, stream: &mut dyn BufRead) {
        let result = self.zip_members(place, at, stream);
        if let Err(error) = result {
            self.missed(place, at, reason(&error));
        }
    }

    fn zip_members(
        &mut self,
        place: &Place<'_>,
        at: &mut Trail,
        stream: &mut dyn BufRead,
    ) -> io::Result<()> {
        let mut signature = [0; 4];
        stream.read_exact(&mut signature)?;
        while signature == LOCAL && self.may_go_on(place, at) {
            let local = local(stream)?;
            let name = shown(&local.name).into_owned();
            at.within(Step::Member(name), |at| {
                self.zip_member(place, at, stream, &local)
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
        place: &Place<'_>,
        at: &mut Trail,
        stream: &mut dyn BufRead,
        local: &Local,
    ) -> io::Result<()> {
        if local.size_follows() && local.packed == 0 {
            return self.zip_member_of_unknown_size(place, at, stream, local);
        }
        let mut packed = (&mut *stream).take(local.packed);
        if local.packed > 0 {
            self.zip_unpacked(place, at, &mut packed, local);
        }
        io::copy(&mut packed, &mut io::sink())?;
        if packed.limit() > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    fn zip_unpacked(
        &mut self,
        place: &Place<'_>,
        at: &mut Trail,
        packed: &mut dyn BufRead,
        local: &Local,
    ) {
        if local.flags & ENCRYPTED != 0 {
            self.missed(place, at, Limit::Encrypted);
            return;
        }
        match local.method {
            STORED => self.show(place, at, packed, Some(local.packed)),
            DEFLATED => self.zip_decoded(place, at, DeflateDecoder::new(packed), local),
            ZSTD => {
                let decoded = decoder(Packing::Zstd, packed, self.limits().zstd_window);
                self.zip_decoded(place, at, decoded, local);
            }
            _ => self.missed(place, at, Limit::Unsupported),
        }
    }

    fn zip_decoded(
        &mut self,
        place: &Place<'_>,
        at: &mut Trail,
        decoded: impl Read,
        local: &Local,
    ) {
        let mut summed = Summed {
            inner: self.meter.reader(decoded),
            checksum: crc32fast::Hasher::new(),
            failed: false,
        };
        self.show(
            place,
            at,
            &mut BufReader::with_capacity(DECODED, &mut summed),
            None,
        );
        // A reader that stopped early, or failed, has told so.
        let is_whole = !summed.failed && matches!(summed.read(&mut [0]), Ok(0));
        if is_whole && !local.size_follows() && summed.checksum.finalize() != local.checksum {
            self.missed(place, at, Limit::Damaged);
        }
    }

    /// Only what is deflated ends by itself.
    fn zip_member_of_unknown_size(
        &mut self,
        place: &Place<'_>,
        at: &mut Trail,
        stream: &mut dyn BufRead,
        local: &Local,
    ) -> io::Result<()> {
        if local.flags & ENCRYPTED != 0 {
            return Err(stopped(Limit::Encrypted));
        }
        if local.method != DEFLATED {
            return Err(stopped(Limit::Unsupported));
        }
        let mut decoder = DeflateDecoder::new(stream);
        self.zip_decoded(place, at, &mut decoder, local);
        io::copy(&mut decoder, &mut io::sink())?;
        Ok(())
    }
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
    let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let long =
        |at: usize| u32::from_le_bytes([fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]]);
    let mut name = vec![0; usize::from(short(22))];
    stream.read_exact(&mut name)?;
    let mut extra = vec![0; usize::from(short(24))];
    stream.read_exact(&mut extra)?;
    let packed = match (long(14), long(18)) {
        (u32::MAX, size) => packed_64(&extra, size).ok_or_else(|| stopped(Limit::Damaged))?,
        (packed, _) => u64::from(packed),
    };
    Ok(Local {
        name,
        flags: short(2),
        method: short(4),
        checksum: long(10),
        packed,
    })
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
        signature.rotate_left(1);
        signature[3] = byte[0];
        to_pass -= 1;
    }
    Ok(signature)
}
