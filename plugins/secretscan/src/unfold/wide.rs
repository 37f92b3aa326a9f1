//! UTF-16: whole texts, and the runs of it in programs.

/// The order of a unit's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endian {
    Little,
    Big,
}

/// How far bytes are looked at.
const HEAD: usize = 512;
/// The shortest run that is given from a program.
const SHORTEST: usize = 6;

/// Whether the bytes are UTF-16, by their mark or because nearly every other byte is NUL: in text
/// that is mostly Latin, the upper bytes are.
pub(super) fn looks_wide(bytes: &[u8]) -> Option<Endian> {
    match bytes {
        // The mark of UTF-32 begins with that of UTF-16.
        [0xff, 0xfe, 0, 0, ..] => return None,
        [0xff, 0xfe, _, _, ..] => return Some(Endian::Little),
        [0xfe, 0xff, _, _, ..] => return Some(Endian::Big),
        _ => {}
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let units = head.len() / 2;
    if units < 4 || memchr::memchr(0, head).is_none() {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    if odd * 10 >= units * 9 && even * 10 <= units {
        Some(Endian::Little)
    } else if even * 10 >= units * 9 && odd * 10 <= units {
        Some(Endian::Big)
    } else {
        None
    }
}

/// The text; what is no character becomes U+FFFD.
pub(super) fn text(bytes: &[u8], endian: Endian) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| {
        let pair: [u8; 2] = pair.try_into().ok()?;
        Some(match endian {
            Endian::Little => u16::from_le_bytes(pair),
            Endian::Big => u16::from_be_bytes(pair),
        })
    });
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .filter(|&character| character != '\u{feff}')
        .collect()
}

/// The runs of ASCII in UTF-16 that stand in a program, one a line; at any offset, in either order
/// (a big-endian run is a little-endian one that begins a byte earlier).
pub(super) fn runs(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr(0, rest)) {
        let nul = at + offset;
        // The first unit is the byte before the first NUL.
        let start = nul.saturating_sub(1).max(at);
        let run = bytes.get(start..).unwrap_or_default();
        let length = run
            .chunks_exact(2)
            .take_while(|pair| matches!(pair, [b'\t' | b' '..=b'~', 0]))
            .count();
        if length >= SHORTEST {
            out.extend(run.iter().step_by(2).take(length));
            out.push(b'\n');
            // The last unit of a big-endian run has its NUL before it.
            let last = run
                .get(2 * length)
                .filter(|last| matches!(last, b' '..=b'~'));
            if let (Some(&last), Some(0)) =
                (last, start.checked_sub(1).and_then(|at| bytes.get(at)))
            {
                out.extend(run.iter().step_by(2).take(length));
                out.extend([last, b'\n']);
            }
        }
        at = (start + 2 * length).max(nul + 1);
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    pub(in super::super) fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn utf_16_is_known_with_and_without_its_mark() {
        assert_eq!(looks_wide(&little("key = value")), Some(Endian::Little));
        assert_eq!(looks_wide(&big("key = value")), Some(Endian::Big));
        assert_eq!(
            looks_wide(&little("\u{feff}\u{540d}\u{540d}")),
            Some(Endian::Little)
        );
        assert_eq!(
            looks_wide(&big("\u{feff}\u{540d}\u{540d}")),
            Some(Endian::Big)
        );
        assert_eq!(looks_wide(b"plain text"), None);
        assert_eq!(looks_wide(&[0; 64]), None);
    }

    #[test]
    fn runs_in_a_program_are_found_at_any_offset() {
        for offset in 0..4 {
            for wide in [little("password=x"), big("password=x")] {
                let mut program = vec![0xcc; offset];
                program.extend(&wide);
                program.extend([0xcc, 0xcc]);
                let runs = String::from_utf8(runs(&program)).unwrap();
                assert!(runs.lines().any(|run| run == "password=x"), "{offset}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_text_is_read_as_it_was_written(text in "[ -~\u{a1}-\u{2ff}\u{1f600}]{0,40}") {
            prop_assert_eq!(&super::text(&little(&text), Endian::Little), &text);
            prop_assert_eq!(&super::text(&big(&text), Endian::Big), &text);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = runs(&bytes);
            let _ = super::text(&bytes, Endian::Big);
            let _ = looks_wide(&bytes);
        }
    }
}
