//! The password in the user information of a URL (RFC 3986 section 3.2.1) or of a data source name.
//!
//! `scheme://user:password@host`, and `user:password@tcp(host)/database` as Go's `MySQL` driver takes
//! it ("DSN (Data Source Name)", go-sql-driver/mysql). The password may be percent-encoded.

use std::ops::Range;

use super::super::{overlap::Rank, search::Search, value};
use crate::rules::Builtin;

/// Longest authority that is read.
const AUTHORITY: usize = 512;

/// Looks at a `://`.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..AUTHORITY.min(rest.len())).unwrap_or_default();
    let Some(sign) = user_information(rest) else {
        return;
    };
    let scheme = bytes
        .get(at.start.saturating_sub(1)..at.start)
        .unwrap_or_default();
    if !scheme.first().is_some_and(u8::is_ascii_alphanumeric) {
        return;
    }
    let Some((user, password)) = parted(rest.get(..sign).unwrap_or_default()) else {
        return;
    };
    let host = rest.get(sign + 1..).unwrap_or_default();
    if is_password(user, password, host) {
        let start = at.end + user.len() + 1;
        search.add_builtin(
            Builtin::UrlPassword,
            Rank::Context,
            start..start + password.len(),
        );
    }
}

/// Looks at the `@tcp(` of a data source name.
pub(in super::super) fn look_at_data_source(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let before = bytes
        .get(at.start.saturating_sub(256)..at.start)
        .unwrap_or_default();
    let length = before
        .iter()
        .rev()
        .take_while(|byte| !byte.is_ascii_whitespace() && !b"\"'`=,<>".contains(byte))
        .count();
    let start = at.start - length;
    let Some((user, password)) = parted(bytes.get(start..at.start).unwrap_or_default()) else {
        return;
    };
    let host = bytes.get(at.end..).unwrap_or_default();
    if !user.is_empty() && is_password(user, password, host) {
        let start = start + user.len() + 1;
        search.add_builtin(
            Builtin::UrlPassword,
            Rank::Context,
            start..start + password.len(),
        );
    }
}

/// Where the `@` is that ends the user information: the last before the authority ends.
fn user_information(rest: &[u8]) -> Option<usize> {
    // Hardly any URL has one, and this asks many bytes at once.
    memchr::memchr(b'@', rest)?;
    let ends_url = |byte: &u8| {
        matches!(
            byte,
            b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\' | b'^' | b'|' | b',' | b';'
        ) || byte.is_ascii_whitespace()
            || byte.is_ascii_control()
    };
    let end = rest.iter().position(ends_url).unwrap_or(rest.len());
    let rest = rest.get(..end)?;
    let authority = rest
        .iter()
        .position(|byte| b"/?#".contains(byte))
        .unwrap_or(end);
    if let Some(at) = memchr::memrchr(b'@', rest.get(..authority)?) {
        return Some(at);
    }
    // Passwords with a `/` or `#` are not URLs by the book, but are written; the host tells.
    let at = memchr::memchr(b'@', rest)?;
    let colon = memchr::memchr(b':', rest)?;
    let host = rest.get(at + 1..)?;
    let plain = host
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(byte))
        .count();
    let slash_in_password = colon < authority && authority < at;
    let port = rest
        .get(colon + 1..authority)
        .is_some_and(|port| port.iter().all(u8::is_ascii_digit));
    (slash_in_password && !port && plain > 2).then_some(at)
}

/// User and password; the user may be empty, as for Redis.
fn parted(information: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', information)?;
    let (user, password) = information.split_at_checked(colon)?;
    let password = password.get(1..)?;
    (!password.is_empty()).then_some((user, password))
}

/// Whether it is a password and not what documentation writes.
fn is_password(user: &[u8], password: &[u8], host: &[u8]) -> bool {
    let plain = |text: &[u8]| !text.iter().any(|byte| b"{}$<>()[]".contains(byte));
    // A `$` alone may be part of a password; in front of a name it is a variable.
    let variable = password.starts_with(b"$") || password.starts_with(b"%(") || !plain(user);
    let template = password
        .windows(2)
        .any(|two| matches!(two, b"${" | b"{{" | b"$(" | b"#{" | b"%s"))
        || matches!(
            password,
            [b'<', .., b'>'] | [b'{', .., b'}'] | [b'[', .., b']'] | [b'%', b's' | b'v' | b'd']
        );
    if variable || template || password.len() < 3 || value::is_placeholder(password) {
        return false;
    }
    let mut lower = password.to_ascii_lowercase();
    if let Some(cut) = lower.iter().rposition(|byte| !byte.is_ascii_digit()) {
        // `pass1`, `password123` are made up as well.
        lower.truncate(cut + 1);
    }
    let written = matches!(
        lower.as_slice(),
        b"pass"
            | b"password"
            | b"passwd"
            | b"pwd"
            | b"pw"
            | b"secret"
            | b"user"
            | b"username"
            | b"token"
            | b"foo"
            | b"bar"
            | b"baz"
            | b"test"
            | b"p"
            | b"x"
            | b"xxx"
            | b"abc"
            | b"guest"
            | b"my-password"
            | b"mypassword"
            | b"my_password"
            | b"passw0rd"
            | b"hunter"
            | b"userpass"
            | b"key"
            | b"apikey"
            | b"api_key"
            | b"port"
            | b"pswd"
            | b"psw"
            | b"anonymous"
            | b"x-oauth-basic"
            | b"y"
            | b"b"
            | b"opensesame"
            | b"anoncvs"
            | b"pserver:anoncvs"
            | b"some_password"
            | b"somepassword"
            | b"dbpass"
            | b"db_password"
            | b"db_pass"
            | b"the_password"
    );
    let host_end = host
        .iter()
        .position(|byte| b"/:?#\"' )".contains(byte))
        .unwrap_or(host.len());
    let host = host.get(..host_end).unwrap_or_default();
    let documentation = [&b"example.com"[..], b"example.org", b"example.net"]
        .iter()
        .any(|name| host.ends_with(name))
        || matches!(
            host,
            b"host"
                | b"hostname"
                | b"HOST"
                | b"server"
                | b"example"
                | b"proxy.server"
                | b"a"
                | b"b"
                | b"foo"
                | b"h"
        );
    if documentation {
        return password.len() >= 8 && !written && value::is_random(password);
    }
    !written && (password.len() >= 5 || user != password) && password.len() >= 4
}
