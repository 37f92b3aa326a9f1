//! Undoes deflate (RFC 1951) in its wrappings gzip (RFC 1952) and zlib (RFC 1950), and zstd (RFC
//! 8878), up to an allowance of bytes; what could be unpacked is given even where it breaks off.

use std::io::Read as _;

use flate2::{Decompress, FlushDecompress, Status};
use plugin_kit::app::catch;

use super::{
    Limit,
    budget::{Allowance, Unpacked},
};

/// Output is grown by this much at a time, whatever a header promises.
const STEP: usize = 32 << 10;

/// Unpacks every member of a gzip stream; also gives what follows the last one.
pub(super) fn gzip(packed: &[u8], allowance: Allowance) -> (Unpacked, &[u8]) {
    let mut rest = packed;
    let mut bytes = Vec::new();
    let mut problem = None;
    while problem.is_none()
        && let Some(body) = gzip_body(rest)
    {
        let start = bytes.len();
        let (consumed, stopped) = deflate(body, false, allowance, &mut bytes);
        let trailer = body.get(consumed..).unwrap_or_default();
        problem = stopped;
        if problem.is_none() {
            let written = bytes.get(start..).unwrap_or_default();
            let sum = trailer
                .get(..4)
                .map(|sum| sum == crc32fast::hash(written).to_le_bytes());
            problem = (sum != Some(true)).then_some(Limit::Damaged);
        }
        rest = trailer.get(8..).unwrap_or_default();
    }
    (Unpacked { bytes, problem }, rest)
}

