//! Names whose value follows with nothing but space between them.

use std::ops::Range;

use super::{
    header,
    separator::{Kind, spaces},
};

/// Longest argument of a directive.
const ARGUMENT: usize = 512;

/// Words behind which a name and its value stand, with other words behind those.
const TAKES_ONE: [&[u8]; 4] = [b"ENV", b"setenv", b"SetEnv", b"header"];

/// Whether a value may follow a name with nothing but space between them: a flag, an `ENV` of a
/// Dockerfile, a word of netrc, a directive.
pub(super) fn argument(bytes: &[u8], name: &Range<usize>, rest: &[u8]) -> Option<Kind> {
    let word = bytes.get(name.clone()).unwrap_or_default();
    // A path, with a digest behind it.
    if word.starts_with(b"/") {
        return None;
    }
    if word.starts_with(b"--") || (word.starts_with(b"-") && word.len() > 4) {
        return Some(Kind::Space);
    }
    let before = bytes
        .get(name.start.saturating_sub(200)..name.start)
        .unwrap_or_default();
    let begins = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let line = before.get(begins..).unwrap_or_default().trim_ascii();
    let login = word == b"password" && memchr::memmem::find(line, b"login ").is_some();
    // A question of an installation that is answered beforehand.
    let login = login || line.starts_with(b"d-i ") && word == b"password";
    let known = matches!(word, b"requirepass" | b"masterauth" | b"bindpw" | b"rootpw");
    let takes_one = TAKES_ONE.iter().find(|word| line.ends_with(word));
    let is_header_of = takes_one == Some(&b"header".as_slice());
    if login || known && line.is_empty() || takes_one.is_some() && !is_header_of {
        return Some(Kind::Space);
    }
    // `PASSWORD 'x'`, `set-header X-Token x`, or alone with it on its line.
    let opens = rest.iter().find(|byte| **byte != b'\\');
    let is_quoted = opens.is_some_and(|byte| matches!(byte, b'"' | b'\''));
    if is_header_of || is_quoted && header::is_extension(word) {
        return Some(Kind::Header);
    }
    // To pass something is what people say they do.
    let says = word.eq_ignore_ascii_case(b"pass");
    (is_quoted && !says || is_directive(line, rest)).then_some(Kind::Argument)
}

/// Whether nothing but space stands before a name in its line.
pub(super) fn begins_line(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(40)..at).unwrap_or_default();
    let space = before
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    let before = before.get(..before.len() - space).unwrap_or_default();
    before.last().is_none_or(|byte| *byte == b'\n')
}

/// Whether all of a line is a directive: words of settings, the last of which is the value.
fn is_directive(before: &[u8], rest: &[u8]) -> bool {
    // What declares something has names behind it, no values.
    const DECLARING: [&[u8]; 8] = [
        b"typedef",
        b"struct",
        b"class",
        b"enum",
        b"interface",
        b"using",
        b"import",
        b"extern",
    ];
    let mut words = before.split(u8::is_ascii_whitespace);
    if words
        .clone()
        .next()
        .is_some_and(|word| DECLARING.contains(&word))
    {
        return false;
    }
    let plain = |word: &[u8]| {
        word.iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte))
    };
    if !words.by_ref().take(2).all(plain) || words.next().is_some() {
        return false;
    }
    let end = rest
        .iter()
        .take(ARGUMENT)
        .position(u8::is_ascii_whitespace)
        .unwrap_or(rest.len());
    let behind = rest.get(end..).unwrap_or_default();
    let behind = behind.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    end > 0 && end < ARGUMENT && matches!(behind, None | Some(b'\n' | b'\r'))
}

/// Whether a word is the last of its line.
fn is_last_word(rest: &[u8]) -> bool {
    let rest = rest.get(..ARGUMENT.min(rest.len())).unwrap_or_default();
    let Some(length) = rest.iter().position(u8::is_ascii_whitespace) else {
        return true;
    };
    let behind = rest.get(length..).unwrap_or_default();
    let next = behind.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    next.is_none_or(|byte| matches!(byte, b'\n' | b'\r'))
}

/// Whether a name is but a word of a text: words follow it that are no value. Nearly all names are,
/// so this looks at a few bytes only, and at none before the name but the last.
pub(super) fn is_prose(bytes: &[u8], name: &Range<usize>, quote: &Range<usize>) -> bool {
    let spaces = spaces(bytes, quote.end);
    if spaces == 0 || !quote.is_empty() {
        return false;
    }
    let at = quote.end + spaces;
    let rest = bytes.get(at..).unwrap_or_default();
    let goes_on = rest
        .first()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/'));
    if !goes_on || bytes.get(name.start) == Some(&b'-') {
        return false;
    }
    // Operators that are words: `or`, `do`; and what stands before a password in clear text.
    if rest.starts_with(b"--plaintext ") || rest.starts_with(b"is: ") {
        return false;
    }
    if matches!(
        rest,
        [b'o', b'r', b' ', ..] | [b'd', b'o', b' ', ..] | [b'A', b's', b' ', ..]
    ) {
        return false;
    }
    let before = bytes.get(..name.start).unwrap_or_default();
    if matches!(before.last(), Some(b'<' | b':' | b'"' | b'\'' | b'`')) {
        return false;
    }
    let before = before.trim_ascii_end();
    let takes_one = TAKES_ONE.iter().any(|word| before.ends_with(word));
    let is_login = bytes.get(name.clone()) == Some(b"password");
    !takes_one && !is_login && !is_last_word(rest)
}
