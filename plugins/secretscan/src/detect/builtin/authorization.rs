//! Credentials of an `Authorization` header (RFC 9110 section 11.6.2): `Basic` (RFC 7617), `Bearer`
//! (RFC 6750); and the `auth` of a registry in Docker's configuration, which is the same base64.

use std::ops::Range;

use super::{
    super::{overlap::Rank, search::Search, value},
    decode,
};
use crate::rules::Builtin;

/// Longest credentials that are read.
const LONGEST: usize = 4096;

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
    let credentials = rest.get(..length).unwrap_or_default();
    let range = at.end..at.end + length;
    let basic = bytes
        .get(at.start)
        .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'b'))
        && bytes
            .get(at.start + 1)
            .is_some_and(|byte| byte.eq_ignore_ascii_case(&b'a'));
    let is_one = if basic {
        is_basic(credentials)
    } else {
        is_bearer(credentials)
    };
    if is_one {
        search.add_builtin(Builtin::AuthorizationHeader, Rank::Context, range);
    }
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
    let known = name.eq_ignore_ascii_case(b"auth")
        || name == b"_auth"
        || name.eq_ignore_ascii_case(b"basicauth");
    let value = search.bytes.get(range.clone()).unwrap_or_default();
    if known && is_basic(value) {
        search.add_builtin(Builtin::AuthorizationHeader, Rank::Context, range);
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

/// Whether it is a token.
fn is_bearer(token: &[u8]) -> bool {
    let digits = token.iter().filter(|byte| byte.is_ascii_digit()).count();
    token.len() >= BEARER && digits >= 2 && !value::is_placeholder(token) && value::is_random(token)
}
