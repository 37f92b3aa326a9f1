//! The texts of a Java class file (Java Virtual Machine Specification section 4.4).

use super::big_endian;

/// Whether bytes are a class file. Programs for several processors of macOS begin alike, but with
/// a small number where a class has its version.
pub(in super::super) fn is_class(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xca\xfe\xba\xbe")
        && big_endian(bytes, 6, 2).is_some_and(|major| major >= 45)
}

/// The texts of the constant pool, one a line, and where the pool ends.
pub(in super::super) fn strings(class: &[u8]) -> (Vec<u8>, usize) {
    let mut out = Vec::new();
    let mut at = 10;
    let mut left = big_endian(class, 8, 2)
        .unwrap_or_default()
        .saturating_sub(1);
    while left > 0
        && let Some(tag) = class.get(at)
    {
        left -= 1;
        at += match tag {
            1 => {
                let length = big_endian(class, at + 1, 2).unwrap_or_default();
                let Some(text) = class.get(at + 3..).and_then(|rest| rest.get(..length)) else {
                    break;
                };
                out.extend_from_slice(text);
                out.push(b'\n');
                3 + length
            }
            7 | 8 | 16 | 19 | 20 => 3,
            15 => 4,
            3 | 4 | 9..=12 | 17 | 18 => 5,
            // These two take the place of two.
            5 | 6 => {
                left = left.saturating_sub(1);
                9
            }
            _ => break,
        };
    }
    (out, at.min(class.len()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_of_a_class_are_lines() {
        let mut class = b"\xca\xfe\xba\xbe\0\0\0\x34\0\x05".to_vec();
        class.extend(b"\x01\0\x03abc\x05\0\0\0\0\0\0\0\x01\x01\0\x41");
        class.extend([b'x'; 0x41]);
        class.extend(b"rest");
        assert!(is_class(&class));
        let (strings, end) = strings(&class);
        assert_eq!(
            String::from_utf8(strings).unwrap(),
            format!("abc\n{}\n", "x".repeat(0x41))
        );
        assert_eq!(class[end..], *b"rest");
        assert!(!is_class(b"\xca\xfe\xba\xbe\0\0\0\x02\0\0"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(0..24_u8, 0..64)) {
            let _ = strings(&bytes);
        }
    }
}
