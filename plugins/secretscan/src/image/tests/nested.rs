//! Archives in files of layers, and files larger than memory is given.

use std::io::Write as _;

use crate::{
    detect::Medium,
    image::{
        Limits, Unread,
        testing::{
            Compression, ImageBuilder, Recorder, TarBuilder, archive, gzip, scan_bytes, scan_image,
        },
    },
    unfold::Limit,
};

fn shown(name: &str, content: &[u8]) -> Recorder {
    scan_image(&ImageBuilder::new().layer(|layer| layer.file(name, content))).1
}

fn shown_within(content: &[u8], limits: &Limits) -> Recorder {
    let image = ImageBuilder::new().layer(|layer| layer.file("f", content));
    scan_bytes(&archive(&image.docker()), limits).1
}

/// A member of a zip archive.
struct ZipMember<'m> {
    name: &'m str,
    content: &'m [u8],
    method: u16,
    flags: u16,
}

/// A zip archive; sizes follow the members where the flag says so.
fn zip(members: &[ZipMember<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for member in members {
        let packed = match member.method {
            8 => {
                let mut encoder =
                    flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(member.content).unwrap();
                encoder.finish().unwrap()
            }
            93 => Compression::Zstd.pack(member.content),
            _ => member.content.to_vec(),
        };
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(member.content);
        let mut numbers = Vec::new();
        numbers.extend(hasher.finalize().to_le_bytes());
        numbers.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        numbers.extend(u32::try_from(member.content.len()).unwrap().to_le_bytes());
        let follows = member.flags & 8 != 0;
        bytes.extend(b"PK\x03\x04\x14\0");
        bytes.extend(member.flags.to_le_bytes());
        bytes.extend(member.method.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(if follows {
            vec![0; 12]
        } else {
            numbers.clone()
        });
        bytes.extend(u16::try_from(member.name.len()).unwrap().to_le_bytes());
        bytes.extend([0; 2]);
        bytes.extend(member.name.as_bytes());
        bytes.extend(packed);
        if follows {
            bytes.extend(b"PK\x07\x08");
            bytes.extend(numbers);
        }
    }
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 18]);
    bytes
}

const fn deflated<'m>(name: &'m str, content: &'m [u8]) -> ZipMember<'m> {
    ZipMember {
        name,
        content,
        method: 8,
        flags: 0,
    }
}

#[test]
fn zip_members_are_shown_whatever_their_method_and_wherever_their_size_stands() {
    let members = [
        deflated("one", b"NEEDLE 1"),
        ZipMember {
            name: "two",
            content: b"NEEDLE 2",
            method: 0,
            flags: 0,
        },
        ZipMember {
            name: "three",
            content: b"NEEDLE 3",
            method: 8,
            flags: 8,
        },
        ZipMember {
            name: "four",
            content: b"NEEDLE 4",
            method: 93,
            flags: 0,
        },
        ZipMember {
            name: "dir/",
            content: b"",
            method: 0,
            flags: 0,
        },
        deflated("dir/five", b"NEEDLE 5"),
    ];
    let shown = shown("app.jar", &zip(&members));
    assert_eq!(
        shown.trails("NEEDLE"),
        [
            "0:app.jar > zip > one",
            "0:app.jar > zip > two",
            "0:app.jar > zip > three",
            "0:app.jar > zip > four",
            "0:app.jar > zip > dir/five"
        ]
    );
    assert_eq!(shown.gaps(), []);
}

#[test]
fn stored_members_end_where_the_size_that_follows_them_says() {
    let members = [
        ZipMember {
            name: "one",
            content: b"NEEDLE 1 PK\x07\x08 and more",
            method: 0,
            flags: 8,
        },
        ZipMember {
            name: "locked",
            content: b"????",
            method: 0,
            flags: 9,
        },
        deflated("last", b"NEEDLE 2"),
    ];
    let shown = shown("a.zip", &zip(&members));
    assert_eq!(
        shown.trails("NEEDLE"),
        ["0:a.zip > zip > one", "0:a.zip > zip > last"]
    );
    assert_eq!(
        shown.gaps(),
        [(
            "0:a.zip > zip > locked".to_owned(),
            Unread::Limit(Limit::Encrypted)
        )]
    );
}

