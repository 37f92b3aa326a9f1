//! Private keys in armour: PEM (RFC 7468, RFC 5958, RFC 1421), `OpenSSH`'s own, `OpenPGP`'s (RFC 9580
//! section 6.2), `OpenVPN`'s static keys (openvpn(8), `--genkey`) and `PuTTY`'s key files.
//!
//! The block may stand on many lines or on one, with the ends of lines escaped, as JSON and
//! environment variables keep it. A header without a body is no key, and neither is one with the
//! next string of a program behind it.

use std::ops::Range;

use super::super::{Detail, overlap::Rank, search::Search, value};
use crate::rules::Builtin;

/// Longest block that is read.
const BLOCK: usize = 8 << 10;

/// Fewest characters of a key: a PKCS #8 Ed25519 key has 64.
const BODY: usize = 40;

/// What stands on the first line of a static key of `OpenVPN`, and how many digits it has.
const STATIC_KEY: &[u8] = b"OpenVPN Static key V1";
const STATIC_KEY_DIGITS: usize = 512;

/// Looks at a `-----BEGIN `.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    if search.is_in_armour(at.start) {
        return;
    }
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..BLOCK.min(rest.len())).unwrap_or_default();
    let Some(label) =
        memchr::memmem::find(rest.get(..64.min(rest.len())).unwrap_or_default(), b"-----")
    else {
        return;
    };
    let (label, body) = (
        rest.get(..label).unwrap_or_default(),
        rest.get(label + 5..).unwrap_or_default(),
    );
    if !is_private(label) {
        return;
    }
    // A key that breaks off is taken as far as it goes.
    let end = memchr::memmem::find(body, b"-----END").unwrap_or_else(|| text_length(body));
    let inner = body.get(..end).unwrap_or_default();
    let is_static = label == STATIC_KEY;
    if !(is_static && is_static_key(inner) || !is_static && is_key(inner)) {
        return;
    }
    let tail = body.get(end..).unwrap_or_default();
    let closing = if tail.starts_with(b"-----END") {
        memchr::memmem::find(tail.get(8..).unwrap_or_default(), b"-----")
            .map_or(0, |length| length + 13)
    } else {
        0
    };
    let range = at.start..at.end + label.len() + 5 + end + closing;
    search.armour_until(range.end);
    if is_encrypted(label, inner) {
        search.add_with(
            Builtin::PrivateKey,
            Rank::Token,
            range,
            Detail::EncryptedKey,
        );
    } else {
        search.add_builtin(Builtin::PrivateKey, Rank::Token, range);
    }
}

/// Looks at the first line of a key file of `PuTTY`.
pub(in super::super) fn look_at_putty(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let rest = bytes.get(at.start..).unwrap_or_default();
    let rest = rest.get(..BLOCK.min(rest.len())).unwrap_or_default();
    let Some(private) = memchr::memmem::find(rest, b"Private-Lines:") else {
        return;
    };
    let body = rest.get(private..).unwrap_or_default();
    let end = memchr::memmem::find(body, b"Private-MAC:").unwrap_or_else(|| text_length(body));
    if body.get(..end).is_none_or(|body| body.len() < BODY) {
        return;
    }
    let line = memchr::memmem::find(rest, b"Encryption: none").is_some();
    let range = at.start..at.start + private + end;
    if line {
        search.add_builtin(Builtin::PrivateKey, Rank::Token, range);
    } else {
        search.add_with(
            Builtin::PrivateKey,
            Rank::Token,
            range,
            Detail::EncryptedKey,
        );
    }
}

/// Whether a label is that of a private key.
fn is_private(label: &[u8]) -> bool {
    label.ends_with(b"PRIVATE KEY")
        || label.ends_with(b"PRIVATE KEY BLOCK")
        || label == STATIC_KEY
        || label.starts_with(b"OpenVPN tls-crypt-v2 ")
}

/// How far characters of armour go.
fn text_length(body: &[u8]) -> usize {
    body.iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=\\ \r\n\t".contains(byte))
        .count()
}

/// Whether what stands between header and footer is a key and not an ellipsis, a template or words.
fn is_key(inner: &[u8]) -> bool {
    let text = unescaped(inner);
    let is_armour = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    let longest = text
        .split(|byte| !is_armour(byte))
        .max_by_key(|run| run.len())
        .unwrap_or_default();
    longest.len() >= BODY
        && (is_sequence(longest) || value::is_chance(longest))
        && memchr::memmem::find(&text, b"...").is_none()
        && memchr::memmem::find(&text, b"{{").is_none()
        && memchr::memmem::find(&text, b"${").is_none()
        && value::entropy(&text) >= 3.5
}

/// The text without the ends of its lines, however they are written.
fn unescaped(inner: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'\n' | b'\r' => {}
            _ => text.push(*byte),
        }
    }
    text
}

/// Whether base64 begins as that of a sequence in DER does, or of `OpenSSH`'s form, in which there
/// may be long runs of nothing.
fn is_sequence(run: &[u8]) -> bool {
    matches!(run, [b'M', b'A'..=b'I', ..]) && run.iter().take(BODY).any(u8::is_ascii_digit)
        || run.starts_with(b"b3BlbnNzaC1rZXktdjE")
}

/// Whether it is lines of hexadecimal digits that were drawn by chance.
fn is_static_key(inner: &[u8]) -> bool {
    let text = unescaped(inner);
    let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_hexdigit).collect();
    digits.len() == STATIC_KEY_DIGITS && value::entropy(&digits) >= 3.5
}

/// Whether a key is encrypted with a passphrase, as far as its armour tells.
fn is_encrypted(label: &[u8], inner: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(inner, needle).is_some();
    label.starts_with(b"ENCRYPTED")
        || has(b"Proc-Type: 4,ENCRYPTED")
        || has(b"DEK-Info")
        // The cipher of OpenSSH's form, base64: `aes256-ctr` and the key derivation `bcrypt`.
        || label.starts_with(b"OPENSSH") && has(b"b3BlbnNzaC1rZXktdjEAAAAACm")
}
