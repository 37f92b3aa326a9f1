//! Which kinds of bytes a value holds, in one pass: most values hold so little that nothing can be
//! folded up in them.

/// Kinds of bytes, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traits(u8);

impl Traits {
    /// A line break.
    pub(super) const NEWLINE: Self = Self(1);
    /// A space or a tab.
    pub(super) const SPACE: Self = Self(2);
    /// `%`, `\` or `&`, with which escapes begin.
    pub(super) const ESCAPE: Self = Self(4);
    /// `=`
    pub(super) const EQUALS: Self = Self(8);
    /// A control character that no text has.
    pub(super) const CONTROL: Self = Self(16);
    /// A byte that neither base64 nor its padding has.
    pub(super) const OTHER: Self = Self(32);

    /// The kinds of bytes that are there.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(
            bytes
                .iter()
                .fold(0, |seen, &byte| seen | TABLE[usize::from(byte)]),
        )
    }

    /// Whether one of these is there.
    pub(super) fn has(self, kinds: Self) -> bool {
        self.0 & kinds.0 != 0
    }

    /// Any of both.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

const TABLE: [u8; 256] = {
    let mut table = [Traits::OTHER.0; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'\n' | b'\r' => Traits::NEWLINE.0 | Traits::OTHER.0,
            b' ' | b'\t' => Traits::SPACE.0 | Traits::OTHER.0,
            b'%' | b'\\' | b'&' => Traits::ESCAPE.0 | Traits::OTHER.0,
            b'=' => Traits::EQUALS.0,
            0..=31 | 127 => Traits::CONTROL.0 | Traits::OTHER.0,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_' => 0,
            _ => Traits::OTHER.0,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::Traits;

    #[test]
    fn a_value_is_known_by_the_kinds_of_its_bytes() {
        let of = |text: &str| Traits::of(text.as_bytes());
        assert!(!of("aGVsbG8=").has(Traits::OTHER));
        assert!(of("aGVsbG8=").has(Traits::EQUALS));
        assert!(of("a\nb").has(Traits::NEWLINE));
        assert!(of("a%20b").has(Traits::ESCAPE));
        assert!(of("a\0").has(Traits::CONTROL));
        assert!(!of("a b").has(Traits::CONTROL.or(Traits::NEWLINE)));
    }
}
