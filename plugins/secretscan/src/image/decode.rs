//! Undoes what a blob, or a file in it, is compressed with, as a stream.
//!
//! Forms: gzip (RFC 1952, several members in a row as one stream, as `eStargz` and apk write them)
//! and zstd (RFC 8878, several frames in a row and skippable frames, as zstd:chunked writes them).

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;
use plugin_kit::app::catch;
use ruzstd::decoding::{
    BlockDecodingStrategy, FrameDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use super::place::Unread;
use crate::unfold::Limit;

/// What a stream is compressed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
    /// Known by its first bytes, and there is no decoder for it here.
    Unsupported,
}

impl Packing {
    /// Decides by the first bytes of a stream.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, 8, ..] => Self::Gzip,
            // A frame, or a skippable one in front of it (RFC 8878 section 3.1).
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            // xz, bzip2, lz4.
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..]
            | [
                b'B',
                b'Z',
                b'h',
                b'1'..=b'9',
                0x31,
                0x41,
                0x59,
                0x26,
                0x53,
                0x59,
                ..,
            ]
            | [0x04, 0x22, 0x4d, 0x18, ..] => Self::Unsupported,
            _ => Self::Plain,
        }
    }
}

/// An error that stands for a limit, carried through [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("a limit was reached")]
struct Stopped(Limit);

/// A limit as an error of a stream.
pub(super) fn stopped(limit: Limit) -> io::Error {
    io::Error::other(Stopped(limit))
}

/// Why a stream broke off.
pub(super) fn reason(error: &io::Error) -> Unread {
    error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Stopped>())
        .map_or(Limit::Damaged, |stopped| stopped.0)
        .into()
}

/// The decoded stream.
pub(super) fn decoder<'s, S: BufRead + 's>(
    packing: Packing,
    source: S,
    zstd_window: u64,
) -> Box<dyn Read + 's> {
    match packing {
        Packing::Plain => Box::new(source),
        Packing::Gzip => Box::new(MultiGzDecoder::new(source)),
        Packing::Zstd => Box::new(Zstd::new(source, zstd_window)),
        Packing::Unsupported => Box::new(Fails),
    }
}

struct Fails;

impl Read for Fails {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        Err(stopped(Limit::Unsupported))
    }
}

/// Decodes frame after frame.
///
/// ruzstd 0.9 panics on some damaged tables, which are damage like any other.
struct Zstd<S> {
    source: S,
    frames: FrameDecoder,
    is_broken: bool,
}

impl<S: BufRead> Zstd<S> {
    fn new(source: S, window: u64) -> Self {
        let mut frames = FrameDecoder::new();
        frames.set_max_window_size(window);
        Self {
            source,
            frames,
            is_broken: false,
        }
    }

    /// Starts the next frame; `false` at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.source.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.frames.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let mut skipped = (&mut self.source).take(u64::from(length));
                    if io::copy(&mut skipped, &mut io::sink())? < u64::from(length) {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                    return Err(stopped(Limit::Bytes));
                }
                Err(_) => return Err(stopped(Limit::Damaged)),
            }
        }
    }
}

impl<S: BufRead> Read for Zstd<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if !self.is_broken
            && let Ok(read) = catch(|| self.read_on(buffer))
        {
            return read;
        }
        self.is_broken = true;
        Err(stopped(Limit::Damaged))
    }
}

impl<S: BufRead> Zstd<S> {
    fn read_on(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.frames.can_collect() > 0 {
                return self.frames.read(buffer);
            }
            if self.frames.is_finished() {
                if !self.next_frame()? {
                    return Ok(0);
                }
            } else {
                // Its errors may quote what was read: only the kind is kept.
                self.frames
                    .decode_blocks(
                        &mut self.source,
                        BlockDecodingStrategy::UptoBytes(128 << 10),
                    )
                    .map_err(|_| stopped(Limit::Damaged))?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::{Packing, decoder, reason};
    use crate::{image::Unread, unfold::Limit};

    fn decoded(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut out = Vec::new();
        decoder(Packing::of(bytes), bytes, 8 << 20).read_to_end(&mut out)?;
        Ok(out)
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_members_in_a_row_are_one_stream() {
        let bytes = [gzip(b"one "), gzip(b""), gzip(b"two")].concat();
        assert_eq!(decoded(&bytes).unwrap(), b"one two");
    }

    #[test]
    fn zstd_frames_in_a_row_are_one_stream_and_skippable_ones_are_skipped() {
        let frame = |text: &[u8]| compress_to_vec(text, CompressionLevel::Fastest);
        let skippable = [&[0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        let bytes = [&skippable[..], &frame(b"one "), &skippable, &frame(b"two")].concat();
        assert_eq!(decoded(&bytes).unwrap(), b"one two");
    }

    #[test]
    fn a_zstd_window_beyond_the_limit_is_refused_before_memory_is_taken() {
        // Frame header without content size; window descriptor of 2^31 bytes (RFC 8878 3.1.1.1.2).
        let bytes = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0, 0, 0];
        let error = decoded(&bytes).unwrap_err();
        assert_eq!(reason(&error), Unread::Limit(Limit::Bytes));
    }

    #[test]
    fn damage_on_which_the_decoder_panics_is_damage() {
        let bytes = [
            0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x10, 0x25, 0x00, 0x00, 0x00, 0x30, 0x3a, 0x56, 0x25,
            0x00, 0x00, 0x00, 0x30, 0xcd, 0x56, 0x56,
        ];
        let mut decoder = decoder(Packing::Zstd, &bytes[..], 8 << 20);
        for _ in 0..2 {
            let error = decoder.read_to_end(&mut Vec::new()).unwrap_err();
            assert_eq!(reason(&error), Unread::Limit(Limit::Damaged));
        }
    }

    #[test]
    fn streams_that_break_off_are_damaged_and_xz_is_unsupported() {
        let whole = gzip(&[7; 10_000]);
        let error = decoded(&whole[..whole.len() / 2]).unwrap_err();
        assert_eq!(reason(&error), Unread::Limit(Limit::Damaged));
        let error = decoded(b"\xfd7zXZ\0").unwrap_err();
        assert_eq!(reason(&error), Unread::Limit(Limit::Unsupported));
    }
}
