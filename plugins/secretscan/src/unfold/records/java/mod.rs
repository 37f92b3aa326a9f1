//! The texts of a Java class file (Java Virtual Machine Specification section 4), and the names that
//! its fields and its code give to them.

mod code;

use std::ops::Range;

use super::{Given, big_endian};
use code::Pair;

/// Whether bytes are a class file. Programs for several processors of macOS begin alike, but with
/// a small number where a class has its version.
pub(in super::super) fn is_class(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xca\xfe\xba\xbe")
        && big_endian(bytes, 6, 2).is_some_and(|major| major >= 45)
}

/// The texts of the constant pool, one a line, and where the pool ends.
pub(in super::super) fn strings(class: &[u8]) -> (Vec<u8>, usize) {
    let pool = Pool::read(class);
    let mut out = Vec::new();
    for constant in &pool.constants {
        if let Constant::Text(range) = constant {
            out.extend_from_slice(class.get(range.clone()).unwrap_or_default());
            out.push(b'\n');
        }
    }
    (out, pool.end)
}

/// The texts that fields and code give names to.
pub(in super::super) fn given(class: &[u8]) -> Vec<Given> {
    let pool = Pool::read(class);
    let mut pairs = Vec::new();
    // Those that were read before something was not understood stand.
    let _ = members(&pool, class, &mut pairs);
    pairs
        .into_iter()
        .filter_map(|(name, text)| Given::new(name, text))
        .collect()
}

/// A constant, as far as it matters here.
enum Constant {
    Text(Range<usize>),
    /// What refers to one other: a string, the name of a name and a type.
    One(usize),
    /// A field or a method: its name and type.
    Member(usize),
    Other,
}

/// The constants of a class.
struct Pool<'c> {
    class: &'c [u8],
    constants: Vec<Constant>,
    end: usize,
}

impl<'c> Pool<'c> {
    fn read(class: &'c [u8]) -> Self {
        let mut constants = vec![Constant::Other];
        let mut at = 10;
        let count = big_endian(class, 8, 2).unwrap_or_default();
        while constants.len() < count
            && let Some(tag) = class.get(at)
        {
            let index = |at| big_endian(class, at, 2).unwrap_or_default();
            let (constant, length) = match tag {
                1 => {
                    let range = at + 3..at + 3 + index(at + 1);
                    if class.get(range.clone()).is_none() {
                        break;
                    }
                    let length = range.len();
                    (Constant::Text(range), 3 + length)
                }
                8 => (Constant::One(index(at + 1)), 3),
                12 => (Constant::One(index(at + 1)), 5),
                9..=11 => (Constant::Member(index(at + 3)), 5),
                7 | 16 | 19 | 20 => (Constant::Other, 3),
                15 => (Constant::Other, 4),
                3 | 4 | 17 | 18 => (Constant::Other, 5),
                // These two take the place of two.
                5 | 6 => {
                    constants.push(Constant::Other);
                    (Constant::Other, 9)
                }
                _ => break,
            };
            constants.push(constant);
            at += length;
        }
        let end = at.min(class.len());
        Self {
            class,
            constants,
            end,
        }
    }

    fn text(&self, index: usize) -> Option<&'c [u8]> {
        match self.constants.get(index)? {
            Constant::Text(range) => self.class.get(range.clone()),
            _ => None,
        }
    }

    /// The text of a string.
    fn string(&self, index: usize) -> Option<&'c [u8]> {
        match self.constants.get(index)? {
            Constant::One(text) => self.text(*text),
            _ => None,
        }
    }

    /// The name of a field or a method.
    fn member(&self, index: usize) -> Option<&'c [u8]> {
        match self.constants.get(index)? {
            Constant::Member(name_and_type) => self.string(*name_and_type),
            _ => None,
        }
    }
}