#[test]
fn a_zip_archive_behind_a_program_is_opened_however_large_the_program_is() {
    let limits = Limits {
        whole: 1000,
        window: 500,
        margin: 100,
        ..Limits::default()
    };
    for program in [2_000, 10_000] {
        let mut bytes = b"#!/bin/sh\n".repeat(program / 10);
        bytes.extend(zip(&[
            deflated("app.conf", b"NEEDLE"),
            deflated("b", &bytes),
        ]));
        let shown = shown_within(&bytes, &limits);
        assert_eq!(shown.trails("NEEDLE"), ["0:f > zip > app.conf"]);
        assert!(!shown.trails("/bin/sh").is_empty());
        assert_eq!(shown.gaps(), []);
    }
}

#[test]
fn zip_members_that_are_encrypted_or_packed_otherwise_are_told_and_the_next_is_shown() {
    let members = [
        ZipMember {
            name: "locked",
            content: b"????",
            method: 8,
            flags: 1,
        },
        ZipMember {
            name: "odd",
            content: b"????",
            method: 14,
            flags: 0,
        },
        deflated("last", b"NEEDLE"),
    ];
    let shown = shown("a.zip", &zip(&members));
    assert_eq!(shown.trails("NEEDLE"), ["0:a.zip > zip > last"]);
    assert_eq!(
        shown.gaps(),
        [
            (
                "0:a.zip > zip > locked".to_owned(),
                Unread::Limit(Limit::Encrypted)
            ),
            (
                "0:a.zip > zip > odd".to_owned(),
                Unread::Limit(Limit::Unsupported)
            )
        ]
    );
}

#[test]
fn a_zip_member_whose_checksum_is_wrong_is_shown_and_told() {
    let mut bytes = zip(&[deflated("one", b"NEEDLE 1"), deflated("two", b"NEEDLE 2")]);
    bytes[14] ^= 1;
    let shown = shown("a.zip", &bytes);
    assert_eq!(shown.trails("NEEDLE").len(), 2);
    assert_eq!(
        shown.gaps(),
        [(
            "0:a.zip > zip > one".to_owned(),
            Unread::Limit(Limit::Damaged)
        )]
    );
}

#[test]
fn archives_in_archives_are_opened() {
    let tar = TarBuilder::new().file("inner.conf", "NEEDLE").build();
    let jar = zip(&[deflated("lib/a.tar.gz", &gzip(&tar))]);
    let outer = TarBuilder::new().file("x/app.war", jar).build();
    let shown = shown("backup.tar.zst", &Compression::Zstd.pack(&outer));
    assert_eq!(
        shown.trails("NEEDLE"),
        [
            "0:backup.tar.zst > zstd > tar > x/app.war > zip > lib/a.tar.gz > gzip > tar > inner.conf"
        ]
    );
    assert_eq!(shown.gaps(), []);
}

#[test]
fn debian_and_alpine_packages_are_opened() {
    let tar = TarBuilder::new().file("etc/x", "NEEDLE").build();
    let mut deb = b"!<arch>\n".to_vec();
    for (name, content) in [
        ("debian-binary", b"2.0\n".to_vec()),
        ("data.tar.gz/", gzip(&tar)),
        ("data.tar.xz", b"\xfd7zXZ\0".to_vec()),
    ] {
        deb.extend(
            format!(
                "{name:16}{:12}{:6}{:6}{:8}{:<10}`\n",
                0,
                0,
                0,
                644,
                content.len()
            )
            .bytes(),
        );
        deb.extend(&content);
        deb.resize(deb.len().next_multiple_of(2), b'\n');
    }
    let recorder = shown("a.deb", &deb);
    assert_eq!(
        recorder.trails("NEEDLE"),
        ["0:a.deb > deb > data.tar.gz > gzip > tar > etc/x"]
    );
    assert_eq!(
        recorder.gaps(),
        [(
            "0:a.deb > deb > data.tar.xz".to_owned(),
            Unread::Limit(Limit::Unsupported)
        )]
    );
    let control = TarBuilder::new().file(".PKGINFO", "x").unfinished();
    let recorder = shown("a.apk", &[gzip(&control), gzip(&tar)].concat());
    assert_eq!(recorder.trails("NEEDLE"), ["0:a.apk > gzip > tar > etc/x"]);
    assert_eq!(recorder.gaps(), []);
}

