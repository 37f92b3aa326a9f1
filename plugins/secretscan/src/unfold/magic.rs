//! What bytes are, by how they begin.

use super::{
    records,
    wide::{self, Endian},
};

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Gzip,
    Zlib,
    Zstd,
    Zip,
    Tar,
    /// Compressed or packed in a way that is not undone here.
    Unsupported,
    Utf16(Endian),
    /// A picture, a sound, a font: compressed samples, and nothing that anybody wrote.
    Media,
    Sqlite,
    JavaClass,
    CompiledPython,
    /// A private key without armour, and its label.
    PrivateKey(&'static str),
    /// A program, anything else that is no text.
    Binary,
    Text,
}

/// How far bytes are looked at to tell text from data.
const HEAD: usize = 8 << 10;

/// Beginnings that are enough to know what something is.
const BEGINNINGS: &[(&[u8], Kind)] = &[
    (b"\x1f\x8b\x08", Kind::Gzip),
    (b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"PK\x07\x08PK\x03\x04", Kind::Zip),
    (b"BZh", Kind::Unsupported),
    (b"\xfd7zXZ\x00", Kind::Unsupported),
    (b"7z\xbc\xaf\x27\x1c", Kind::Unsupported),
    (b"Rar!\x1a\x07", Kind::Unsupported),
    (b"\x04\x22\x4d\x18", Kind::Unsupported),
    (b"LZIP\x01", Kind::Unsupported),
    (b"\x89PNG\r\n\x1a\n", Kind::Media),
    (b"\xff\xd8\xff", Kind::Media),
    (b"GIF8", Kind::Media),
    (b"RIFF", Kind::Media),
    (b"OggS", Kind::Media),
    (b"ID3", Kind::Media),
    (b"fLaC", Kind::Media),
    (b"wOFF", Kind::Media),
    (b"wOF2", Kind::Media),
    (b"\x00\x01\x00\x00\x00", Kind::Media),
    (b"OTTO\x00", Kind::Media),
    (b"ttcf\x00", Kind::Media),
    (b"\x00\x00\x01\x00", Kind::Media),
    (b"\x7fELF", Kind::Binary),
    (b"SQLite format 3\x00", Kind::Sqlite),
];

/// Whether one of the beginnings begins with this byte.
const FIRST: [bool; 256] = {
    let mut first = [false; 256];
    let mut index = 0;
    while index < BEGINNINGS.len() {
        first[BEGINNINGS[index].0[0] as usize] = true;
        index += 1;
    }
    first
};

/// Whether something packed may begin with this byte.
pub(super) fn may_begin_container(first: u8) -> bool {
    FIRST[usize::from(first)] || first == 0x78
}

/// What bytes are.
pub(super) fn kind(bytes: &[u8]) -> Kind {
    if let Some(kind) = container(bytes) {
        return kind;
    }
    let is_data = has_nul(bytes) || !is_printable(bytes);
    let may_be_known = bytes
        .first()
        .is_some_and(|first| FIRST[usize::from(*first)]);
    if is_data
        && may_be_known
        && let Some((_, kind)) = BEGINNINGS
            .iter()
            .find(|(beginning, _)| bytes.starts_with(beginning))
    {
        return *kind;
    }
    if let Some(endian) = wide::looks_wide(bytes) {
        return Kind::Utf16(endian);
    }
    if let Some(label) = records::der::label(bytes) {
        return Kind::PrivateKey(label);
    }
    if records::is_class(bytes) {
        return Kind::JavaClass;
    }
    if records::is_compiled(bytes) {
        return Kind::CompiledPython;
    }
    if is_data { Kind::Binary } else { Kind::Text }
}

/// The packed kinds, which even a fragment must be taken for.
pub(super) fn container(bytes: &[u8]) -> Option<Kind> {
    let [first, second, ..] = bytes else {
        return None;
    };
    if !may_begin_container(*first) {
        return super::tar::is_tar(bytes).then_some(Kind::Tar);
    }
    let kind = BEGINNINGS
        .iter()
        .take_while(|(_, kind)| !matches!(kind, Kind::Media))
        .find(|(beginning, _)| bytes.starts_with(beginning))
        .map(|(_, kind)| *kind);
    match kind {
        // Three letters are too little: the first block begins with the digits of pi.
        Some(Kind::Unsupported) if bytes.starts_with(b"BZh") => {
            (bytes.get(4..10) == Some(b"1AY&SY")).then_some(Kind::Unsupported)
        }
        Some(kind) => Some(kind),
        None if is_zlib(*first, *second) && !begins_with_text(bytes) => Some(Kind::Zlib),
        None if super::tar::is_tar(bytes) => Some(Kind::Tar),
        None => None,
    }
}

