//! Encodings and containers that fold a text up.

use std::fmt::Write as _;
use std::io::Write as _;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use flate2::{Compression, write::DeflateEncoder, write::GzEncoder};

/// Standard base64 with padding.
pub(super) fn base64(content: impl AsRef<[u8]>) -> String {
    BASE64_STANDARD.encode(content)
}

/// Base64 in lines of 76, as `base64` prints it.
pub(super) fn wrapped(content: impl AsRef<[u8]>) -> String {
    let text = base64(content);
    let mut wrapped = String::new();
    for (index, letter) in text.chars().enumerate() {
        if index > 0 && index.is_multiple_of(76) {
            wrapped.push('\n');
        }
        wrapped.push(letter);
    }
    wrapped.push('\n');
    wrapped
}

/// gzip (RFC 1952).
pub(super) fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // A vector takes everything.
    let _ = encoder.write_all(content.as_ref());
    encoder.finish().unwrap_or_default()
}

/// A zip archive with these members, deflated.
pub(super) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        let _ = encoder.write_all(content);
        let packed = encoder.finish().unwrap_or_default();
        let offset = length(&archive);
        // Version 2.0, no flags, deflate, a fixed date.
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0x58];
        common.extend(crc32fast::hash(content).to_le_bytes());
        common.extend(length(&packed).to_le_bytes());
        common.extend(length(content).to_le_bytes());
        common.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        common.extend([0, 0]);
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(members.len())
        .unwrap_or(u16::MAX)
        .to_le_bytes();
    let offset = length(&archive);
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count, count].concat());
    archive.extend(length(&directory).to_le_bytes());
    archive.extend(offset.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

/// A tar archive with these members.
pub(super) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(1_700_000_000);
        let _ = archive.append_data(&mut header, name, *content);
    }
    archive.into_inner().unwrap_or_default()
}

/// UTF-16 with a byte order mark, the low byte first or last.
pub(super) fn utf16(text: &str, is_little: bool) -> Vec<u8> {
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(|unit| {
            if is_little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        })
        .collect()
}

/// Lower-case hexadecimal digits.
pub(super) fn hex(content: impl AsRef<[u8]>) -> String {
    content
        .as_ref()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// Percent-encoding of everything but unreserved characters (RFC 3986 section 2.3).
pub(super) fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// Character references of XML.
pub(super) fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A text moved to the right.
pub(super) fn indented(text: &str, by: usize) -> String {
    let blanks = " ".repeat(by);
    text.lines().fold(String::new(), |mut moved, line| {
        moved.push_str(&blanks);
        moved.push_str(line);
        moved.push('\n');
        moved
    })
}

fn length(content: &[u8]) -> u32 {
    u32::try_from(content.len()).unwrap_or(u32::MAX)
}

/// What is in PEM armour.
pub(super) fn unarmoured(armour: &str) -> Vec<u8> {
    let lines = armour.lines().filter(|line| !line.starts_with("-----"));
    let body: String = lines.collect();
    BASE64_STANDARD.decode(body).unwrap_or_default()
}
