//! Private keys in PEM armour whose structure is right and whose numbers are random: nothing signs
//! with them, and everything that looks takes them for keys (RFC 8017 A.1.2, RFC 5915, RFC 5958,
//! `PROTOCOL.key` of OpenSSH).

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::letters::bytes;
use crate::random::Random;

/// `RSA PRIVATE KEY`, 1024 bits: long enough to be one, short enough for thousands of objects.
pub(super) fn rsa(random: &mut Random) -> String {
    armour("RSA PRIVATE KEY", &rsa_der(random), 64)
}

/// `PRIVATE KEY`, as Google's key files hold it.
pub(super) fn pkcs8(random: &mut Random) -> String {
    const RSA: &[u8] = &[
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let inner = der(0x04, &rsa_der(random));
    let content = [&[0x02, 0x01, 0x00][..], RSA, &inner].concat();
    armour("PRIVATE KEY", &der(0x30, &content), 64)
}

/// `EC PRIVATE KEY` on P-256.
pub(super) fn elliptic(random: &mut Random) -> String {
    const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let point = [&[0x00, 0x04][..], &bytes(random, 64)].concat();
    let content = [
        vec![0x02, 0x01, 0x01],
        der(0x04, &bytes(random, 32)),
        der(0xa0, P256),
        der(0xa1, &der(0x03, &point)),
    ]
    .concat();
    armour("EC PRIVATE KEY", &der(0x30, &content), 64)
}

/// `OPENSSH PRIVATE KEY`, ed25519, without a passphrase.
pub(super) fn openssh(random: &mut Random) -> String {
    let public = bytes(random, 32);
    let blob = [text(b"ssh-ed25519"), text(&public)].concat();
    let check = bytes(random, 4);
    let mut private = [
        check.clone(),
        check,
        blob.clone(),
        text(&[bytes(random, 32), public].concat()),
        text(b"deploy@build"),
    ]
    .concat();
    for padding in 1..=8 {
        if private.len().is_multiple_of(8) {
            break;
        }
        private.push(padding);
    }
    let content = [
        b"openssh-key-v1\0".to_vec(),
        text(b"none"),
        text(b"none"),
        text(b""),
        vec![0, 0, 0, 1],
        text(&blob),
        text(&private),
    ]
    .concat();
    armour("OPENSSH PRIVATE KEY", &content, 70)
}

/// A certificate's armour around random bytes: public, whatever they are.
pub(super) fn certificate(random: &mut Random) -> String {
    armour("CERTIFICATE", &der(0x30, &bytes(random, 480)), 64)
}

/// A public key's armour.
pub(super) fn public(random: &mut Random) -> String {
    armour("PUBLIC KEY", &der(0x30, &bytes(random, 270)), 64)
}

/// PEM (RFC 7468).
pub(super) fn armour(label: &str, content: &[u8], width: usize) -> String {
    let body = BASE64_STANDARD.encode(content);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(width.min(rest.len()));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

fn rsa_der(random: &mut Random) -> Vec<u8> {
    let mut content = vec![0x02, 0x01, 0x00];
    content.extend(number(random, 128));
    content.extend([0x02, 0x03, 0x01, 0x00, 0x01]);
    content.extend(number(random, 128));
    for _ in 0..5 {
        content.extend(number(random, 64));
    }
    der(0x30, &content)
}

/// An INTEGER of as many bytes, with the top bit set, as a modulus has it.
fn number(random: &mut Random, size: usize) -> Vec<u8> {
    let mut content = vec![0];
    content.extend(bytes(random, size));
    if let Some(first) = content.get_mut(1) {
        *first |= 0x80;
    }
    der(0x02, &content)
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let [.., high, low] = length.to_be_bytes();
    let mut encoded = vec![tag];
    match length {
        0..=0x7f => encoded.push(low),
        0x80..=0xff => encoded.extend([0x81, low]),
        _ => encoded.extend([0x82, high, low]),
    }
    encoded.extend(content);
    encoded
}

/// A string of the SSH protocol (RFC 4251 section 5).
fn text(content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes()[..], content].concat()
}
