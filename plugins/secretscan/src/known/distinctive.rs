//! Which values of Secrets are searched: those that are where they are only because somebody put
//! the credential there, not because the value is a word, a name or an address.

use super::SHORTEST;
use crate::detect::evidence;

/// Longest value that is searched.
const LONGEST: usize = 64 << 10;

/// Whether a value tells enough to be searched; `name` is the key that it is kept under.
#[must_use]
pub fn distinctive(value: &[u8], name: &str) -> bool {
    let value = value.trim_ascii();
    if !(SHORTEST..=LONGEST).contains(&value.len()) {
        return false;
    }
    if std::str::from_utf8(value).is_err() {
        // Keys are kept as bytes too; text files hold them encoded.
        return value.len() >= 16 && evidence::entropy(value) >= 3.5;
    }
    if is_public(value) || is_plain_url(value) {
        return false;
    }
    if has_password(value) || is_private_key(value) {
        return true;
    }
    // Documents are taken apart by others, and each of their values is searched.
    if value.contains(&b'\n') && value.len() > 256 {
        return false;
    }
    if evidence::is_ordinary(value) {
        return false;
    }
    evidence::is_named_credential(name, value) && !is_name(value) || is_unlikely(value)
}

/// Whether a value is unlikely enough to stand somewhere for another reason, whatever it is called.
fn is_unlikely(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let symbols = value
        .iter()
        .filter(|byte| b"!@#$%^&*+=~?|<>()[]{}".contains(byte))
        .count();
    let random =
        evidence::is_random(value) && digits >= 2 && letters >= 2 || evidence::is_chance(value);
    let made_up = digits >= 1 && letters >= 3 && symbols >= 1 && !value.contains(&b' ');
    // Words with capitals and a number, as people make up passwords.
    let upper = value
        .iter()
        .filter(|byte| byte.is_ascii_uppercase())
        .count();
    let numbered = value.len() >= 12 && digits >= 2 && upper >= 1 && letters >= upper + 4;
    let spaces = value.iter().any(u8::is_ascii_whitespace);
    !spaces && (value.len() >= 12 && random && !is_name(value) || made_up || numbered)
        || digits == value.len() && value.len() >= 16
}

/// Whether a value reads like a name: words in small letters, joined, with at most a number.
fn is_name(value: &[u8]) -> bool {
    let parts = value.split(|byte| b"-_./: ".contains(byte));
    let name = value
        .iter()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_./: ".contains(byte));
    let several = value.iter().any(|byte| b"-_./: ".contains(byte));
    let short = parts.clone().all(|part| {
        let digits = part.iter().filter(|byte| byte.is_ascii_digit()).count();
        part.len() <= 14 && (digits == part.len() || digits <= 1)
    });
    let word = value.iter().all(u8::is_ascii_alphabetic)
        && value.iter().skip(1).all(u8::is_ascii_lowercase)
        && value.len() < 16;
    name && short && (several && parts.count() <= 3) || word
}

/// Whether it is a certificate or a public key.
fn is_public(value: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(value, needle).is_some();
    (has(b"-----BEGIN CERTIFICATE") || has(b"PUBLIC KEY-----")) && !is_private_key(value)
}

/// Whether it holds a private key.
fn is_private_key(value: &[u8]) -> bool {
    memchr::memmem::find(value, b"PRIVATE KEY").is_some()
}

/// Whether it is a URL without a password.
fn is_plain_url(value: &[u8]) -> bool {
    memchr::memmem::find(value, b"://").is_some() && !has_password(value) && !value.contains(&b'?')
}

/// Whether it is a URL with a password.
fn has_password(value: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(value, b"://") else {
        return false;
    };
    let rest = value.get(at + 3..).unwrap_or_default();
    let authority = rest.split(|byte| *byte == b'/').next().unwrap_or_default();
    memchr::memrchr(b'@', authority).is_some_and(|sign| {
        authority
            .get(..sign)
            .is_some_and(|user| user.contains(&b':') && !user.ends_with(b":"))
    })
}
