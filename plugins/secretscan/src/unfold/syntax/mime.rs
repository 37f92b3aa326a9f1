//! Multi-part messages (RFC 2045, RFC 2046 section 5.1), as cloud-init takes them for user data.

use std::borrow::Cow;

/// A part of a message.
pub(in super::super) struct Part<'t> {
    /// Its file name, if it has one.
    pub(in super::super) name: Option<&'t str>,
    /// Its content, with base64 and quoted-printable undone.
    pub(in super::super) content: Cow<'t, [u8]>,
    /// What was undone.
    pub(in super::super) encoding: Option<&'static str>,
}

/// Parts beyond these are not cut out.
const MOST_PARTS: usize = 1000;

/// Whether a text begins with the headers of a message.
pub(in super::super) fn looks_like_mime(text: &[u8]) -> bool {
    let head = text.get(..512).unwrap_or(text);
    let starts = [
        b"content-type:".as_slice(),
        b"mime-version:",
        b"from nobody",
    ];
    let starts = starts.iter().any(|start| {
        head.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    });
    starts && contains(head, b"multipart/")
}

fn contains(head: &[u8], word: &[u8]) -> bool {
    head.windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

/// The parts of a message.
pub(in super::super) fn parts(text: &str) -> Vec<Part<'_>> {
    let (headers, body) = split(text);
    let Some(boundary) = parameter(headers, "boundary") else {
        return Vec::new();
    };
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let is_delimiter = line
            .strip_prefix(&delimiter)
            .is_some_and(|rest| matches!(rest.trim_end(), "" | "--"));
        if is_delimiter {
            if let Some(start) = start {
                parts.push(part(body.get(start..at).unwrap_or_default()));
            }
            start = Some(at + line.len());
        }
        at += line.len();
        if parts.len() >= MOST_PARTS {
            break;
        }
    }
    // What follows the last delimiter is a part if the message breaks off.
    if let Some(rest) = start.and_then(|start| body.get(start..))
        && !rest.trim().is_empty()
    {
        parts.push(part(rest));
    }
    parts
}

fn part(text: &str) -> Part<'_> {
    let (headers, body) = split(text);
    let encoding = header(headers, "content-transfer-encoding").unwrap_or_default();
    let undone = if encoding.eq_ignore_ascii_case("base64") {
        super::super::base64::lenient(body.as_bytes()).map(|bytes| (bytes, "base64"))
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        let escape = super::super::escapes::Escape::QuotedPrintable;
        super::super::escapes::undo(body, escape).map(|text| (text.into_bytes(), escape.name()))
    } else {
        None
    };
    Part {
        name: parameter(headers, "filename").or_else(|| parameter(headers, "name")),
        encoding: undone.as_ref().map(|(_, encoding)| *encoding),
        content: match undone {
            Some((bytes, _)) => Cow::Owned(bytes),
            None => Cow::Borrowed(body.as_bytes()),
        },
    }
}

/// Headers and body.
fn split(text: &str) -> (&str, &str) {
    for gap in ["\r\n", "\n"] {
        if let Some(body) = text.strip_prefix(gap) {
            return ("", body);
        }
    }
    for gap in ["\r\n\r\n", "\n\n"] {
        if let Some(parts) = text.split_once(gap) {
            return parts;
        }
    }
    (text, "")
}

fn header<'t>(headers: &'t str, name: &str) -> Option<&'t str> {
    headers.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim())
    })
}

/// A parameter such as `boundary="x"`, of whichever header.
fn parameter<'t>(headers: &'t str, name: &str) -> Option<&'t str> {
    let after = headers.split([';', '\n', ' ', '\t']).find_map(|part| {
        let (found, value) = part.trim().split_once('=')?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })?;
    let value = after.trim().trim_matches('"');
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MESSAGE: &str = "Content-Type: multipart/mixed; boundary=\"==B==\"\nMIME-Version: 1.0\n\n\
        --==B==\nContent-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\
        Content-Disposition: attachment; filename=\"run.sh\"\n\naGVs\nbG8=\n\n\
        --==B==\nContent-Transfer-Encoding: quoted-printable\n\na=3Db=\n\n\
        --==B==\n\nplain\n--==B==--\n";

    #[test]
    fn parts_are_cut_out_and_decoded() {
        assert!(looks_like_mime(MESSAGE.as_bytes()));
        let parts = parts(MESSAGE);
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[0].name, Some("run.sh"));
        assert_eq!(*parts[0].content, *b"hello");
        assert!(parts[1].content.starts_with(b"a=b"));
        assert_eq!(*parts[2].content, *b"plain\n");
        assert_eq!(parts[2].encoding, None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(boundary=x|--x|--x--|content-type:|[a-cé=\n: \"]){0,30}") {
            let _ = parts(&text);
            let _ = looks_like_mime(text.as_bytes());
        }
    }
}
