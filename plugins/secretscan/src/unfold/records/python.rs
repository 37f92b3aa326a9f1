//! The texts of compiled Python (`CPython`, Python/marshal.c): short texts have one byte of length
//! before them, which may look like a letter.

/// Whether bytes are a compiled module: two bytes of version, then a line break (`CPython`,
/// importlib), and what is marshalled is code.
pub(in super::super) fn is_compiled(bytes: &[u8]) -> bool {
    let is_code = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0x7f == b'c');
    bytes.get(2..4) == Some(b"\r\n") && (is_code(16) || is_code(12))
}

/// The texts, each on a line of its own; what is not understood stays as it is.
pub(in super::super) fn strings(compiled: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = compiled.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some((start, length)) = text(rest) {
            out.push(b'\n');
            out.extend_from_slice(rest.get(start..start + length).unwrap_or_default());
            out.push(b'\n');
            at += start + length;
        } else {
            out.extend(rest.first());
            at += 1;
        }
    }
    out
}

/// Where the text of a marshalled string begins, and how long it is.
fn text(object: &[u8]) -> Option<(usize, usize)> {
    // The upper bit says that the object is referred to again.
    let (start, length) = match object.first()? & 0x7f {
        b'z' | b'Z' => (2, usize::from(*object.get(1)?)),
        b'a' | b'A' | b'u' | b't' | b's' => {
            let length: [u8; 4] = object.get(1..5)?.try_into().ok()?;
            (5, usize::try_from(u32::from_le_bytes(length)).ok()?)
        }
        _ => return None,
    };
    let text = object.get(start..)?.get(..length)?;
    let is_text = length >= 4
        && text
            .iter()
            .all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~' | 0x80..));
    is_text.then_some((start, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_a_module_are_lines() {
        let mut module = b"\xcb\r\r\n\0\0\0\0\0\0\0\0\0\0\0\0\xe3\0\0\0\0".to_vec();
        module.extend(b"\xdaAx");
        module.extend([b'x'; 0x40]);
        module.extend(b"Nz\x05helloN");
        module.extend(b"u\x05\0\0\0n\xc3\xafvef");
        assert!(is_compiled(&module));
        let strings = strings(&module);
        for line in [&*format!("x{}", "x".repeat(0x40)), "hello", "nïve"] {
            assert!(
                strings
                    .split(|byte| *byte == b'\n')
                    .any(|text| text == line.as_bytes()),
                "{line}"
            );
        }
    }
}
