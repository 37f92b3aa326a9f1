//! Reads the members of a tar archive that lies in memory (POSIX.1-2017 pax, section "ustar
//! Interchange Format"; GNU tar manual, "Basic Tar Format"). Names are shown, never used as paths.

use super::Limit;

const BLOCK: usize = 512;
/// The longest name that is kept.
const LONGEST_NAME: usize = 4096;

/// A file in an archive.
pub(super) struct Member<'a> {
    pub(super) name: String,
    pub(super) content: &'a [u8],
}

/// The members of an archive, one after the other.
pub(super) struct Tar<'a> {
    rest: &'a [u8],
    /// Why it ended before its end mark.
    pub(super) problem: Option<Limit>,
}

/// Whether bytes begin with a tar header: its checksum fits.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    bytes
        .get(..BLOCK)
        .is_some_and(|header| header.first() != Some(&0) && has_checksum(header))
}

fn has_checksum(header: &[u8]) -> bool {
    let Some(stored) = header.get(148..156).and_then(number) else {
        return false;
    };
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(index, &byte)| {
            if (148..156).contains(&index) {
                32
            } else {
                u64::from(byte)
            }
        })
        .sum();
    stored == sum
}

/// An octal number, or GNU's binary one.
fn number(field: &[u8]) -> Option<u64> {
    if let [0x80, rest @ ..] = field {
        let mut number = 0_u64;
        for &byte in rest {
            number = number.checked_mul(256)?.checked_add(u64::from(byte))?;
        }
        return Some(number);
    }
    let text = str::from_utf8(field).ok()?;
    let digits = text.trim_matches(['\0', ' ']);
    if digits.is_empty() {
        return Some(0);
    }
    u64::from_str_radix(digits, 8).ok()
}

impl<'a> Tar<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            problem: None,
        }
    }

    /// The header's block, if another one follows.
    fn header(&mut self) -> Option<&'a [u8]> {
        loop {
            let Some((header, rest)) = self.rest.split_at_checked(BLOCK) else {
                if self.rest.iter().any(|&byte| byte != 0) {
                    self.problem = Some(Limit::Damaged);
                }
                return None;
            };
            self.rest = rest;
            if header.iter().all(|&byte| byte == 0) {
                // The end mark; but archives are appended to each other.
                continue;
            }
            if !has_checksum(header) {
                self.problem = Some(Limit::Damaged);
                return None;
            }
            return Some(header);
        }
    }

    fn content(&mut self, header: &[u8], size: Option<u64>) -> &'a [u8] {
        let size = size.or_else(|| header.get(124..136).and_then(number));
        let size = size.and_then(|size| usize::try_from(size).ok());
        let size = size.unwrap_or(usize::MAX);
        let Some((content, rest)) = self.rest.split_at_checked(size) else {
            self.problem = Some(Limit::Damaged);
            return std::mem::take(&mut self.rest);
        };
        let padding = size.next_multiple_of(BLOCK) - size;
        self.rest = rest.get(padding..).unwrap_or_default();
        content
    }
}

impl<'a> Iterator for Tar<'a> {
    type Item = Member<'a>;

    fn next(&mut self) -> Option<Member<'a>> {
        let mut long_name = None;
        let mut long_size = None;
        loop {
            let header = self.header()?;
            match header.get(156) {
                Some(b'L') => long_name = Some(shown(self.content(header, None))),
                Some(b'x') => {
                    let records = self.content(header, None);
                    long_name = pax(records, b"path").map(shown).or(long_name);
                    long_size = pax(records, b"size")
                        .and_then(|size| str::from_utf8(size).ok())
                        .and_then(|size| size.parse().ok());
                }
                Some(b'g' | b'K') => {
                    self.content(header, None);
                }
                // Links and folders have no content, whatever their size field says.
                Some(b'1'..=b'6') => {
                    long_name = None;
                    long_size = None;
                }
                _ => {
                    let name = long_name.unwrap_or_else(|| short_name(header));
                    let content = self.content(header, long_size);
                    return Some(Member { name, content });
                }
            }
        }
    }
}

fn short_name(header: &[u8]) -> String {
    let name = shown(header.get(..100).unwrap_or_default());
    let prefix = shown(header.get(345..500).unwrap_or_default());
    let is_posix = header.get(257..263) == Some(b"ustar\0");
    if is_posix && !prefix.is_empty() {
        format!("{prefix}/{name}")
    } else {
        name
    }
}

/// What stands before a NUL, of bounded length.
fn shown(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    let name = field.get(..end.min(LONGEST_NAME)).unwrap_or_default();
    String::from_utf8_lossy(name).into_owned()
}

/// The last record of a key, among records such as `30 mtime=1432668921.098285006\n`.
fn pax<'a>(records: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let mut rest = records;
    let mut found = None;
    while let Some(space) = memchr::memchr(b' ', rest.get(..20).unwrap_or(rest)) {
        let length = str::from_utf8(rest.get(..space)?).ok()?.parse().ok()?;
        let record = rest.get(space + 1..length)?;
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        if let Some(value) = record
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(b"="))
        {
            found = Some(value);
        }
        rest = rest.get(length..)?;
    }
    found
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = ::tar::Builder::new(Vec::new());
        for (name, content) in members {
            let mut header = ::tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, *content).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn read(bytes: &[u8]) -> (Vec<(String, Vec<u8>)>, Option<Limit>) {
        let mut tar = Tar::new(bytes);
        let members = tar
            .by_ref()
            .map(|member| (member.name, member.content.to_vec()))
            .collect();
        (members, tar.problem)
    }

    #[test]
    fn members_have_their_names_however_long() {
        let long = format!("{}file", "folder/".repeat(40));
        let bytes = archive(&[("a", b"one"), (&long, b"two"), ("empty", b"")]);
        assert!(is_tar(&bytes));
        let (members, problem) = read(&bytes);
        assert_eq!(members[0], ("a".to_owned(), b"one".to_vec()));
        assert_eq!(members[1], (long, b"two".to_vec()));
        assert_eq!(members[2].0, "empty");
        assert_eq!(problem, None);
    }

    #[test]
    fn pax_records_give_name_and_size() {
        let mut builder = ::tar::Builder::new(Vec::new());
        builder
            .append_pax_extensions([("path", "long name".as_bytes()), ("size", b"3".as_slice())])
            .unwrap();
        let mut header = ::tar::Header::new_ustar();
        header.set_path("short").unwrap();
        header.set_size(3);
        header.set_cksum();
        builder.append(&header, b"one".as_slice()).unwrap();
        let (members, _) = read(&builder.into_inner().unwrap());
        assert_eq!(members, [("long name".to_owned(), b"one".to_vec())]);
    }

    #[test]
    fn a_member_that_claims_more_than_there_is_gives_what_there_is() {
        let bytes = archive(&[("a", &[b'x'; 2000])]);
        let (members, problem) = read(&bytes[..1512]);
        assert_eq!(members[0].1.len(), 1000);
        assert_eq!(problem, Some(Limit::Damaged));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            content in prop::collection::vec(any::<u8>(), 0..64),
            at in 0..1024_usize,
            flip in any::<u8>(),
        ) {
            let mut bytes = archive(&[("a", &content), ("b", &content)]);
            bytes[at] ^= flip;
            // The sum is made to fit, so that what lies behind it is reached.
            let sum: u32 = (0..512).map(|index| if (148..156).contains(&index) { 32 } else { u32::from(bytes[index]) }).sum();
            bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
            let _ = read(&bytes);
        }
    }
}