/// What follows the header of a gzip member.
fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = bytes else {
        return None;
    };
    let mut rest = rest;
    if flags & 4 != 0 {
        let [low, high, extra @ ..] = rest else {
            return None;
        };
        rest = extra.get(usize::from(u16::from_le_bytes([*low, *high]))..)?;
    }
    // A name, then a comment, each ended by a NUL.
    for flag in [8, 16] {
        if flags & flag != 0 {
            rest = rest.get(memchr::memchr(0, rest)? + 1..)?;
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}

/// Unpacks a zlib stream.
pub(super) fn zlib(packed: &[u8], allowance: Allowance) -> Unpacked {
    let mut bytes = Vec::new();
    let (_, problem) = deflate(packed, true, allowance, &mut bytes);
    Unpacked { bytes, problem }
}

/// Unpacks a bare deflate stream; also gives how much of the input it took.
pub(super) fn bare(packed: &[u8], allowance: Allowance) -> (Unpacked, usize) {
    let mut bytes = Vec::new();
    let (consumed, problem) = deflate(packed, false, allowance, &mut bytes);
    (Unpacked { bytes, problem }, consumed)
}

/// Appends to `out` up to the allowance; gives what was consumed and why it stopped early.
fn deflate(
    packed: &[u8],
    has_header: bool,
    allowance: Allowance,
    out: &mut Vec<u8>,
) -> (usize, Option<Limit>) {
    let mut stream = Decompress::new(has_header);
    let consumed = |stream: &Decompress| usize::try_from(stream.total_in()).unwrap_or(usize::MAX);
    loop {
        let input = packed.get(consumed(&stream)..).unwrap_or_default();
        if out.len() >= allowance.bytes {
            // Whether the end has been reached shows only when more output is asked for.
            let before = stream.total_out();
            let status = stream.decompress(input, &mut [0; 1], FlushDecompress::None);
            let ends = matches!(status, Ok(Status::StreamEnd)) && stream.total_out() == before;
            let is_whole = ends && out.len() == allowance.bytes;
            return (consumed(&stream), (!is_whole).then_some(allowance.beyond));
        }
        out.reserve((allowance.bytes - out.len()).min(STEP.max(out.len() / 2)));
        let before = (stream.total_in(), stream.total_out());
        match stream.decompress_vec(input, out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => {
                let problem = (out.len() > allowance.bytes).then_some(allowance.beyond);
                return (consumed(&stream), problem);
            }
            Ok(_) if (stream.total_in(), stream.total_out()) != before => {}
            _ => return (consumed(&stream), Some(Limit::Damaged)),
        }
    }
}

/// Unpacks every frame of a zstd stream. ruzstd 0.9 panics on some damaged tables, which are damage
/// like any other.
pub(super) fn zstd(packed: &[u8], allowance: Allowance) -> Unpacked {
    let mut bytes = Vec::new();
    let problem = catch(|| zstd_frames(packed, allowance, &mut bytes));
    Unpacked {
        bytes,
        problem: problem.unwrap_or(Some(Limit::Damaged)),
    }
}

fn zstd_frames(mut rest: &[u8], allowance: Allowance, bytes: &mut Vec<u8>) -> Option<Limit> {
    while !rest.is_empty() {
        if let Some(after) = skippable_frame(rest) {
            rest = after;
            continue;
        }
        let mut decoder = ruzstd::decoding::FrameDecoder::new();
        decoder.set_max_window_size(128 << 20);
        let Ok(decoder) = ruzstd::decoding::StreamingDecoder::new_with_decoder(&mut rest, decoder)
        else {
            return Some(Limit::Damaged);
        };
        let room = allowance.bytes.saturating_sub(bytes.len());
        let limit = u64::try_from(room).unwrap_or(u64::MAX).saturating_add(1);
        let read = decoder.take(limit).read_to_end(bytes);
        if bytes.len() > allowance.bytes {
            bytes.truncate(allowance.bytes);
            return Some(allowance.beyond);
        }
        if read.is_err() {
            return Some(Limit::Damaged);
        }
    }
    None
}

/// What follows a frame that holds no data (RFC 8878 section 3.1.2).
fn skippable_frame(bytes: &[u8]) -> Option<&[u8]> {
    let [0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d, rest @ ..] = bytes else {
        return None;
    };
    let length = usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?;
    Some(rest.get(length..).unwrap_or_default())
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write as _;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(in super::super) fn zlibbed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(in super::super) fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(in super::super) fn zstded(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    fn allowance(bytes: usize) -> Allowance {
        Allowance {
            bytes,
            beyond: Limit::Bytes,
        }
    }

    #[test]
    fn members_of_a_gzip_stream_are_put_together() {
        let mut packed = gzipped(b"one ");
        packed.extend(gzipped(b"two"));
        packed.extend(b"\0\0");
        let (unpacked, rest) = gzip(&packed, allowance(100));
        assert!(unpacked.bytes == b"one two");
        assert_eq!(unpacked.problem, None);
        assert_eq!(rest.len(), 2);
    }

    #[test]
    fn a_gzip_header_with_every_optional_part_is_passed_over() {
        let mut packed = vec![0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3];
        packed.extend(b"\x02\x00xxname\0comment\0hc");
        packed.extend(deflated(b"text"));
        packed.extend(crc32fast::hash(b"text").to_le_bytes());
        packed.extend(4_u32.to_le_bytes());
        let (unpacked, _) = gzip(&packed, allowance(100));
        assert!(unpacked.bytes == b"text");
        assert_eq!(unpacked.problem, None);
    }

    #[test]
    fn what_breaks_off_is_given_as_far_as_it_goes() {
        let packed = gzipped(&b"0123456789".repeat(10_000));
        let (unpacked, _) = gzip(&packed[..packed.len() / 2], allowance(1 << 20));
        assert_eq!(unpacked.problem, Some(Limit::Damaged));
        assert!(unpacked.bytes.starts_with(b"0123456789"));
    }

    #[test]
    fn a_wrong_checksum_is_damage() {
        let mut packed = gzipped(b"text");
        let sum = packed.len() - 8;
        packed[sum] ^= 1;
        assert_eq!(
            gzip(&packed, allowance(100)).0.problem,
            Some(Limit::Damaged)
        );
    }

    #[test]
    fn every_stream_stops_at_its_allowance_and_not_before() {
        let text = b"x".repeat(5000);
        for allowed in [4999, 5000, 5001] {
            let expected = (allowed < 5000).then_some(Limit::Bytes);
            let all = [
                gzip(&gzipped(&text), allowance(allowed)).0,
                zlib(&zlibbed(&text), allowance(allowed)),
                bare(&deflated(&text), allowance(allowed)).0,
                zstd(&zstded(&text), allowance(allowed)),
            ];
            for unpacked in all {
                assert_eq!(unpacked.problem, expected, "{allowed}");
                assert!(unpacked.bytes.len() >= allowed.min(5000));
            }
        }
    }

    #[test]
    fn frames_of_zstd_are_put_together_and_empty_ones_passed_over() {
        let mut packed = zstded(b"one ");
        packed.extend([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        packed.extend(zstded(b"two"));
        let unpacked = zstd(&packed, allowance(100));
        assert!(unpacked.bytes == b"one two");
        assert_eq!(unpacked.problem, None);
    }

    #[test]
    fn damage_on_which_the_decoder_of_zstd_panics_is_damage() {
        let packed = [
            0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x10, 0x25, 0x00, 0x00, 0x00, 0x30, 0x3a, 0x56, 0x25,
            0x00, 0x00, 0x00, 0x30, 0xcd, 0x56, 0x56,
        ];
        let unpacked = zstd(&packed, allowance(100));
        assert_eq!(unpacked.problem, Some(Limit::Damaged));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..256),
            at in 0..64_usize,
            flip in any::<u8>(),
        ) {
            for whole in [gzipped(&bytes), zlibbed(&bytes), deflated(&bytes), zstded(&bytes), bytes.clone()] {
                let mut broken = whole.clone();
                if let Some(byte) = broken.get_mut(at) {
                    *byte ^= flip;
                }
                let _ = gzip(&broken, allowance(1000));
                let _ = zlib(&broken, allowance(1000));
                let _ = bare(&broken, allowance(1000));
                let _ = zstd(&broken, allowance(1000));
            }
        }
    }
}
