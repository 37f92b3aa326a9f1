use proptest::prelude::*;

use super::{super::inflate::tests::deflated, *};

/// How a member is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum How {
    Stored,
    Deflated,
    /// Sizes follow the content.
    Streamed,
    StreamedStored,
    /// Sizes in the extended information.
    Large,
    Encrypted,
}

const ALL: [How; 5] = [
    How::Stored,
    How::Deflated,
    How::Streamed,
    How::StreamedStored,
    How::Large,
];

pub(in super::super) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let members: Vec<_> = members
        .iter()
        .map(|(name, content)| (*name, *content, How::Deflated))
        .collect();
    let (mut bytes, central) = written(&members);
    bytes.extend(central);
    bytes
}

/// Local part and central directory.
fn written(members: &[(&str, &[u8], How)]) -> (Vec<u8>, Vec<u8>) {
    let mut local = Vec::new();
    let mut central = Vec::new();
    for (name, content, how) in members {
        let is_stored = matches!(how, How::Stored | How::StreamedStored);
        let packed = if is_stored {
            content.to_vec()
        } else {
            deflated(content)
        };
        let method: u16 = if is_stored { 0 } else { 8 };
        let is_streamed = matches!(how, How::Streamed | How::StreamedStored);
        let flags: u16 = if is_streamed {
            8
        } else {
            u16::from(*how == How::Encrypted)
        };
        let sizes = [
            u32::try_from(packed.len()).unwrap(),
            u32::try_from(content.len()).unwrap(),
        ];
        let mut extra = Vec::new();
        let local_sizes = match how {
            How::Streamed | How::StreamedStored => [0, 0],
            How::Large => {
                extra.extend([1, 0, 16, 0]);
                extra.extend((content.len() as u64).to_le_bytes());
                extra.extend((packed.len() as u64).to_le_bytes());
                [u32::MAX; 2]
            }
            _ => sizes,
        };
        let offset = u32::try_from(local.len()).unwrap();
        let fixed = |sizes: [u32; 2], extra: usize| {
            let mut out = vec![20, 0];
            out.extend(flags.to_le_bytes());
            out.extend(method.to_le_bytes());
            out.extend([0; 4]);
            out.extend(crc32fast::hash(content).to_le_bytes());
            out.extend(sizes[0].to_le_bytes());
            out.extend(sizes[1].to_le_bytes());
            out.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            out.extend(u16::try_from(extra).unwrap().to_le_bytes());
            out
        };
        local.extend(LOCAL);
        local.extend(fixed(local_sizes, extra.len()));
        local.extend(name.as_bytes());
        local.extend(&extra);
        local.extend(&packed);
        if is_streamed {
            local.extend(DESCRIPTOR);
            local.extend(crc32fast::hash(content).to_le_bytes());
            local.extend(sizes[0].to_le_bytes());
            local.extend(sizes[1].to_le_bytes());
        }
        central.extend(CENTRAL);
        central.extend([20, 0]);
        central.extend(fixed(sizes, 0));
        central.extend([0; 10]);
        central.extend(offset.to_le_bytes());
        central.extend(name.as_bytes());
    }
    let length = u32::try_from(central.len()).unwrap();
    central.extend(b"PK\x05\x06\0\0\0\0");
    central.extend(u16::try_from(members.len()).unwrap().to_le_bytes());
    central.extend(u16::try_from(members.len()).unwrap().to_le_bytes());
    central.extend(length.to_le_bytes());
    central.extend(u32::try_from(local.len()).unwrap().to_le_bytes());
    central.extend([0, 0]);
    (local, central)
}

fn read(bytes: &[u8]) -> Vec<(String, Vec<u8>, Option<Limit>)> {
    let mut zip = Zip::new(bytes);
    let mut members = Vec::new();
    let allow = |_| Allowance {
        bytes: 100_000,
        beyond: Limit::Bytes,
    };
    while let Some(member) = zip.next(allow) {
        members.push((member.name, member.content.into_owned(), member.problem));
    }
    members
}

#[test]
fn members_are_read_however_they_are_written() {
    let members: Vec<_> = ALL
        .iter()
        .map(|how| ("a/name", b"some content".as_slice(), *how))
        .collect();
    let (local, central) = written(&members);
    for prefix in [b"".as_slice(), b"#!/bin/sh a self-extracting archive\n"] {
        let bytes = [prefix, &local, &central].concat();
        let read = read(&bytes);
        assert_eq!(read.len(), ALL.len());
        for member in read {
            assert_eq!(
                member,
                ("a/name".to_owned(), b"some content".to_vec(), None)
            );
        }
    }
}

#[test]
fn members_are_read_without_a_central_directory() {
    let members: Vec<_> = ALL
        .iter()
        .map(|how| ("name", b"some content".as_slice(), *how))
        .collect();
    let (local, _) = written(&members);
    let read = read(&local);
    assert_eq!(read.len(), ALL.len());
    for member in read {
        assert_eq!(member.1, b"some content".to_vec());
        assert_eq!(member.2, None);
    }
}

#[test]
fn an_encrypted_member_is_said_to_be_so_and_the_next_is_read() {
    let (local, central) = written(&[("a", b"one", How::Encrypted), ("b", b"two", How::Deflated)]);
    let read = read(&[local, central].concat());
    assert_eq!(read[0].2, Some(Limit::Encrypted));
    assert_eq!(read[1].1, b"two".to_vec());
}

#[test]
fn a_member_that_claims_more_than_there_is_hides_none_of_the_next() {
    let (mut local, _) = written(&[("a", b"one", How::Stored), ("b", b"two", How::Stored)]);
    local[18..22].copy_from_slice(&1_000_000_u32.to_le_bytes());
    let read = read(&local);
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].2, Some(Limit::Damaged));
    assert_eq!(read[1].1, b"two".to_vec());
}

#[test]
fn headers_without_end_take_linear_time() {
    let bytes = written(&[("", b"", How::Streamed)]).0[..32].repeat(100_000);
    assert!(!read(&bytes).is_empty());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        content in prop::collection::vec(any::<u8>(), 0..64),
        changes in prop::collection::vec((0..600_usize, any::<u8>()), 0..8),
    ) {
        let members: Vec<_> = ALL.iter().map(|how| ("name", content.as_slice(), *how)).collect();
        let (local, central) = written(&members);
        let mut bytes = [local, central].concat();
        for (at, value) in changes {
            let length = bytes.len();
            bytes[at % length] = value;
        }
        let _ = read(&bytes);
    }
}
