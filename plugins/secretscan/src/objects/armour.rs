//! Tells what is public by its form: certificates, their requests, public keys.
//!
//! Rules: RFC 7468 (textual encodings of PKIX structures). Nothing but armour and space may stand
//! there, so that a private key behind a certificate is still read.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use memchr::memmem;

const BEGIN: &[u8] = b"-----BEGIN ";
/// What `-----BEGIN ` is in base64, alone and after a line break, up to where the next text changes
/// it.
const BEGIN_IN_BASE64: [&[u8]; 2] = [b"LS0tLS1CRUdJTi", b"Ci0tLS0tQkVHSU4g"];
const PUBLIC: [&[u8]; 9] = [
    b"CERTIFICATE",
    b"CERTIFICATE REQUEST",
    b"NEW CERTIFICATE REQUEST",
    b"TRUSTED CERTIFICATE",
    b"X509 CRL",
    b"PUBLIC KEY",
    b"RSA PUBLIC KEY",
    b"DH PARAMETERS",
    b"EC PARAMETERS",
];

/// Whether there is nothing but public armour, plain or as base64.
pub(super) fn is_public(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii();
    if bytes.starts_with(BEGIN) {
        return is_public_armour(bytes);
    }
    let may_be = BEGIN_IN_BASE64.iter().any(|begin| bytes.starts_with(begin));
    may_be && decoded(bytes).is_some_and(|text| is_public_armour(&text))
}

fn decoded(bytes: &[u8]) -> Option<Vec<u8>> {
    let packed: Cow<'_, [u8]> = if bytes.iter().any(u8::is_ascii_whitespace) {
        bytes
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect::<Vec<u8>>()
            .into()
    } else {
        bytes.into()
    };
    STANDARD.decode(packed).ok()
}

fn is_public_armour(text: &[u8]) -> bool {
    let mut rest = text.trim_ascii();
    while !rest.is_empty() {
        let Some(after) = after_block(rest) else {
            return false;
        };
        rest = after.trim_ascii_start();
    }
    true
}

/// What follows a public block that stands at the start.
fn after_block(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(BEGIN)?;
    let label = rest.get(..memmem::find(rest, b"-----")?)?;
    if !PUBLIC.contains(&label) {
        return None;
    }
    let end = [b"-----END ", label, b"-----"].concat();
    let at = memmem::find(rest, &end)?;
    rest.get(at + end.len()..)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::is_public;

    fn block(label: &str) -> String {
        format!("-----BEGIN {label}-----\nMIIB\n-----END {label}-----\n")
    }

    #[test]
    fn certificates_are_public_plain_and_as_base64() {
        for text in [
            block("CERTIFICATE"),
            block("CERTIFICATE") + &block("CERTIFICATE"),
            format!("\n{}\n", block("CERTIFICATE REQUEST")),
            block("PUBLIC KEY"),
        ] {
            assert!(is_public(text.as_bytes()));
            assert!(is_public(STANDARD.encode(&text).as_bytes()));
        }
    }

    #[test]
    fn a_key_or_a_word_beside_a_certificate_is_not() {
        for text in [
            block("PRIVATE KEY"),
            block("CERTIFICATE") + &block("PRIVATE KEY"),
            block("CERTIFICATE") + "password",
            "-----BEGIN CERTIFICATE-----\nMIIB".to_owned(),
            "MIIB".to_owned(),
        ] {
            assert!(!is_public(text.as_bytes()));
            assert!(!is_public(STANDARD.encode(&text).as_bytes()));
        }
    }
}
