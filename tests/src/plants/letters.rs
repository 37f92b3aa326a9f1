//! Random characters of an alphabet, and the checksums of tokens that carry one.

use crate::random::Random;

pub(super) const DIGIT: &str = "0123456789";
pub(super) const HEX: &str = "0123456789abcdef";
pub(super) const UPPER_DIGIT: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
pub(super) const LOWER_DIGIT: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
pub(super) const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub(super) const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
pub(super) const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
pub(super) const BASE64_URL: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// As many characters of an alphabet.
pub(super) fn letters(random: &mut Random, alphabet: &str, count: usize) -> String {
    let alphabet = alphabet.as_bytes();
    (0..count)
        .map(|_| char::from(*random.pick(alphabet)))
        .collect()
}

/// As many bytes.
pub(super) fn bytes(random: &mut Random, count: usize) -> Vec<u8> {
    (0..count).map(|_| random.bits().to_le_bytes()[0]).collect()
}

/// 30 characters and the CRC-32 of them in base 62: what stands after the prefix of GitHub's and
/// npm's tokens.
pub(super) fn with_checksum(random: &mut Random) -> String {
    let body = letters(random, ALNUM, 30);
    let checksum = base62(crc32fast::hash(body.as_bytes()));
    format!("{body}{checksum}")
}

/// Six digits, the highest first, of `0-9A-Za-z`.
fn base62(mut number: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = [b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

/// A random UUID of version 4.
pub(super) fn uuid(random: &mut Random) -> String {
    let hex = letters(random, HEX, 30);
    format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..15],
        &hex[15..18],
        &hex[18..30]
    )
}
