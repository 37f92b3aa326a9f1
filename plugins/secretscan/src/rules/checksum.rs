//! Checksums inside tokens: whether a value can be real at all, without asking anybody.
//!
//! - GitHub: the last six characters are the CRC-32 of the random part in base 62, with leading
//!   zeros ("Behind GitHub's new authentication token formats", github.blog, 2021-04-05); npm took
//!   the form over ("npm has a new access token format", GitHub changelog, 2021-09-23).
//! - Grafana: `glsa_`, 32 characters, `_`, and the CRC-32 of everything before that as hexadecimal
//!   bytes, the lowest first (Grafana's `satokengen`).
//! - GitLab's routable tokens: prefix and payload, version, length of the payload in base 36, and
//!   the CRC-32 of all that in base 36, seven characters (GitLab handbook, "Routable tokens").
//! - age identities: Bech32 (BIP 173) with the prefix `age-secret-key-`, upper case, without the
//!   limit of 90 characters (the age file encryption format, C2SP).
//! - nkeys of NATS: base 32 of two bytes of prefix, 32 of seed, and their CRC-16 (XMODEM), the lower
//!   byte first (nats-io/nkeys, "Design").

use super::Checksum;

/// Digits of base 62 in GitHub's order.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits of base 36.
const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Digits of Bech32, by their value.
pub(super) const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Length of a base 62 checksum.
const BASE62_LENGTH: usize = 6;
/// Length of a hexadecimal checksum.
const HEX_LENGTH: usize = 8;
/// Length of a base 36 checksum.
const BASE36_LENGTH: usize = 7;
/// Length of a Bech32 checksum.
const BECH32_LENGTH: usize = 6;
/// How many bytes of an nkey are summed.
const NKEY_BYTES: usize = 34;

/// Whether the checksum inside the value is right.
#[must_use]
pub fn holds(kind: Checksum, value: &[u8]) -> bool {
    let length = match kind {
        Checksum::Nkey => return is_nkey(value),
        Checksum::Base62Crc32 => BASE62_LENGTH,
        Checksum::HexCrc32 => HEX_LENGTH,
        Checksum::GitlabRoutable => BASE36_LENGTH,
        Checksum::Bech32 => BECH32_LENGTH,
    };
    value
        .len()
        .checked_sub(length)
        .and_then(|at| value.split_at_checked(at))
        .is_some_and(|(body, tail)| match kind {
            Checksum::Bech32 => bech32(body).is_some_and(|sum| sum.eq_ignore_ascii_case(tail)),
            Checksum::GitlabRoutable => has_routable_length(body) && sum(kind, body) == tail,
            Checksum::Base62Crc32 | Checksum::HexCrc32 => sum(kind, body) == tail,
            Checksum::Nkey => false,
        })
}

/// The checksum that belongs after these bytes, which begin where the token begins.
pub(super) fn sum(kind: Checksum, body: &[u8]) -> Vec<u8> {
    match kind {
        Checksum::Base62Crc32 => {
            let random = body.rsplit(|byte| *byte == b'_').next().unwrap_or(body);
            digits(crc32fast::hash(random), BASE62, BASE62_LENGTH)
        }
        Checksum::HexCrc32 => {
            let signed = body.strip_suffix(b"_").unwrap_or(body);
            let sum = crc32fast::hash(signed).swap_bytes();
            format!("{sum:08x}").into_bytes()
        }
        Checksum::GitlabRoutable => digits(crc32fast::hash(body), BASE36, BASE36_LENGTH),
        Checksum::Bech32 => bech32(body).unwrap_or_default(),
        Checksum::Nkey => nkey_end(body),
    }
}

/// Whether the last two bytes of an nkey sum up those before.
fn is_nkey(value: &[u8]) -> bool {
    let bytes = base32(value);
    let parted = bytes.split_at_checked(NKEY_BYTES);
    parted.is_some_and(|(body, tail)| crc16(body).to_le_bytes() == tail)
}