#[test]
fn programs_and_databases_are_binary_and_texts_are_text() {
    assert_eq!(
        shown("a", b"\x7fELF\0\0NEEDLE\0").media.last(),
        Some(&Medium::Binary)
    );
    assert_eq!(
        shown("a", b"SQLite format 3\0NEEDLE").media.last(),
        Some(&Medium::Binary)
    );
    assert_eq!(
        shown("a", b"key: value\n").media.last(),
        Some(&Medium::Text)
    );
}

#[test]
fn a_large_file_is_shown_through_windows_that_own_each_byte_once() {
    let limits = Limits {
        whole: 1000,
        window: 500,
        margin: 100,
        ..Limits::default()
    };
    let mut text = Vec::new();
    for line in 0..900 {
        writeln!(text, "line {line}").unwrap();
    }
    for content in [text.clone(), gzip(&text)] {
        let shown = shown_within(&content, &limits);
        let texts: Vec<_> = shown
            .shown
            .iter()
            .filter(|(place, _, _)| place == "0:f")
            .map(|(_, _, text)| text)
            .collect();
        assert_eq!(texts.len(), shown.windows.len());
        let mut owned = String::new();
        for (window, part) in shown.windows.iter().zip(&texts) {
            let start = usize::try_from(window.offset).unwrap();
            assert_eq!(part.as_bytes(), &text[start..start + part.len()]);
            let before = memchr::memchr_iter(b'\n', &text[..start]).count();
            assert_eq!(window.lines, before as u64);
            owned.push_str(&part[window.own.clone()]);
            assert!(part.len() <= 500);
        }
        assert_eq!(owned.as_bytes(), text);
    }
}

#[test]
fn archives_are_opened_only_so_deep() {
    let mut bytes = b"NEEDLE".to_vec();
    for _ in 0..20 {
        bytes = gzip(&bytes);
    }
    let shown = shown("deep", &bytes);
    assert!(shown.trails("NEEDLE").is_empty());
    let trail = ["0:deep"; 1].into_iter().chain(["gzip"; 8]);
    let trail: Vec<_> = trail.collect();
    assert_eq!(
        shown.gaps(),
        [(trail.join(" > "), Unread::Limit(Limit::Depth))]
    );
}

#[test]
fn a_file_that_grows_out_of_proportion_is_told() {
    let limits = Limits {
        allowance: 1 << 20,
        ..Limits::default()
    };
    let shown = shown_within(&gzip(&gzip(&vec![0; 40 << 20])), &limits);
    assert_eq!(
        shown.gaps(),
        [("0:f > gzip > gzip".to_owned(), Unread::Limit(Limit::Ratio))]
    );
}

#[test]
fn an_archive_with_endless_members_is_told() {
    let limits = Limits {
        members: 10,
        ..Limits::default()
    };
    let tar = (0..20).fold(TarBuilder::new(), |tar, n| tar.file(&format!("{n}"), "x"));
    let shown = shown_within(&tar.build(), &limits);
    let members = shown.shown.iter().filter(|(place, _, _)| place == "0:f");
    assert_eq!(members.count(), 10);
    assert_eq!(
        shown.gaps(),
        [("0:f > tar".to_owned(), Unread::Limit(Limit::Members))]
    );
}
