//! Digests of blobs, checked while the blobs are read.
//!
//! Form: OCI image specification, "Descriptors": `sha256:` and 64, or `sha512:` and 128,
//! lower-case hexadecimal digits.

use std::fmt::Write as _;

use ring::digest::{Algorithm, Context, SHA256, SHA512};

/// What a blob's bytes must hash to.
#[derive(Clone)]
pub(super) struct Digest {
    algorithm: &'static Algorithm,
    hex: String,
}

impl Digest {
    /// Reads `sha256:…`; `None` for anything else, which then also names no file.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, hex) = text.split_once(':')?;
        let (algorithm, length) = match name {
            "sha256" => (&SHA256, 64),
            "sha512" => (&SHA512, 128),
            _ => return None,
        };
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (hex.len() == length && hex.bytes().all(is_hex)).then(|| Self {
            algorithm,
            hex: hex.to_owned(),
        })
    }

    /// Where the blob lies in an OCI layout.
    pub(super) fn blob(&self) -> String {
        let algorithm = if self.hex.len() == 64 {
            "sha256"
        } else {
            "sha512"
        };
        format!("blobs/{algorithm}/{}", self.hex)
    }

    /// The digest that a path in an OCI layout stands for.
    pub(super) fn of_blob(path: &str) -> Option<Self> {
        let (algorithm, hex) = path.strip_prefix("blobs/")?.split_once('/')?;
        Self::parse(&format!("{algorithm}:{hex}"))
    }

    /// Whether these bytes have this digest.
    pub(super) fn matches(&self, bytes: &[u8]) -> bool {
        let mut hashing = Hashing::new(Some(self));
        hashing.update(bytes);
        hashing.verdict() != Verdict::Mismatch
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let algorithm = if self.hex.len() == 64 {
            "sha256"
        } else {
            "sha512"
        };
        write!(formatter, "{algorithm}:{}", self.hex)
    }
}

/// Whether bytes are what a digest promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing was promised.
    Unchecked,
    /// They are.
    Match,
    /// They are not.
    Mismatch,
}

/// Hashes bytes as they come.
pub(super) struct Hashing {
    expected: Option<(Context, String)>,
}

impl Hashing {
    /// Hashes only where there is something to compare with.
    pub(super) fn new(expected: Option<&Digest>) -> Self {
        Self {
            expected: expected.map(|digest| (Context::new(digest.algorithm), digest.hex.clone())),
        }
    }

    pub(super) fn is_needed(&self) -> bool {
        self.expected.is_some()
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        if let Some((context, _)) = &mut self.expected {
            context.update(bytes);
        }
    }

    pub(super) fn verdict(self) -> Verdict {
        let Some((context, expected)) = self.expected else {
            return Verdict::Unchecked;
        };
        let mut hex = String::with_capacity(expected.len());
        for byte in context.finish().as_ref() {
            // Writing to a String does not fail.
            let _ = write!(hex, "{byte:02x}");
        }
        if hex == expected {
            Verdict::Match
        } else {
            Verdict::Mismatch
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn only_well_formed_digests_name_a_blob() {
        let hex = "ab".repeat(32);
        let digest = Digest::parse(&format!("sha256:{hex}")).unwrap();
        assert_eq!(digest.blob(), format!("blobs/sha256/{hex}"));
        for bad in [
            "sha256:../../etc/passwd",
            "sha256:AB",
            "md5:00",
            "",
            "sha256",
        ] {
            assert!(Digest::parse(bad).is_none(), "{bad}");
        }
        assert!(Digest::parse(&format!("sha256:{}", "AB".repeat(32))).is_none());
    }

    #[test]
    fn bytes_are_compared_with_their_digest() {
        // SHA-256 of nothing (FIPS 180-4 examples).
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let digest = Digest::parse(empty).unwrap();
        assert!(digest.matches(b""));
        assert!(!digest.matches(b"x"));
    }
}