/// The four digits behind the 54 that an nkey begins with; the last two bits of what they sum are 0.
fn nkey_end(digits: &[u8]) -> Vec<u8> {
    let bytes = base32(&[digits, b"A"].concat());
    let [low, high] = crc16(&bytes).to_le_bytes();
    let bits = u32::from(low) << 10 | u32::from(high) << 2;
    let digit = |shift: u32| u8::try_from(bits >> shift & 31).unwrap_or(0);
    [15, 10, 5, 0]
        .map(|shift| match digit(shift) {
            letter @ 0..26 => b'A' + letter,
            number => b'2' + number - 26,
        })
        .to_vec()
}

/// What base 32 (RFC 4648) says, without the bits that make no whole byte.
fn base32(digits: &[u8]) -> Vec<u8> {
    let (mut bits, mut count) = (0_u32, 0);
    let mut bytes = Vec::with_capacity(digits.len() * 5 / 8);
    for digit in digits {
        bits = (bits << 5 | u32::from(base32_digit(*digit))) & 0xfff;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or(0));
        }
    }
    bytes
}

const fn base32_digit(digit: u8) -> u8 {
    match digit {
        b'A'..=b'Z' => digit - b'A',
        b'2'..=b'7' => digit - b'2' + 26,
        _ => 0,
    }
}

/// CRC-16/XMODEM: polynomial 0x1021, nothing reflected, from 0.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u16::from(*byte) << 8, |sum, _| {
            if sum & 0x8000 == 0 {
                sum << 1
            } else {
                sum << 1 ^ 0x1021
            }
        })
    })
}

/// What stands between a routable token's payload and its checksum: version and length.
pub(super) fn routable_length(body: &[u8]) -> Vec<u8> {
    let mut text = b".01.".to_vec();
    let length = u32::try_from(payload(body).len()).unwrap_or(u32::MAX);
    text.extend(digits(length, BASE36, 2));
    text
}

fn has_routable_length(body: &[u8]) -> bool {
    let mut fields = body.split(|byte| *byte == b'.');
    match (fields.next(), fields.next(), fields.next_back()) {
        // Tokens of the first months have no version.
        (Some(token), Some(length), None) | (Some(token), Some(_), Some(length)) => {
            let expected = u32::try_from(payload(token).len()).unwrap_or(u32::MAX);
            length == digits(expected, BASE36, 2)
        }
        _ => false,
    }
}

/// What stands behind a prefix such as `glpat-`.
fn payload(token: &[u8]) -> &[u8] {
    match token.iter().position(|byte| *byte == b'-') {
        Some(dash) => token.get(dash + 1..).unwrap_or_default(),
        None => token,
    }
}

fn digits<const BASE: usize>(mut number: u32, alphabet: &[u8; BASE], length: usize) -> Vec<u8> {
    let base = u32::try_from(BASE).unwrap_or(u32::MAX);
    let mut text = Vec::new();
    while number > 0 || text.len() < length {
        let digit = usize::try_from(number % base).unwrap_or(0);
        text.push(alphabet.get(digit).copied().unwrap_or(b'0'));
        number /= base;
    }
    text.reverse();
    text
}

/// The checksum of Bech32 (BIP 173) behind prefix, `1` and data; upper case if the data is.
fn bech32(body: &[u8]) -> Option<Vec<u8>> {
    let one = body.iter().rposition(|byte| *byte == b'1')?;
    let (prefix, data) = (body.get(..one)?, body.get(one + 1..)?);
    let prefix = prefix.to_ascii_lowercase();
    let values: Vec<u8> = data
        .iter()
        .map(|byte| bech32_value(byte.to_ascii_lowercase()))
        .collect::<Option<_>>()?;
    let high = prefix.iter().map(|byte| byte >> 5);
    let low = prefix.iter().map(|byte| byte & 31);
    let all = high
        .chain([0])
        .chain(low)
        .chain(values)
        .chain([0; BECH32_LENGTH]);
    let sum = all.fold(1, polymod) ^ 1;
    (0..BECH32_LENGTH)
        .rev()
        .map(|place| {
            let value = usize::try_from((sum >> (5 * place)) & 31).ok()?;
            let digit = *BECH32.get(value)?;
            Some(if body.first()?.is_ascii_uppercase() {
                digit.to_ascii_uppercase()
            } else {
                digit
            })
        })
        .collect()
}

