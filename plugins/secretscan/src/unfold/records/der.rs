//! Private keys in DER, without armour (RFC 5958 section 2, RFC 8017 appendix A.1.2, RFC 5915 section
//! 3): told by their structure, as nothing in them is text. They are shown in the armour of RFC 7468,
//! which says what they are.

use ::base64::{Engine as _, prelude::BASE64_STANDARD};

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// Parameters and public key of an elliptic key.
const PARAMETERS: u8 = 0xa0;
const PUBLIC_KEY: u8 = 0xa1;

/// Shorter ones are no keys.
const SHORTEST: usize = 40;
/// Most elements of a key: one of many primes.
const ELEMENTS: usize = 16;

/// Whether the first bytes may be those of a private key: a sequence that begins with a version.
pub(in super::super) fn may_begin(head: &[u8]) -> bool {
    let ([SEQUENCE, 0x82, _, _, inner @ ..]
    | [SEQUENCE, 0x81, _, inner @ ..]
    | [SEQUENCE, 0x26..=0x7f, inner @ ..]) = head
    else {
        return false;
    };
    matches!(
        inner,
        [INTEGER, 1, 0 | 1, SEQUENCE | INTEGER | OCTET_STRING, ..]
    )
}

/// The label of a private key, if the bytes are one from beginning to end.
pub(in super::super) fn label(bytes: &[u8]) -> Option<&'static str> {
    if bytes.len() < SHORTEST || !may_begin(bytes) {
        return None;
    }
    let (SEQUENCE, content, []) = element(bytes)? else {
        return None;
    };
    let mut elements = Vec::new();
    let mut rest = content;
    while !rest.is_empty() && elements.len() <= ELEMENTS {
        let (tag, content, behind) = element(rest)?;
        elements.push((tag, content));
        rest = behind;
    }
    match elements.as_slice() {
        [_, (SEQUENCE, algorithm), (OCTET_STRING, _), ..]
            if algorithm.first() == Some(&OBJECT_IDENTIFIER) =>
        {
            Some("PRIVATE KEY")
        }
        [_, (OCTET_STRING, key), (PARAMETERS | PUBLIC_KEY, _), ..]
            if (20..=66).contains(&key.len()) =>
        {
            Some("EC PRIVATE KEY")
        }
        numbers if numbers.iter().all(|(tag, _)| *tag == INTEGER) => match numbers {
            [_, modulus, _, exponent, _, _, _, _, _] => {
                is_long(modulus.1).then_some(())?;
                is_long(exponent.1).then_some("RSA PRIVATE KEY")
            }
            [_, modulus, _, _, _, _] => is_long(modulus.1).then_some("DSA PRIVATE KEY"),
            _ => None,
        },
        _ => None,
    }
}

/// The key in armour.
pub(in super::super) fn armoured(label: &str, key: &[u8]) -> String {
    let body = BASE64_STANDARD.encode(key);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while let Some((line, behind)) = rest.split_at_checked(64) {
        text.extend([line, "\n"]);
        rest = behind;
    }
    if !rest.is_empty() {
        text.extend([rest, "\n"]);
    }
    text.extend(["-----END ", label, "-----\n"]);
    text
}

/// A number of the size of keys.
const fn is_long(number: &[u8]) -> bool {
    number.len() >= 64
}

/// The tag and the content of the first element, and what is behind it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (length, rest) = match bytes.get(1..)? {
        [short @ 0..=0x7f, rest @ ..] => (usize::from(*short), rest),
        [0x81, length, rest @ ..] => (usize::from(*length), rest),
        [0x82, high, low, rest @ ..] => (usize::from(*high) << 8 | usize::from(*low), rest),
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*bytes.first()?, content, rest))
}

#[cfg(test)]
pub(in super::super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wrapped(tag: u8, content: &[u8]) -> Vec<u8> {
        let [.., high, low] = content.len().to_be_bytes();
        let length = match content.len() {
            0..=0x7f => vec![low],
            0x80..=0xff => vec![0x81, low],
            _ => vec![0x82, high, low],
        };
        [vec![tag], length, content.to_vec()].concat()
    }

    fn numbers(lengths: &[usize]) -> Vec<u8> {
        let number = |length: &usize| {
            let digits: Vec<u8> = (0..*length)
                .map(|at| u8::try_from(at * 37 % 120 + 3).unwrap())
                .collect();
            wrapped(INTEGER, &digits)
        };
        let numbers: Vec<u8> = lengths.iter().flat_map(number).collect();
        [&[INTEGER, 1, 0][..], &numbers].concat()
    }

    pub(in super::super::super) fn rsa() -> Vec<u8> {
        wrapped(SEQUENCE, &numbers(&[128, 3, 128, 64, 64, 64, 64, 64]))
    }

    pub(in super::super::super) fn pkcs8() -> Vec<u8> {
        let algorithm = wrapped(SEQUENCE, &[OBJECT_IDENTIFIER, 1, 42, 5, 0]);
        let key = wrapped(OCTET_STRING, &rsa());
        wrapped(SEQUENCE, &[&[INTEGER, 1, 0][..], &algorithm, &key].concat())
    }

    fn elliptic() -> Vec<u8> {
        let key = wrapped(OCTET_STRING, &[7; 32]);
        let parameters = wrapped(PARAMETERS, &[OBJECT_IDENTIFIER, 1, 42]);
        wrapped(
            SEQUENCE,
            &[&[INTEGER, 1, 1][..], &key, &parameters].concat(),
        )
    }

    #[test]
    fn private_keys_are_told_by_their_structure() {
        assert_eq!(label(&rsa()), Some("RSA PRIVATE KEY"));
        assert_eq!(label(&pkcs8()), Some("PRIVATE KEY"));
        assert_eq!(label(&elliptic()), Some("EC PRIVATE KEY"));
        let dsa = wrapped(SEQUENCE, &numbers(&[128, 20, 128, 128, 20]));
        assert_eq!(label(&dsa), Some("DSA PRIVATE KEY"));
    }

    #[test]
    fn what_is_public_and_what_breaks_off_is_no_private_key() {
        // A public key, a signature, a certificate's beginning, a key with something behind it.
        let public = wrapped(
            SEQUENCE,
            &[wrapped(INTEGER, &[9; 128]), vec![INTEGER, 3, 1, 0, 1]].concat(),
        );
        let signature = wrapped(
            SEQUENCE,
            &[wrapped(INTEGER, &[9; 32]), wrapped(INTEGER, &[9; 32])].concat(),
        );
        let certificate = wrapped(SEQUENCE, &wrapped(SEQUENCE, &numbers(&[16; 8])));
        for bytes in [
            public,
            signature,
            certificate,
            [rsa(), vec![0]].concat(),
            rsa()[..rsa().len() - 1].to_vec(),
            wrapped(SEQUENCE, &numbers(&[1; 8])),
            wrapped(SEQUENCE, &numbers(&[128; 3])),
        ] {
            assert_eq!(label(&bytes), None);
        }
    }

    #[test]
    fn armour_has_lines_of_64_characters() {
        let text = armoured("PRIVATE KEY", &[0; 96]);
        let lines: Vec<usize> = text.lines().map(str::len).collect();
        assert_eq!(lines, [27, 64, 64, 25]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(changes in prop::collection::vec((0..40_usize, any::<u8>()), 0..6)) {
            let mut bytes = pkcs8();
            for (at, value) in changes {
                bytes[at] = value;
            }
            let _ = label(&bytes);
        }
    }
}
