//! What two credentials are told apart by: 128 bits of HMAC-SHA-256 under a random key (RFC 2104).
//!
//! Without the key a fingerprint says nothing about the value, not even of a short password, which
//! a plain hash would give away to whoever tries a word list.

use std::fmt::{self, Write as _};

use ring::{
    hmac,
    rand::{SecureRandom as _, SystemRandom},
};
use zeroize::Zeroizing;

/// Length of a key in bytes.
pub const KEY_BYTES: usize = 32;
/// Two of a billion different values are shown alike with a chance of one in 10^20.
const FINGERPRINT_BYTES: usize = 16;
/// What the name of a key is computed from.
const KEY_NAME: &[u8] = b"ekshardening secretscan fingerprint key";

/// A value, unrecognisably.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; FINGERPRINT_BYTES]);

impl Fingerprint {
    /// Reads what [`Display`](fmt::Display) writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        hexadecimal(text).map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fingerprint({self})")
    }
}

/// Makes fingerprints under one key.
#[derive(Clone)]
pub struct Fingerprinter {
    key: hmac::Key,
    bytes: Zeroizing<[u8; KEY_BYTES]>,
}

impl Fingerprinter {
    /// Under a key that was kept, so that fingerprints stay comparable from run to run.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, &bytes),
            bytes: Zeroizing::new(bytes),
        }
    }

    /// Under a key in hexadecimal, as [`Fingerprinter::key_text`] gives it.
    #[must_use]
    pub fn from_key_text(text: &str) -> Option<Self> {
        hexadecimal(text.trim()).map(Self::from_bytes)
    }

    /// Under a new random key; `None` where the system has no randomness.
    #[must_use]
    pub fn random() -> Option<Self> {
        let mut bytes = [0; KEY_BYTES];
        SystemRandom::new().fill(&mut bytes).ok()?;
        Some(Self::from_bytes(bytes))
    }

    /// The key in hexadecimal; keep it like a credential.
    #[must_use]
    pub fn key_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 * KEY_BYTES));
        for byte in self.bytes.iter() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// A name of the key that gives nothing of it away: fingerprints compare under one name only.
    #[must_use]
    pub fn key_name(&self) -> String {
        self.of(KEY_NAME).to_string().chars().take(12).collect()
    }

    /// The fingerprint of a value.
    #[must_use]
    pub fn of(&self, value: &[u8]) -> Fingerprint {
        let tag = hmac::sign(&self.key, value);
        let mut short = [0; FINGERPRINT_BYTES];
        for (byte, from) in short.iter_mut().zip(tag.as_ref()) {
            *byte = *from;
        }
        Fingerprint(short)
    }
}

impl fmt::Debug for Fingerprinter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Fingerprinter({})", self.key_name())
    }
}

fn hexadecimal<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    if text.len() != 2 * LENGTH || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; LENGTH];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, Fingerprinter};

    #[test]
    fn fingerprints_are_hmac_sha256() {
        // RFC 4231, test case 1: 20 bytes 0x0b; HMAC pads a shorter key with zeros.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let fingerprint = Fingerprinter::from_bytes(key).of(b"Hi There");
        assert_eq!(fingerprint.to_string(), "b0344c61d8db38535ca8afceaf0bf12b");
    }

    #[test]
    fn a_fingerprint_depends_on_value_and_key() {
        let (one, other) = (
            Fingerprinter::from_bytes([1; 32]),
            Fingerprinter::from_bytes([2; 32]),
        );
        assert_eq!(one.of(b"correct horse"), one.of(b"correct horse"));
        assert_ne!(one.of(b"correct horse"), one.of(b"correct horsf"));
        assert_ne!(one.of(b"correct horse"), other.of(b"correct horse"));
        assert_ne!(one.key_name(), other.key_name());
    }

    #[test]
    fn keys_and_fingerprints_are_read_back() {
        let made = Fingerprinter::random().unwrap();
        let read = Fingerprinter::from_key_text(&made.key_text()).unwrap();
        let fingerprint = made.of(b"x");
        assert_eq!(read.of(b"x"), fingerprint);
        assert_eq!(
            Fingerprint::parse(&fingerprint.to_string()),
            Some(fingerprint)
        );
        for broken in ["", "12", "zz", &"g".repeat(32), &"é".repeat(16)] {
            assert_eq!(Fingerprint::parse(broken), None, "{broken}");
        }
    }

    #[test]
    fn nothing_that_is_printed_tells_the_key() {
        let made = Fingerprinter::from_bytes([0x5a; 32]);
        assert!(!format!("{made:?}").contains("5a5a"));
    }
}