/// The header of RFC 1950 with a window of 32 KiB, as everybody writes it, without dictionary.
fn is_zlib(first: u8, second: u8) -> bool {
    first == 0x78
        && (u16::from(first) << 8 | u16::from(second)).is_multiple_of(31)
        && second & 0x20 == 0
}

/// Whether the first few bytes are those of a text, which may begin with `x^` as well.
fn begins_with_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..16).unwrap_or(bytes);
    is_utf8_prefix(head) && !head.iter().any(|byte| matches!(byte, 0..=8 | 14..=31))
}

fn has_nul(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes.get(..HEAD).unwrap_or(bytes)).is_some()
}

/// Whether there are hardly any control characters. Bytes beyond ASCII pass: they may be text of
/// any encoding.
pub(super) fn is_printable(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let controls = controls(head);
    let has_high = !head.is_ascii();
    // In a text of unknown encoding every control character speaks against it.
    let is_utf8 = !has_high || is_utf8_prefix(head);
    controls * if is_utf8 { 20 } else { 200 } <= head.len()
        && (is_utf8 || high_share(head) * 3 <= head.len())
}

/// How many control characters there are, those aside that texts have.
fn controls(bytes: &[u8]) -> usize {
    /// Escape, which is counted as well here.
    fn may_be_control(byte: u8) -> u8 {
        u8::from(byte <= 6) | u8::from(byte.wrapping_sub(14) <= 17) | u8::from(byte == 127)
    }
    // Nearly always there is none, which is known without a branch, so that the compiler looks at
    // many bytes at once.
    let any = bytes
        .iter()
        .fold(0, |any, byte| any | may_be_control(*byte));
    if any == 0 {
        return 0;
    }
    let is_control = |byte: &&u8| matches!(byte, 0..=6 | 14..=26 | 28..=31 | 127);
    bytes.iter().filter(is_control).count()
}

fn is_utf8_prefix(bytes: &[u8]) -> bool {
    match str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

fn high_share(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !byte.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use super::{super::inflate::tests::*, *};

    #[test]
    fn control_characters_are_counted_but_for_those_of_texts() {
        for byte in 0..=u8::MAX {
            let expected = usize::from(matches!(byte, 0..=6 | 14..=26 | 28..=31 | 127));
            assert_eq!(controls(&[byte; 600]), 600 * expected, "{byte}");
        }
    }

    #[test]
    fn bytes_are_known_by_their_beginning() {
        let cases: [(Vec<u8>, Kind); 14] = [
            (gzipped(b"text"), Kind::Gzip),
            (zlibbed(b"some text"), Kind::Zlib),
            (zstded(b"text"), Kind::Zstd),
            (b"PK\x03\x04\x14\x00".to_vec(), Kind::Zip),
            (b"BZh91AY&SY\x00\x00".to_vec(), Kind::Unsupported),
            (b"BZh is a name".to_vec(), Kind::Text),
            (b"x^2 + 1 is no zlib stream".to_vec(), Kind::Text),
            (b"\x89PNG\r\n\x1a\n\x00\x00".to_vec(), Kind::Media),
            (b"GIF8 is how it begins".to_vec(), Kind::Text),
            (b"\x7fELF\x02\x01\x01\x00".to_vec(), Kind::Binary),
            (b"a\0b\0c\0d\0".to_vec(), Kind::Utf16(Endian::Little)),
            ("plain text, naïve".as_bytes().to_vec(), Kind::Text),
            (
                b"caf\xe9 in Latin-1, as it was long ago".to_vec(),
                Kind::Text,
            ),
            ((0..=255).collect(), Kind::Binary),
        ];
        for (index, (bytes, expected)) in cases.into_iter().enumerate() {
            assert_eq!(kind(&bytes), expected, "case {index}");
        }
    }
}
