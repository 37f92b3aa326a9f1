//! Paths of archive members, as text that is safe to compare and never used to open anything.

use std::borrow::Cow;

/// Longest path that is kept; Linux allows 4096 bytes (`PATH_MAX`).
const LONGEST: usize = 4096;

/// The path as it is shown: without leading `/` and `./`, bytes that are not UTF-8 written as
/// `\xff`, cut where it is longer than any system allows.
pub(super) fn shown(name: &[u8]) -> Cow<'_, str> {
    let name = name.get(..LONGEST).unwrap_or(name);
    let mut rest = name;
    loop {
        rest = match rest {
            [b'/', after @ ..] | [b'.', b'/', after @ ..] => after,
            _ => break,
        };
    }
    match std::str::from_utf8(rest) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(escaped(rest)),
    }
}

fn escaped(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String does not fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// The parts of the path that a container runtime would resolve it to: `.` and empty parts left
/// out, `..` taken lexically and stopped at the root.
pub(super) fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{parts, shown};

    #[test]
    fn leading_slashes_and_dots_are_not_shown() {
        for name in ["etc/x", "./etc/x", "/etc/x", "//./etc/x", "././/etc/x"] {
            assert_eq!(shown(name.as_bytes()), "etc/x", "{name}");
        }
    }

    #[test]
    fn a_path_that_climbs_is_shown_as_it_is_and_compared_as_it_lands() {
        assert_eq!(shown(b"../../etc/x"), "../../etc/x");
        assert_eq!(parts("../../etc/./a/../x"), ["etc", "x"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_written_out() {
        assert_eq!(shown(b"caf\xe9/x"), "caf\\xe9/x");
    }

    #[test]
    fn endless_paths_are_cut() {
        assert_eq!(shown(&[b'a'; 10_000]).len(), 4096);
    }
}
