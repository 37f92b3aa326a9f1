//! AWS access keys: what an id says, without asking AWS.
//!
//! The prefix tells what the id belongs to (IAM User Guide, "IAM identifiers": unique id prefixes).
//! The characters behind it are base 32, and since 2019 the account number stands in them, shifted
//! by a bit; ids of before, which go on with `I` or `J`, do not hold it (observed by many, among
//! them "A short note on AWS key id", Tal Be'ery, 2023). Accounts that are known to hand out keys
//! as bait are listed with those who run them.
//!
//! ```
//! use aws_kit::access_key::{AccessKeyId, Kind};
//!
//! let id: AccessKeyId = ["ASIA", "Y34FZKBOKMUTVV7A"].concat().parse()?;
//! assert_eq!(id.kind(), Kind::Temporary);
//! assert_eq!(id.account().map(|account| account.to_string()).as_deref(), Some("609629065308"));
//! # Ok::<(), aws_kit::access_key::AccessKeyIdError>(())
//! ```

use std::{fmt, str::FromStr};

/// Characters of an id.
pub const LENGTH: usize = 20;

/// Bits of the number that the account stands in, and how far it is shifted.
const ACCOUNT_MASK: u64 = 0x7fff_ffff_ff80;
const ACCOUNT_SHIFT: u32 = 7;

/// Accounts of which keys are handed out to raise an alarm when they are used: those of
/// canarytokens.org first, then those of others who do the same. Publicly known numbers.
const CANARIES: &[(u64, Bait)] = &[
    (52_310_077_262, Bait::CanaryTokens),
    (171_436_882_533, Bait::CanaryTokens),
    (266_735_846_894, Bait::CanaryTokens),
    (534_261_010_715, Bait::CanaryTokens),
    (595_918_472_158, Bait::CanaryTokens),
    (717_712_589_309, Bait::CanaryTokens),
    (730_335_385_048, Bait::CanaryTokens),
    (819_147_034_852, Bait::CanaryTokens),
    (992_382_622_183, Bait::CanaryTokens),
    (44_858_866_125, Bait::Other),
    (251_535_659_677, Bait::Other),
    (344_043_088_457, Bait::Other),
    (351_906_852_752, Bait::Other),
    (390_477_818_340, Bait::Other),
    (426_127_672_474, Bait::Other),
    (427_150_556_519, Bait::Other),
    (439_872_796_651, Bait::Other),
    (445_142_720_921, Bait::Other),
    (465_867_158_099, Bait::Other),
    (637_958_123_769, Bait::Other),
    (693_412_236_332, Bait::Other),
    (732_624_840_810, Bait::Other),
    (735_421_457_923, Bait::Other),
    (959_235_150_393, Bait::Other),
    (982_842_642_351, Bait::Other),
];

/// What an id belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A key of a user or of the account's root, valid until it is deleted (`AKIA`).
    LongTerm,
    /// A key of a session, valid with its session token and for hours (`ASIA`).
    Temporary,
}

/// Who runs an account that hands out bait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bait {
    /// Thinkst's canarytokens.org.
    CanaryTokens,
    /// Somebody else.
    Other,
}

/// An account number, twelve digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account(u64);

impl Account {
    /// Who hands out keys of this account as bait, as far as is publicly known.
    #[must_use]
    pub fn bait(self) -> Option<Bait> {
        CANARIES
            .iter()
            .find(|(account, _)| *account == self.0)
            .map(|(_, bait)| *bait)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:012}", self.0)
    }
}

/// The id of an access key, which is no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessKeyId {
    text: String,
    kind: Kind,
}

/// Why a text is not the id of an access key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessKeyIdError {
    /// It begins with neither `AKIA` nor `ASIA`.
    #[error("it begins with neither \"AKIA\" nor \"ASIA\"")]
    Prefix,
    /// It is not twenty characters long.
    #[error("it is not 20 characters long")]
    Length,
    /// A character is none of base 32.
    #[error("it has a character that is not A to Z or 2 to 7")]
    Alphabet,
}

