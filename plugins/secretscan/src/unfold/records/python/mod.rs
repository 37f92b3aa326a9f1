//! The texts of compiled Python (`CPython`, Python/marshal.c): short texts have one byte of length
//! before them, which may look like a letter; and the names that its code gives to texts.

mod code;
mod marshal;

use super::Given;
use code::Version;
use marshal::Module;

/// Whether bytes are a compiled module: two bytes of version, then a line break (`CPython`,
/// importlib), and what is marshalled is code.
pub(in super::super) fn is_compiled(bytes: &[u8]) -> bool {
    let is_code = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0x7f == b'c');
    bytes.get(2..4) == Some(b"\r\n") && (is_code(16) || is_code(12))
}

/// The texts that code gives names to.
pub(in super::super) fn given(compiled: &[u8]) -> Vec<Given> {
    let version = match compiled {
        [low, high, ..] => Version::of(u16::from_le_bytes([*low, *high])),
        _ => None,
    };
    // Behind the number stand flags, and a time and a size or a hash; before 3.7 no flags.
    let is_code = |at: usize| compiled.get(at).is_some_and(|byte| byte & 0x7f == b'c');
    let marshalled = compiled.get(if is_code(16) { 16 } else { 12 }..);
    let Some((version, marshalled)) = version.zip(marshalled) else {
        return Vec::new();
    };
    let module = Module::read(marshalled, version.layout);
    let mut pairs = Vec::new();
    for code in &module.codes {
        code::pairs(&module, code, version, &mut pairs);
    }
    pairs
        .into_iter()
        .filter_map(|(name, text)| Given::new(name, text))
        .collect()
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
pub(in super::super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn short(text: &str) -> Vec<u8> {
        [
            &[b'z', u8::try_from(text.len()).unwrap()][..],
            text.as_bytes(),
        ]
        .concat()
    }

    fn tuple(elements: &[Vec<u8>]) -> Vec<u8> {
        [
            vec![b')', u8::try_from(elements.len()).unwrap()],
            elements.concat(),
        ]
        .concat()
    }

    /// A module of 3.11: `DB_PASSWORD = …`, `f(api_token=…)`, `environ["X_SECRET"] = …`,
    /// `put("smtp_password", …)`.
    pub(in super::super::super) fn module(values: [&str; 4]) -> Vec<u8> {
        let [stored, passed, item, behind] = values.map(short);
        let constants = [
            stored,
            passed,
            tuple(&[short("api_token")]),
            item,
            short("X_SECRET"),
            short("smtp_password"),
            behind,
        ];
        let names = tuple(&[short("DB_PASSWORD"), short("f")]);
        let instructions = [
            151, 0, 100, 0, 90, 0, 101, 1, 100, 1, 172, 2, 171, 1, 0, 0, 1, 0, 100, 3, 101, 1, 106,
            1, 0, 0, 100, 4, 60, 0, 101, 1, 100, 5, 100, 6, 166, 2, 171, 2, 1, 0, 83, 0,
        ];
        let text = |bytes: &[u8]| {
            [
                &[b's', u8::try_from(bytes.len()).unwrap(), 0, 0, 0][..],
                bytes,
            ]
            .concat()
        };
        [
            &b"\xa7\x0d\r\n\0\0\0\0\0\0\0\0\0\0\0\0\xe3"[..],
            &[0; 20],
            &text(&instructions),
            &tuple(&constants),
            &names,
            &tuple(&[]),
            &text(&[]),
            &short("a.py"),
            &short("<module>"),
            &short("<module>"),
            &[1, 0, 0, 0],
            &text(&[]),
            &text(&[]),
        ]
        .concat()
    }

    #[test]
    fn texts_have_the_names_that_code_gives_them() {
        let given: Vec<String> = given(&module(["first-1", "second-2", "third-3", "fourth-4"]))
            .into_iter()
            .map(|given| format!("{}={}", given.name, given.text))
            .collect();
        assert_eq!(
            given,
            [
                "DB_PASSWORD=first-1",
                "api_token=second-2",
                "X_SECRET=third-3",
                "smtp_password=fourth-4"
            ]
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            changes in prop::collection::vec((16..200_usize, any::<u8>()), 0..6),
        ) {
            let mut module = module(["first-1", "second-2", "third-3", "fourth-4"]);
            for (at, value) in changes {
                let at = at.min(module.len() - 1);
                module[at] = value;
            }
            let _ = given(&module);
        }
    }

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
