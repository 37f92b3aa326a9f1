//! One header block of 512 bytes.

/// Bytes in a block.
pub(super) const BLOCK: usize = 512;

/// What a header says.
#[derive(Clone)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) size: u64,
    pub(super) flag: u8,
    pub(super) link: Vec<u8>,
    /// GNU's old sparse form goes on in another block.
    pub(super) extended: bool,
}

/// Whether a stream that starts with these bytes is a tar archive: its first header's checksum
/// holds.
pub(in crate::image) fn is_header(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>()
        .is_some_and(|block| block.first() != Some(&0) && checksum_holds(block))
}

impl Header {
    /// Reads a block; `None` where its checksum does not hold or a number is none.
    pub(super) fn parse(block: &[u8; BLOCK]) -> Option<Self> {
        if !checksum_holds(block) {
            return None;
        }
        let flag = field(block, 156, 1).first().copied().unwrap_or(0);
        let is_ustar = field(block, 257, 6) == b"ustar\0";
        let mut name = Vec::new();
        if is_ustar {
            let prefix = text(field(block, 345, 155));
            if !prefix.is_empty() {
                name.extend_from_slice(prefix);
                name.push(b'/');
            }
        }
        name.extend_from_slice(text(field(block, 0, 100)));
        Some(Self {
            name,
            size: number(field(block, 124, 12))?,
            flag,
            link: text(field(block, 157, 100)).to_vec(),
            extended: flag == b'S' && field(block, 482, 1) != [0],
        })
    }
}

/// Whether the sum of all bytes is what the header says, its own field taken as spaces. Old
/// writers summed signed bytes.
fn checksum_holds(block: &[u8; BLOCK]) -> bool {
    let Some(expected) = number(field(block, 148, 8)) else {
        return false;
    };
    let own = field(block, 148, 8);
    let unsigned = |bytes: &[u8]| bytes.iter().map(|&byte| u64::from(byte)).sum::<u64>();
    let sum = unsigned(block) - unsigned(own) + 8 * u64::from(b' ');
    if sum == expected {
        return true;
    }
    let signed = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|&byte| i64::from(byte.cast_signed()))
            .sum::<i64>()
    };
    let sum = signed(block) - signed(own) + 8 * i64::from(b' ');
    i64::try_from(expected).is_ok_and(|expected| expected == sum)
}

fn field(block: &[u8; BLOCK], start: usize, length: usize) -> &[u8] {
    block.get(start..start + length).unwrap_or_default()
}

/// A field up to its first NUL.
fn text(field: &[u8]) -> &[u8] {
    memchr::memchr(0, field)
        .and_then(|end| field.get(..end))
        .unwrap_or(field)
}

/// An octal number between spaces and NULs, or GNU's base 256 where the highest bit is set.
/// `None` where it is neither, negative, or beyond 2^63.
pub(super) fn number(field: &[u8]) -> Option<u64> {
    let (&first, rest) = field.split_first()?;
    let value = if first & 0x80 == 0 {
        let digits = text(field.trim_ascii_start()).trim_ascii();
        digits.iter().try_fold(0_u64, |value, digit| match digit {
            b'0'..=b'7' => Some(value.checked_mul(8)? + u64::from(digit - b'0')),
            _ => None,
        })
    } else if first & 0x40 != 0 {
        None
    } else {
        rest.iter()
            .try_fold(u64::from(first & 0x3f), |value, &byte| {
                Some(value.checked_mul(256)? + u64::from(byte))
            })
    }?;
    i64::try_from(value).is_ok().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_octal_or_base_256_and_never_negative_or_endless() {
        assert_eq!(number(b"0000644\0"), Some(0o644));
        assert_eq!(number(b"   17 \0"), Some(0o17));
        assert_eq!(number(b"\0\0\0\0"), Some(0));
        assert_eq!(number(b"\x80\0\0\0\0\0\0\x02\0\0\0\0"), Some(2 << 32));
        assert_eq!(number(b"\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        assert_eq!(number(b"\xff\xff\xff\xff"), None);
        assert_eq!(number(b"12x\0"), None);
    }
}
