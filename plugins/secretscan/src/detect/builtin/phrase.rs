//! Words before a password that are no name: `IDENTIFIED BY 'x'` (SQL of `MySQL`, Oracle and their
//! kin), `ConvertTo-SecureString "x"` (`PowerShell`), and `user = "name:password"`, as curl's
//! configuration has it.

use std::ops::Range;

use super::super::{
    assignment::quoted,
    boundary,
    name::{self, Class},
    search::Search,
    value::{self, Origin},
};

/// Longest text that is read.
const LONGEST: usize = 512;

/// Looks at words that say that a password follows.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    if !boundary::begins(bytes, at.start) {
        return;
    }
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let mut start = space(rest);
    for flag in [&b"-String"[..], b"-string"] {
        if rest.get(start..).is_some_and(|rest| rest.starts_with(flag)) {
            start += flag.len();
            start += space(rest.get(start..).unwrap_or_default());
        }
    }
    let rest = rest.get(start..).unwrap_or_default();
    let is_quoted = matches!(rest.first(), Some(b'"' | b'\'' | b'\\'));
    let found = if is_quoted {
        quoted(rest)
    } else {
        unquoted(bytes, at.start, rest)
    };
    let Some(range) = found else {
        return;
    };
    let range = at.end + start + range.start..at.end + start + range.end;
    let value = bytes.get(range.clone()).unwrap_or_default();
    if !is_hash(value) {
        search.judged(Class::Password, range, Origin::Line);
    }
}

/// The password of an account that is created or altered, without quotes, as Oracle takes it: it
/// begins with a letter and has digits, unlike the words that may stand there (`VALUES`) and unlike
/// `&variables`.
fn unquoted(bytes: &[u8], phrase: usize, rest: &[u8]) -> Option<Range<usize>> {
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b';' | b'"' | b'\'' | b'\\');
    let before = bytes.get(phrase.saturating_sub(LONGEST)..phrase)?;
    let mut words = before.rsplit(ends).filter(|word| !word.is_empty());
    let _account = words.next()?;
    let is_one = |word: Option<&[u8]>, expected: [&[u8]; 2]| {
        word.is_some_and(|word| expected.iter().any(|one| word.eq_ignore_ascii_case(one)))
    };
    if !is_one(words.next(), [b"user", b"role"]) || !is_one(words.next(), [b"create", b"alter"]) {
        return None;
    }
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    let word = rest.get(..length)?;
    let is_word = word.first().is_some_and(u8::is_ascii_alphabetic);
    (is_word && word.iter().any(u8::is_ascii_digit)).then_some(0..length)
}

/// Looks at the ` on >` of a user of Redis: `user NAME on >PASSWORD ~KEYS` (Redis, "ACL").
pub(in super::super) fn look_at_user_of_redis(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let before = bytes
        .get(at.start.saturating_sub(120)..at.start)
        .unwrap_or_default();
    let line = before
        .rsplit(|byte| b"\n\"'".contains(byte))
        .next()
        .unwrap_or_default();
    let rest = bytes.get(at.end..).unwrap_or_default();
    let length = rest
        .iter()
        .take(LONGEST)
        .position(|byte| byte.is_ascii_whitespace() || b"\"'".contains(byte))
        .unwrap_or(rest.len().min(LONGEST));
    if line.trim_ascii_start().starts_with(b"user ") {
        let range = at.end..at.end + length;
        search.judged(Class::Password, range, Origin::Line);
    }
}

/// Looks at `user = "`.
pub(in super::super) fn look_at_user(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let quote = at.end.checked_sub(1).and_then(|last| bytes.get(last));
    let ends = |byte: &u8| Some(byte) == quote || b"\n\\".contains(byte);
    let Some(end) = rest.iter().position(ends) else {
        return;
    };
    let begins = boundary::begins(bytes, at.start)
        || bytes
            .get(..at.start)
            .is_some_and(|before| before.ends_with(b"CURLOPT_"));
    if rest.get(end) == quote && begins {
        look_at_pair(search, at.end..at.end + end);
    }
}

/// Looks at `stats auth USER:PASSWORD` (`HAProxy`) and `login=USER:PASSWORD` (Squid).
pub(in super::super) fn look_at_account(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    if !boundary::begins(search.bytes, at.start) {
        return;
    }
    let range = at.end..at.end + word(search.bytes, at.end);
    let pair = search.bytes.get(range.clone()).unwrap_or_default();
    let colon = memchr::memchr(b':', pair).filter(|colon| *colon > 0);
    if let Some(colon) = colon {
        let password = at.end + colon + 1..range.end;
        search.judged(Class::Password, password, Origin::Line);
    }
}

/// Looks at `send "PASSWORD\\r"` (Expect), which ends a line as people do who type a password.
pub(in super::super) fn look_at_sent(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let Some(end) = rest.iter().position(|byte| b"\"\n\\".contains(byte)) else {
        return;
    };
    let is_typed = matches!(rest.get(end..), Some([b'\\', b'r' | b'n', b'"', ..]));
    if is_typed {
        search.judged(Class::Password, at.end..at.end + end, Origin::Text);
    }
}

/// Looks at `sentinel auth-pass MASTER PASSWORD` (Redis Sentinel).
pub(in super::super) fn look_at_master(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let start = at.end + word(bytes, at.end) + 1;
    let range = start..start + word(bytes, start);
    search.judged(Class::Password, range, Origin::Line);
}

/// How long the word is that begins at a place.
fn word(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'\\');
    rest.iter().position(ends).unwrap_or(rest.len())
}

/// Looks at the value of a name that is a user's.
pub(in super::super) fn look_at_value(
    search: &mut Search<'_, '_, '_>,
    name: &[u8],
    range: Range<usize>,
) {
    let names = [&b"user"[..], b"proxy-user", b"userpwd", b"http_user"];
    let endings = [&b"auth"[..], b"credentials", b"creds"];
    let ends = |ending: &[u8]| name::ends_with(name, ending);
    if names.iter().any(|user| name.eq_ignore_ascii_case(user)) || endings.into_iter().any(ends) {
        look_at_pair(search, range);
    }
}

/// `name:password`, of which nothing else says so: the password must look like one.
fn look_at_pair(search: &mut Search<'_, '_, '_>, range: Range<usize>) {
    let pair = search.bytes.get(range.clone()).unwrap_or_default();
    let Some(colon) = memchr::memchr(b':', pair) else {
        return;
    };
    let (user, password) = pair.split_at_checked(colon).unwrap_or_default();
    let password = password.get(1..).unwrap_or_default();
    let is_user = !user.is_empty()
        && user
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-@+".contains(byte));
    let mixed = password.iter().any(u8::is_ascii_uppercase)
        || password.iter().any(|byte| b"!?*$%&@#".contains(byte))
        || value::is_random(password);
    let plain = !password.contains(&b':');
    if is_user && mixed && plain {
        let password = range.start + colon + 1..range.end;
        search.judged(Class::Password, password, Origin::Text);
    }
}

/// What `MySQL` keeps of a password.
fn is_hash(value: &[u8]) -> bool {
    value.first() == Some(&b'*') && value.len() == 41
}

/// Spaces at the beginning.
fn space(rest: &[u8]) -> usize {
    rest.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}
