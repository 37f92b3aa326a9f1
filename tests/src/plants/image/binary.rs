//! Programs and databases with text in them.

use super::sqlite::database;
use super::{Fate, Place};
use crate::plants::credential::{Credential, Fits};
use crate::plants::keys;
use crate::plants::letters::bytes;
use crate::random::Random;

type Embed = fn(&str, &mut Random) -> Vec<u8>;

const ROWS: &[(&str, Embed)] = &[
    ("usr/bin/*/orders", |token, random| {
        [
            b"\x7fELF\x02\x01\x01\0".to_vec(),
            bytes(random, 3000),
            strings(token),
            bytes(random, 900),
        ]
        .concat()
    }),
    ("usr/lib/*/liborders.so.1", |token, random| {
        let text = format!("https://api.corp.internal/%s\0{token}\0usage: %s\n\0");
        [
            b"\x7fELF\x02\x01\x01\0".to_vec(),
            bytes(random, 70_000),
            text.into_bytes(),
        ]
        .concat()
    }),
    ("var/lib/*/orders.sqlite", |token, _| {
        database(&["gateway", token, "active"])
    }),
    ("var/lib/*/alone.db", |token, _| database(&["", token, ""])),
    (
        "app/*/__pycache__/settings.cpython-313.pyc",
        |token, random| {
            let length = [u8::try_from(token.len()).unwrap_or_default()];
            [
                &[0xf3, 0x0d, 0x0d, 0x0a][..],
                &bytes(random, 12),
                &[0xe3],
                &[0; 20],
                b"z",
                &length,
                token.as_bytes(),
                &[0xda, 0x05],
                b"token",
            ]
            .concat()
        },
    ),
    ("app/*/Config.class", |token, random| {
        let length = u16::try_from(token.len()).unwrap_or_default().to_be_bytes();
        [
            &[0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65, 0, 20, 1][..],
            &length,
            token.as_bytes(),
            &[1, 0, 4],
            b"Code",
            &bytes(random, 300),
        ]
        .concat()
    }),
    ("app/*/orders.wasm", |token, random| {
        [
            b"\0asm\x01\0\0\0".to_vec(),
            bytes(random, 500),
            strings(token),
        ]
        .concat()
    }),
    ("app/*/memory.dump", |token, random| {
        let text: Vec<u8> =
            format!("\0Authorization: Bearer {token}\r\nHost: x\r\n\0").into_bytes();
        [bytes(random, 100_000), text, bytes(random, 1000)].concat()
    }),
];

/// Tokens that say what they are: names do not count in a program.
pub(super) fn all() -> Vec<Place> {
    ROWS.iter()
        .map(|&(path, embed)| Place {
            name: format!("layer binary {path}"),
            fits: Fits::Token,
            fate: Fate::Stays,
            member: Box::new(move |credential: &Credential| {
                let token = credential.value();
                let mut random = Random::new(u64::from(crc32fast::hash(token.as_bytes())));
                (path.to_owned(), embed(token, &mut random))
            }),
        })
        .collect()
}

/// What compilers put side by side.
fn strings(token: &str) -> Vec<u8> {
    format!("config.yaml\0{token}\0connection refused\0password\0").into_bytes()
}

/// Binaries without credentials, and what every distribution has.
pub(super) fn traps(random: &mut Random) -> Vec<(String, Vec<u8>)> {
    let noise = |random: &mut Random, count| bytes(random, count);
    let words =
        b"password\0token\0AKIA\0ghp_\0xoxb-\0-----BEGIN RSA PRIVATE KEY-----\0secret\0".to_vec();
    let certificates: String = (0..40).map(|_| keys::certificate(random)).collect();
    vec![
        member(
            "usr/bin/scanner",
            [
                b"\x7fELF\x02\x01\x01\0".to_vec(),
                words,
                noise(random, 90_000),
            ]
            .concat(),
        ),
        member(
            "usr/bin/daemon",
            [
                b"\x7fELF\x02\x01\x01\0".to_vec(),
                b"PASSWORD=%s\0DB_PASSWORD=\0password: required1\0token: expected 2 words\0\
                  SSH_AUTH_SOCK=/tmp/ssh-1/agent.2\0Server=%s;User Id=%s;Password=%s1;\0\
                  -----BEGIN EC PRIVATE KEY-----invalid certificatepassword1 required\0"
                    .to_vec(),
                noise(random, 5_000),
            ]
            .concat(),
        ),
        member(
            "usr/lib/libnoise.so",
            [b"\x7fELF\x02\x01\x01\0".to_vec(), noise(random, 300_000)].concat(),
        ),
        member(
            "usr/share/pixmaps/logo.png",
            [b"\x89PNG\r\n\x1a\n".to_vec(), noise(random, 40_000)].concat(),
        ),
        member(
            "etc/ssl/certs/ca-certificates.crt",
            certificates.into_bytes(),
        ),
        member(
            "etc/passwd",
            b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/sbin/nologin\n".to_vec(),
        ),
        member(
            "etc/shadow",
            b"root:*:19800:0:99999:7:::\nnobody:!:19800:0:99999:7:::\n".to_vec(),
        ),
        member(
            "var/lib/dpkg/info/passwd.md5sums",
            b"d41d8cd98f00b204e9800998ecf8427e  usr/bin/passwd\n".to_vec(),
        ),
        member(
            "usr/share/common-licenses/MIT",
            b"Permission is hereby granted, free of charge\n".to_vec(),
        ),
    ]
}

fn member(path: &str, content: Vec<u8>) -> (String, Vec<u8>) {
    (format!("srv/traps/{path}"), content)
}
