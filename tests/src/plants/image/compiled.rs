//! Compiled code that gives names to its texts, the memory of a process, and keys without armour.

use super::sqlite::named;
use super::{Fate, Place};
use crate::plants::credential::{Credential, Entry, Fits};
use crate::plants::encode::unarmoured;
use crate::plants::letters::bytes;
use crate::random::Random;

type Compile = fn(&Credential, &mut Random) -> Vec<u8>;

const ROWS: &[(&str, Fits, Compile)] = &[
    ("var/crash/*/core.4711", Fits::Word, |credential, random| {
        let environment = credential.each(|entry| format!("{}={}\0", entry.name, entry.value));
        [
            b"\x7fELF\x02\x01\x01\0".to_vec(),
            bytes(random, 20_000),
            format!("\0HOME=/root\0{environment}LANG=C\0").into_bytes(),
            bytes(random, 800),
        ]
        .concat()
    }),
    ("app/*/Gateway.class", Fits::Line, |credential, _| {
        class(credential)
    }),
    (
        "app/*/__pycache__/gateway.cpython-312.pyc",
        Fits::Line,
        |credential, _| module(credential),
    ),
    ("var/lib/*/options.db", Fits::One, |credential, _| {
        let name = credential.entries.first().map(Entry::snake);
        named(
            &["option_name", "option_value", "autoload"],
            &[&name.unwrap_or_default(), credential.value(), "yes"],
        )
    }),
    (
        "etc/ssl/private/*/key.der",
        Fits::Sequence,
        |credential, _| unarmoured(credential.value()),
    ),
];

/// Places whose names count in spite of being no text.
pub(super) fn all() -> Vec<Place> {
    ROWS.iter()
        .map(|&(path, fits, compile)| Place {
            name: format!("layer compiled {path}"),
            fits,
            fate: Fate::Stays,
            member: Box::new(move |credential: &Credential| {
                let seed = crc32fast::hash(credential.value().as_bytes());
                let mut random = Random::new(u64::from(seed));
                (path.to_owned(), compile(credential, &mut random))
            }),
        })
        .collect()
}

/// A class whose constants are the entries (Java Virtual Machine Specification section 4).
fn class(credential: &Credential) -> Vec<u8> {
    let text = |text: &str| [&[1][..], &short(text.len()), text.as_bytes()].concat();
    let mut pool = vec![
        text("ConstantValue"),
        text("Ljava/lang/String;"),
        text("Gateway"),
        vec![7, 0, 3],
        text("java/lang/Object"),
        vec![7, 0, 5],
    ];
    let mut fields = Vec::new();
    for entry in &credential.entries {
        let first = pool.len();
        pool.push(text(entry.name));
        pool.push(text(&entry.value));
        pool.push([&[8][..], &short(first + 2)].concat());
        fields.extend([0, 0x1a]);
        fields.extend(short(first + 1));
        fields.extend([0, 2, 0, 1, 0, 1, 0, 0, 0, 2]);
        fields.extend(short(first + 3));
    }
    [
        &[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61][..],
        &short(pool.len() + 1),
        &pool.concat(),
        &[0, 0x21, 0, 4, 0, 6, 0, 0],
        &short(credential.entries.len()),
        &fields,
        &[0, 0, 0, 0],
    ]
    .concat()
}

/// A module of Python 3.12 that sets a variable for each entry (`CPython`, Python/marshal.c).
fn module(credential: &Credential) -> Vec<u8> {
    const LOAD_CONSTANT: u8 = 100;
    const STORE_NAME: u8 = 90;
    let long = |kind: u8, content: &[u8]| {
        let [.., third, second, first, last] = content.len().to_be_bytes();
        [&[kind, last, first, second, third][..], content].concat()
    };
    let tuple = |elements: &[&str]| {
        let [.., length] = elements.len().to_be_bytes();
        let texts = elements.iter().map(|text| long(b'u', text.as_bytes()));
        [vec![b')', length], texts.collect::<Vec<_>>().concat()].concat()
    };
    let mut code = vec![151, 0];
    for (number, _) in (0_u8..).zip(&credential.entries) {
        code.extend([LOAD_CONSTANT, number, STORE_NAME, number]);
    }
    let entries = &credential.entries;
    let names: Vec<&str> = entries.iter().map(|entry| entry.name).collect();
    let values: Vec<&str> = entries.iter().map(|entry| entry.value.as_str()).collect();
    [
        &[0xcb, 0x0d, 0x0d, 0x0a][..],
        &[0; 12],
        &[0xe3],
        &[0; 20],
        &long(b's', &code),
        &tuple(&values),
        &tuple(&names),
        &tuple(&[]),
        &long(b's', b""),
        &long(b'u', b"gateway.py"),
        &long(b'u', b"<module>"),
        &long(b'u', b"<module>"),
        &[1, 0, 0, 0],
        &long(b's', b""),
        &long(b's', b""),
    ]
    .concat()
}

fn short(number: usize) -> [u8; 2] {
    let [.., high, low] = number.to_be_bytes();
    [high, low]
}