fn bech32_value(digit: u8) -> Option<u8> {
    let position = BECH32.iter().position(|byte| *byte == digit)?;
    u8::try_from(position).ok()
}

fn polymod(sum: u32, value: u8) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let top = sum >> 25;
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| top >> bit & 1 == 1)
        .fold(
            ((sum & 0x01ff_ffff) << 5) ^ u32::from(value),
            |sum, (_, part)| sum ^ part,
        )
}

#[cfg(test)]
mod tests {
    use super::{Checksum, bech32, digits, holds, sum};

    fn token(kind: Checksum, body: &str) -> Vec<u8> {
        let mut token = body.as_bytes().to_vec();
        token.extend(sum(kind, body.as_bytes()));
        token
    }

    #[test]
    fn base_62_has_leading_zeros_and_counts_digits_before_letters() {
        assert_eq!(digits(0, super::BASE62, 6), b"000000");
        assert_eq!(digits(61, super::BASE62, 6), b"00000z");
        assert_eq!(digits(62, super::BASE62, 6), b"000010");
        assert_eq!(digits(u32::MAX, super::BASE62, 6), b"4gfFC3");
    }

    #[test]
    fn github_sums_the_random_part_alone() {
        // The digits are those of "123456789", whose CRC-32 is cbf43926, the check value of the
        // catalogue of CRC algorithms.
        let value = token(Checksum::Base62Crc32, "ghp_123456789");
        assert_eq!(value, b"ghp_1234567893jZRME");
        assert!(holds(Checksum::Base62Crc32, &value));
        assert!(!holds(Checksum::Base62Crc32, b"ghp_1234567893jZRMF"));
        assert!(!holds(Checksum::Base62Crc32, b"ghp"));
    }

    #[test]
    fn grafana_sums_prefix_and_secret_lowest_byte_first() {
        assert_eq!(
            token(Checksum::HexCrc32, "123456789_"),
            b"123456789_2639f4cb"
        );
    }

    #[test]
    fn a_routable_token_states_its_length_and_sums_all_before() {
        let body = "glpat-abcdefghijklmnopqrstuvwxyz0.01.0r";
        let value = token(Checksum::GitlabRoutable, body);
        assert!(holds(Checksum::GitlabRoutable, &value));
        let wrong = token(Checksum::GitlabRoutable, &body.replace("0r", "0s"));
        assert!(!holds(Checksum::GitlabRoutable, &wrong));
        let older = token(Checksum::GitlabRoutable, &body.replace(".01.", "."));
        assert!(holds(Checksum::GitlabRoutable, &older));
    }

    #[test]
    fn an_nkey_ends_in_the_sum_of_its_bytes() {
        // The check value of the catalogue of CRC algorithms.
        assert_eq!(super::crc16(b"123456789"), 0x31c3);
        let body = ["SUAC", &"MFZWK3DM".repeat(7)].concat();
        let body = body.get(..54).expect("54 digits");
        let value = token(Checksum::Nkey, body);
        assert_eq!(value.len(), 58);
        assert!(holds(Checksum::Nkey, &value));
        let wrong = [&value[..20], b"B", &value[21..]].concat();
        assert!(!holds(Checksum::Nkey, &wrong));
        assert!(!holds(Checksum::Nkey, b"SUA"));
    }

    #[test]
    fn bech32_holds_for_the_vectors_of_bip_173() {
        for valid in [
            "A12UEL5L",
            "a12uel5l",
            "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        ] {
            assert!(holds(Checksum::Bech32, valid.as_bytes()), "{valid}");
        }
        assert!(!holds(Checksum::Bech32, b"A12UEL5M"));
        assert_eq!(bech32(b"no separator"), None);
    }
}