impl AccessKeyId {
    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it belongs to.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The account that it belongs to; nothing for ids from before 2019.
    #[must_use]
    pub fn account(&self) -> Option<Account> {
        let code = self.text.get(4..)?;
        if code.starts_with(['I', 'J']) {
            return None;
        }
        // Ten characters hold the first six bytes and two bits more.
        let number = code
            .bytes()
            .take(10)
            .try_fold(0, |number, byte| Some((number << 5) | base32(byte)?))?
            >> 2;
        let account = (number & ACCOUNT_MASK) >> ACCOUNT_SHIFT;
        (account < 1_000_000_000_000).then_some(Account(account))
    }
}

/// The value of a character of base 32 (RFC 4648 section 6).
fn base32(byte: u8) -> Option<u64> {
    match byte {
        b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2') + 26),
        _ => None,
    }
}

impl FromStr for AccessKeyId {
    type Err = AccessKeyIdError;

    fn from_str(text: &str) -> Result<Self, AccessKeyIdError> {
        let (kind, code) = if let Some(code) = text.strip_prefix("AKIA") {
            (Kind::LongTerm, code)
        } else if let Some(code) = text.strip_prefix("ASIA") {
            (Kind::Temporary, code)
        } else {
            return Err(AccessKeyIdError::Prefix);
        };
        if text.len() != LENGTH {
            return Err(AccessKeyIdError::Length);
        }
        if !code.bytes().all(|byte| base32(byte).is_some()) {
            return Err(AccessKeyIdError::Alphabet);
        }
        Ok(Self {
            text: text.to_owned(),
            kind,
        })
    }
}

impl fmt::Display for AccessKeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{AccessKeyId, AccessKeyIdError, Bait, Kind};

    /// The id of a key of an account, built the other way round.
    fn id(prefix: &str, account: u64, rest: u64) -> String {
        let first = (1_u64 << 47) | (account << 7) | (rest & 0x7f);
        let bits = (u128::from(first) << 32) | u128::from(rest >> 7 & 0xffff_ffff);
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let code = (0..16).rev().map(|place| {
            let digit = usize::try_from(bits >> (5 * place) & 31).unwrap();
            char::from(alphabet[digit])
        });
        prefix.chars().chain(code).collect()
    }

    #[test]
    fn an_account_keeps_its_leading_zeros() {
        let id: AccessKeyId = id("AKIA", 52_310_077_262, 99).parse().unwrap();
        let account = id.account().unwrap();
        assert_eq!(account.to_string(), "052310077262");
        assert_eq!(account.bait(), Some(Bait::CanaryTokens));
        assert_eq!(id.kind(), Kind::LongTerm);
    }

    #[test]
    fn ids_from_before_2019_say_nothing_of_their_account() {
        for code in ["IOSFODNN7EXAMPLE", "J2UCCR6DPCEXAMPL"] {
            let id: AccessKeyId = ["AKIA", code].concat().parse().unwrap();
            assert_eq!(id.account(), None);
        }
    }

    #[test]
    fn other_texts_are_no_ids() {
        let parsed = |parts: [&str; 2]| parts.concat().parse::<AccessKeyId>();
        assert_eq!(
            parsed(["AROA", "QAAAAAAAAAAAAAAA"]),
            Err(AccessKeyIdError::Prefix)
        );
        assert_eq!(
            parsed(["AKIA", "QAAAAAAAAAAAAAA"]),
            Err(AccessKeyIdError::Length)
        );
        assert_eq!(
            parsed(["AKIA", "QAAAAAAAAAAAAAA1"]),
            Err(AccessKeyIdError::Alphabet)
        );
        assert_eq!(
            parsed(["ASIA", "qaaaaaaaaaaaaaaa"]),
            Err(AccessKeyIdError::Alphabet)
        );
    }

    proptest! {
        #[test]
        fn every_account_comes_back(account in 0_u64..1_000_000_000_000, rest: u64) {
            let id: AccessKeyId = id("ASIA", account, rest).parse().unwrap();
            prop_assert_eq!(id.account().unwrap().to_string(), format!("{account:012}"));
        }
    }
}
