//! Passwords as arguments of calls that are known by their name: `new NetworkCredential("user",
//! "password")`, `jwt.sign(claims, "secret")`.

use std::ops::Range;

use super::super::{
    assignment::quoted,
    name::Class,
    overlap::Rank,
    search::Search,
    value::{self, Origin},
};
use crate::rules::Builtin;

/// Longest call that is read.
const LONGEST: usize = 400;

/// What a call takes, in lower case, and at which position.
const CALLS: &[(&[u8], usize, Class)] = &[
    // .NET, PowerShell
    (b"networkcredential(", 1, Class::Password),
    (b"symmetricsecuritykey(", 0, Class::Secret),
    // Apache HttpComponents, java.net, java.sql
    (b"usernamepasswordcredentials(", 1, Class::Password),
    (b"passwordauthentication(", 1, Class::Password),
    (b"getconnection(", 2, Class::Password),
    // PHP
    (b"new pdo(", 2, Class::Password),
    (b"new mysqli(", 2, Class::Password),
    (b"mysqli_connect(", 2, Class::Password),
    // Perl
    (b"dbi->connect(", 2, Class::Password),
    // JavaScript
    (b"sequelize(", 2, Class::Password),
    (b"jwt.sign(", 1, Class::Secret),
    (b"jwt.verify(", 1, Class::Secret),
    // Python
    (b"jwt.encode(", 1, Class::Secret),
    (b"jwt.decode(", 1, Class::Secret),
    (b"fernet(", 0, Class::Secret),
    (b"smtp.login(", 1, Class::Password),
    (b"server.login(", 1, Class::Password),
];

/// Conversions round an argument.
const CONVERSIONS: &[&[u8]] = &[
    b"Encoding.UTF8.GetBytes(",
    b"Encoding.ASCII.GetBytes(",
    b"[]byte(",
];

/// The beginnings of the calls.
pub(in super::super) fn names() -> impl Iterator<Item = &'static [u8]> {
    CALLS.iter().map(|(name, ..)| *name)
}

/// Looks at the beginning of a call.
pub(in super::super) fn look(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let bytes = search.bytes;
    let name = bytes.get(at.clone()).unwrap_or_default();
    let known = CALLS
        .iter()
        .find(|(known, ..)| known.eq_ignore_ascii_case(name));
    let Some((_, position, class)) = known else {
        return;
    };
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    let Some(range) = argument(rest, *position) else {
        return;
    };
    let range = at.end + range.start..at.end + range.end;
    let value = bytes.get(range.clone()).unwrap_or_default();
    if value::is_credential(*class, value, Origin::Text) {
        let (builtin, rank) = match class {
            Class::Password => (Builtin::Password, Rank::Generic),
            Class::Secret | Class::Key => (Builtin::Secret, Rank::Generic),
        };
        search.add_builtin(builtin, rank, range);
    }
}

/// The literal at a position of the arguments.
fn argument(rest: &[u8], position: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for _ in 0..position {
        start += argument_length(rest.get(start..)?)?;
        start += usize::from(rest.get(start) == Some(&b','));
    }
    let text = rest.get(start..)?;
    start += text.len() - text.trim_ascii_start().len();
    let text = rest.get(start..)?;
    let conversion = CONVERSIONS.iter().find(|known| text.starts_with(known));
    start += conversion.map_or(0, |known| known.len());
    let range = quoted(rest.get(start..)?)?;
    Some(start + range.start..start + range.end)
}

/// How long an argument is that another follows.
fn argument_length(rest: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut escaped = false;
    for (at, byte) in rest.iter().enumerate() {
        match (quote, byte) {
            _ if escaped => escaped = false,
            (_, b'\\') => escaped = true,
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(*byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}
