//! Secret values, which nothing can print by accident.
//!
//! Every secret of this workspace travels as a [`Secret`]. What is shown of it is its kind, its
//! length and a fingerprint, enough to tell two secrets apart and to see that one value is used in
//! two places. The value itself has one way out, [`Secret::expose`], which is easy to search for.
//!
//! # Why
//!
//! The fingerprint is an HMAC-SHA256 (RFC 2104) and not a plain hash: short or guessable values
//! could be found from a plain hash by trying. Its key is random and lives as long as the process,
//! so fingerprints of two runs cannot be compared unless both were given the same
//! [`FingerprintKey`]. `secrecy` has no fingerprint, and its `Debug` hides the kind as well.

use std::{fmt, sync::OnceLock};

use ring::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// A secret of text.
pub type SecretString = Secret<String>;

/// A secret of bytes.
pub type SecretBytes = Secret<Vec<u8>>;

/// A value that must not be shown.
///
/// `Debug` and `Display` show what it is, never the value. It is wiped when it is dropped and
/// compared in constant time (for values of one length). It has no `Clone`, no `Serialize` and no
/// `Deref`:
///
/// ```
/// use plugin_kit::redact::Secret;
///
/// let secret = Secret::new("GitHub token", "ghp_correcthorse".to_owned());
/// assert!(!format!("{secret:?} {secret}").contains("correct"));
/// assert_eq!(secret.expose(), "ghp_correcthorse");
/// ```
///
/// ```compile_fail,E0277
/// let secret = plugin_kit::redact::Secret::new("password", "hunter2".to_owned());
/// serde_json::to_string(&secret);
/// ```
pub struct Secret<T: Zeroize + AsRef<[u8]>> {
    kind: &'static str,
    value: T,
}

impl<T: Zeroize + AsRef<[u8]>> Secret<T> {
    /// Takes a value in; `kind` says what it is, such as `AWS secret access key`.
    ///
    /// Growing the value beforehand may have left copies in memory; this cannot wipe those.
    pub const fn new(kind: &'static str, value: T) -> Self {
        Self { kind, value }
    }

    /// The value itself. Never put it into a format string, an error or a report.
    pub const fn expose(&self) -> &T {
        &self.value
    }

    /// What the value is.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// Length of the value in bytes.
    pub fn len(&self) -> usize {
        self.value.as_ref().len()
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The fingerprint under a key; equal values have equal fingerprints, whatever their kind.
    pub fn fingerprint(&self, key: &FingerprintKey) -> Fingerprint {
        let tag = hmac::sign(&key.0, self.value.as_ref());
        let mut short = [0; FINGERPRINT_BYTES];
        short.copy_from_slice(&tag.as_ref()[..FINGERPRINT_BYTES]);
        Fingerprint(short)
    }
}

impl<T: Zeroize + AsRef<[u8]>> fmt::Display for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{}, {} bytes", self.kind, self.len())?;
        if let Some(key) = FingerprintKey::of_this_process() {
            write!(formatter, ", {}", self.fingerprint(key))?;
        }
        formatter.write_str("]")
    }
}

impl<T: Zeroize + AsRef<[u8]>> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value.as_ref().ct_eq(other.value.as_ref()).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Zeroize + AsRef<[u8]>> Drop for Secret<T> {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

/// 48 bits: two of a million different values are shown alike with a chance of one in 500.
const FINGERPRINT_BYTES: usize = 6;

/// What two secrets are told apart by; says nothing about the value to who lacks the key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; FINGERPRINT_BYTES]);

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

/// The key that fingerprints depend on.
pub struct FingerprintKey(hmac::Key);

impl FingerprintKey {
    /// A key that was kept, so that fingerprints stay comparable from run to run.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The random key of this process; `None` where the system has no randomness.
    pub fn of_this_process() -> Option<&'static Self> {
        static KEY: OnceLock<Option<FingerprintKey>> = OnceLock::new();
        KEY.get_or_init(|| {
            let mut bytes = [0; 32];
            let filled = SystemRandom::new().fill(&mut bytes);
            let key = filled.is_ok().then(|| Self::from_bytes(&bytes));
            bytes.zeroize();
            key
        })
        .as_ref()
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FingerprintKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use proptest::prelude::{any, prop, proptest};
    use zeroize::Zeroize;

    use super::{FingerprintKey, Secret};

    /// Whether the text holds eight bytes of the value in a row.
    fn leaks(text: &str, value: &[u8]) -> bool {
        value
            .windows(8)
            .any(|window| text.as_bytes().windows(8).any(|part| part == window))
    }

    proptest! {
        #[test]
        fn nothing_that_is_printed_holds_a_part_of_the_value(
            value in prop::collection::vec(any::<u8>(), 8..200)
        ) {
            let secret = Secret::new("token", value.clone());
            assert!(!leaks(&format!("{secret:?} {secret} {:#?}", Some(&secret)), &value));
        }
    }

    #[test]
    fn the_message_of_a_panic_holds_no_part_of_the_value() {
        let value = "wJalrXUtnFEMI-K7MDENG-bPxRfiCY";
        let secret = Secret::new("AWS secret access key", value.to_owned());
        let payload = catch_unwind(AssertUnwindSafe(|| panic!("bad {secret:?}"))).unwrap_err();
        let message = payload.downcast_ref::<String>().unwrap();
        assert!(message.starts_with("bad [AWS secret access key, 30 bytes, "));
        assert!(!leaks(message, value.as_bytes()));
        let refused = |secret: Secret<String>| -> Result<(), _> { Err(secret) };
        let payload = catch_unwind(AssertUnwindSafe(|| refused(secret).unwrap())).unwrap_err();
        assert!(!leaks(
            payload.downcast_ref::<String>().unwrap(),
            value.as_bytes()
        ));
    }

    #[test]
    fn a_fingerprint_depends_on_value_and_key_only() {
        let (one, other) = (
            FingerprintKey::from_bytes(&[1; 32]),
            FingerprintKey::from_bytes(&[2; 32]),
        );
        let text = Secret::new("password", "correct horse".to_owned());
        let bytes = Secret::new("token", b"correct horse".to_vec());
        assert_eq!(text.fingerprint(&one), bytes.fingerprint(&one));
        assert_ne!(text.fingerprint(&one), text.fingerprint(&other));
        assert_eq!(text.fingerprint(&one).to_string().len(), 12);
    }

    #[test]
    fn fingerprints_are_hmac_sha256() {
        // RFC 4231, test case 1: 20 bytes 0x0b; HMAC pads a shorter key with zeros.
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let secret = Secret::new("text", "Hi There".to_owned());
        let fingerprint = secret.fingerprint(&FingerprintKey::from_bytes(&key));
        assert_eq!(fingerprint.to_string(), "b0344c61d8db");
    }

    #[test]
    fn equality_is_of_values() {
        let secret = |value: &str| Secret::new("password", value.to_owned());
        assert_eq!(secret("a"), secret("a"));
        assert_ne!(secret("a"), secret("b"));
        assert_ne!(secret("a"), secret("ab"));
    }

    #[test]
    fn the_value_is_wiped_when_it_is_dropped() {
        /// Tells that it was wiped.
        struct Spy<'a>(&'a std::cell::Cell<bool>);
        impl Zeroize for Spy<'_> {
            fn zeroize(&mut self) {
                self.0.set(true);
            }
        }
        impl AsRef<[u8]> for Spy<'_> {
            fn as_ref(&self) -> &[u8] {
                &[]
            }
        }
        let wiped = std::cell::Cell::new(false);
        drop(Secret::new("spy", Spy(&wiped)));
        assert!(wiped.get());
    }
}
