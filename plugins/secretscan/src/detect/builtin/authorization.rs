//! Credentials of an `Authorization` header (RFC 9110 section 11.6.2): `Basic` (RFC 7617), `Bearer`
//! (RFC 6750); and the `auth` of a registry in Docker's configuration, which is the same base64.

use std::ops::Range;

use super::{
    super::{
        name::{self, Class},
        overlap::Rank,
        search::Search,
        value::{self, Origin},
    },
    decode,
};
use crate::rules::Builtin;

/// Longest credentials that are read.
const LONGEST: usize = 4096;

/// The name of the header.
const HEADER: &[u8] = b"authorization";

/// Schemes that carry a token as it is.
const SCHEMES: [&[u8]; 8] = [
    b"bearer",
    b"token",
    b"apikey",
    b"api-key",
    b"key",
    b"bot",
    b"splunk",
    b"genietoken",
];

/// Fewest characters of a bearer token.
const BEARER: usize = 16;

/// Looks at `Basic ` or `Bearer `.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    if !super::super::boundary::begins(bytes, at.start) {
        return;
    }
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let length = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte))
        .count();
    let mut credentials = rest.get(..length).unwrap_or_default();
    let basic = bytes
        .get(at.start)
        .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'b'))
        && bytes
            .get(at.start + 1)
            .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'a'));
    let is_one = if basic {
        is_basic(credentials)
    } else if is_named(bytes, at.start) {
        credentials = rest.get(..word(rest)).unwrap_or_default();
        is_bearer_of_header(credentials)
    } else {
        is_bearer(credentials)
    };
    if is_one {
        let range = at.end..at.end + credentials.len();
        search.add_builtin(Builtin::AuthorizationHeader, Rank::Context, range);
    }
}

/// Whether the scheme stands behind the name of its header.
fn is_named(bytes: &[u8], start: usize) -> bool {
    let before = bytes
        .get(start.saturating_sub(40)..start)
        .unwrap_or_default();
    let name = before
        .iter()
        .rposition(u8::is_ascii_alphanumeric)
        .map_or(0, |last| last + 1);
    before
        .get(..name)
        .is_some_and(|name| name::ends_with(name, HEADER))
}

/// How long the word is that a header ends with.
fn word(rest: &[u8]) -> usize {
    let length = rest
        .iter()
        .position(|byte| !byte.is_ascii_graphic() || b"\"'`\\<>{}".contains(byte))
        .unwrap_or(rest.len());
    // What ends a clause of the sentence round the header.
    let word = rest.get(..length).unwrap_or_default();
    length - usize::from(matches!(word.last(), Some(b')' | b']' | b',' | b';')))
}

/// Looks at a value whose name may be that of base64 credentials: Docker's `auth`, npm's `_auth`.
pub(in super::super) fn look_at_value(
    search: &mut Search<'_, '_, '_>,
    name: &[u8],
    range: Range<usize>,
) {
    let name = name
        .rsplit(|byte| *byte == b':' || *byte == b'/')
        .next()
        .unwrap_or(name);
    let last = name
        .len()
        .checked_sub(HEADER.len())
        .and_then(|at| name.get(at..));
    if is_header(name) || last.is_some_and(|name| name.eq_ignore_ascii_case(HEADER)) {
        return look_at_header(search, range);
    }
    let known = name.eq_ignore_ascii_case(b"auth")
        || name == b"_auth"
        || name.eq_ignore_ascii_case(b"basicauth");
    let value = search.bytes.get(range.clone()).unwrap_or_default();
    if known && is_basic(value) {
        search.add_builtin(Builtin::AuthorizationHeader, Rank::Context, range);
    }
}

/// Whether a name is that of a header's value, as Grafana calls it.
pub(in super::super) fn is_header(name: &[u8]) -> bool {
    name.windows(6)
        .any(|word| word.eq_ignore_ascii_case(b"header"))
}

/// Looks at the value of the header: a scheme and a word.
fn look_at_header(search: &mut Search<'_, '_, '_>, range: Range<usize>) {
    let value = search.bytes.get(range.clone()).unwrap_or_default();
    let Some(space) = memchr::memchr(b' ', value) else {
        return;
    };
    let (scheme, rest) = value.split_at_checked(space).unwrap_or_default();
    let credentials = rest.trim_ascii();
    let is_scheme = SCHEMES
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    if is_scheme && word(credentials) == credentials.len() && is_bearer_of_header(credentials) {
        let start = range.end - credentials.len();
        search.add_builtin(
            Builtin::AuthorizationHeader,
            Rank::Context,
            start..range.end,
        );
    }
}

/// Whether it is base64 of a user and a password.
fn is_basic(credentials: &[u8]) -> bool {
    if credentials.len() < 12 {
        return false;
    }
    let Some(text) = decode::base64(credentials) else {
        return false;
    };
    let Some(colon) = memchr::memchr(b':', &text) else {
        return false;
    };
    let (user, password) = text.split_at_checked(colon).unwrap_or_default();
    let password = password.get(1..).unwrap_or_default();
    let printable =
        std::str::from_utf8(&text).is_ok_and(|text| !text.chars().any(char::is_control));
    // RFC 7617's own example and the usual ones.
    let example = matches!(
        (user, password),
        (
            b"Aladdin" | b"s6BhdRkqt3",
            b"open sesame" | b"opensesame" | b"gX1fBat3bV"
        ) | (
            b"user" | b"username" | b"aladdin",
            b"pass" | b"password" | b"opensesame"
        )
    );
    printable && password.len() >= 4 && !example && !value::is_placeholder(password)
}

/// Whether it is what a header carries that says it is a token: also one that somebody made up.
fn is_bearer_of_header(token: &[u8]) -> bool {
    value::is_credential(Class::Password, token, Origin::Text)
}

/// Whether it is a token.
fn is_bearer(token: &[u8]) -> bool {
    let digits = token.iter().filter(|byte| byte.is_ascii_digit()).count();
    let random = token.len() >= BEARER && digits >= 2 && value::is_random(token);
    (random || value::is_drawn(token)) && !value::is_placeholder(token)
}