/// Reads fields and methods, as far as they are understood.
fn members<'c>(pool: &Pool<'c>, class: &[u8], pairs: &mut Vec<Pair<'c>>) -> Option<()> {
    let number = |at, length| big_endian(class, at, length);
    let mut at = pool.end + 8 + 2 * number(pool.end + 6, 2)?;
    for _ in ["fields", "methods"] {
        let count = number(at, 2)?;
        at += 2;
        for _ in 0..count {
            let name = pool.text(number(at + 2, 2)?);
            let attributes = number(at + 6, 2)?;
            at += 8;
            for _ in 0..attributes {
                let kind = pool.text(number(at, 2)?);
                let start = at + 6;
                at = start.checked_add(number(at + 2, 4)?)?;
                let content = class.get(start..at)?;
                match kind {
                    Some(b"ConstantValue") => {
                        let value = big_endian(content, 0, 2).and_then(|index| pool.string(index));
                        pairs.extend(name.zip(value));
                    }
                    Some(b"Code") => {
                        let length = big_endian(content, 4, 4)?;
                        let code = content.get(8..)?.get(..length)?;
                        code::pairs(pool, code, pairs);
                    }
                    _ => {}
                }
            }
        }
    }
    Some(())
}

#[cfg(test)]
pub(in super::super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two bytes, most significant first.
    fn two(number: usize) -> [u8; 2] {
        u16::try_from(number).unwrap().to_be_bytes()
    }

    /// A class with a constant, and a method that puts, passes and calls.
    pub(in super::super::super) fn class(values: [&str; 4]) -> Vec<u8> {
        let mut pool = Vec::new();
        let mut add = |constant: Vec<u8>| {
            pool.push(constant);
            pool.len()
        };
        let text = |text: &str| [&[1][..], &two(text.len()), text.as_bytes()].concat();
        let mut string = |content: &str| {
            let index = add(text(content));
            add([&[8][..], &two(index)].concat())
        };
        let [constant, put, passed, called] = values.map(&mut string);
        let name = string("smtp.password");
        let mut member = |content: &str| {
            let index = add(text(content));
            let pair = add([&[12][..], &two(index), &two(1)].concat());
            add([&[9][..], &two(1), &two(pair)].concat())
        };
        let [field, property, setter, chars] =
            ["dbPassword", "setProperty", "setPassword", "toCharArray"].map(&mut member);
        let [attribute, code, declared] =
            ["ConstantValue", "Code", "API_SECRET"].map(|name| add(text(name)));
        let load = |index: usize| [&[0x13][..], &two(index)].concat();
        let with = |operation: u8, index: usize| [&[operation][..], &two(index)].concat();
        let instructions = [
            vec![
                0xaa, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0,
            ],
            load(put),
            with(0xb6, chars),
            with(0xb3, field),
            load(name),
            load(passed),
            with(0xb6, property),
            load(called),
            with(0xb6, setter),
        ]
        .concat();
        let body = [
            &[0, 0, 0, 0, 0, 0][..],
            &two(instructions.len()),
            &instructions,
            &[0; 4],
        ]
        .concat();
        // One member with one attribute.
        let member = |name: usize, attribute: usize, content: &[u8]| {
            [
                &[0, 1, 0, 0][..],
                &two(name),
                &[0, 0, 0, 1],
                &two(attribute),
                &[0, 0],
                &two(content.len()),
                content,
            ]
            .concat()
        };
        let field = member(declared, attribute, &two(constant));
        let method = member(declared, code, &body);
        [
            b"\xca\xfe\xba\xbe\0\0\0\x34".to_vec(),
            two(pool.len() + 1).to_vec(),
            pool.concat(),
            vec![0; 8],
            field,
            method,
        ]
        .concat()
    }

    #[test]
    fn texts_have_the_names_of_what_they_are_given_to() {
        let class = class(["first-1", "second-2", "third-3", "fourth-4"]);
        let given: Vec<_> = given(&class)
            .into_iter()
            .map(|given| format!("{}={}", given.name, given.text))
            .collect();
        for expected in [
            "API_SECRET=first-1",
            "dbPassword=second-2",
            "smtp.password=third-3",
            "setPassword=fourth-4",
        ] {
            assert!(
                given.iter().any(|given| given == expected),
                "{expected} {given:?}"
            );
        }
    }

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
        fn no_bytes_make_it_panic(
            bytes in prop::collection::vec(0..24_u8, 0..64),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        ) {
            let _ = strings(&bytes);
            let mut class = class(["first-1", "second-2", "third-3", "fourth-4"]);
            for (at, value) in changes {
                let at = at.index(class.len());
                class[at] = value;
            }
            let _ = given(&class);
        }
    }
}
