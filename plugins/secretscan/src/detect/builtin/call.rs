//! Passwords as arguments of calls that are known by their name: `new NetworkCredential("user",
//! "password")`, `jwt.sign(claims, "secret")`.

use std::ops::Range;

use super::super::{assignment::quoted, name::Class, search::Search, value::Origin};

/// Longest call that is read.
const LONGEST: usize = 400;

/// What a call takes, in lower case, and at which positions it may be.
const CALLS: &[(&[u8], &[usize], Class)] = &[
    // .NET, PowerShell
    (b"networkcredential(", &[1], Class::Password),
    (b"sqlcredential(", &[1], Class::Password),
    (b"symmetricsecuritykey(", &[0], Class::Secret),
    (b"new hmacsha1(", &[0], Class::Secret),
    (b"new hmacsha256(", &[0], Class::Secret),
    (b"new hmacsha384(", &[0], Class::Secret),
    (b"new hmacsha512(", &[0], Class::Secret),
    (b"basicawscredentials(", &[1], Class::Secret),
    // Apache HttpComponents, java.net, java.sql, javax.crypto, JSON Web Tokens
    (b"usernamepasswordcredentials(", &[1], Class::Password),
    (b"passwordauthentication(", &[1], Class::Password),
    (b"getconnection(", &[2], Class::Password),
    (b"keystore.load(", &[1], Class::Password),
    (b"pbekeyspec(", &[0], Class::Password),
    (b"secretkeyspec(", &[0], Class::Secret),
    (b"signwith(", &[0, 1], Class::Secret),
    (b"setsigningkey(", &[0], Class::Secret),
    (b"algorithm.hmac256(", &[0], Class::Secret),
    (b"algorithm.hmac384(", &[0], Class::Secret),
    (b"algorithm.hmac512(", &[0], Class::Secret),
    (b"hmacshakeyfor(", &[0], Class::Secret),
    // PHP
    (b"new pdo(", &[2], Class::Password),
    (b"new mysqli(", &[2], Class::Password),
    (b"mysqli_connect(", &[2], Class::Password),
    (b"openssl_encrypt(", &[2], Class::Secret),
    (b"openssl_decrypt(", &[2], Class::Secret),
    (b"hash_hmac(", &[2], Class::Secret),
    (b"hash_equals(", &[0, 1], Class::Secret),
    (b"jwt::encode(", &[1], Class::Secret),
    (b"jwt::decode(", &[1], Class::Secret),
    // Perl, C
    (b"dbi->connect(", &[2], Class::Password),
    (b"mysql_real_connect(", &[3], Class::Password),
    // JavaScript
    (b"sequelize(", &[2], Class::Password),
    (b"jwt.sign(", &[1], Class::Secret),
    (b"jwt.verify(", &[1], Class::Secret),
    (b"createhmac(", &[1], Class::Secret),
    (b"cookieparser(", &[0], Class::Secret),
    (b"aes.encrypt(", &[1], Class::Secret),
    (b"aes.decrypt(", &[1], Class::Secret),
    (b"timingsafeequal(", &[0, 1], Class::Secret),
    // Python
    (b"jwt.encode(", &[1], Class::Secret),
    (b"jwt.decode(", &[1], Class::Secret),
    (b"fernet(", &[0], Class::Secret),
    (b"smtp.login(", &[1], Class::Password),
    (b"server.login(", &[1], Class::Password),
    (b"ftp.login(", &[1], Class::Password),
    (b"imap.login(", &[1], Class::Password),
    (b"cx_oracle.connect(", &[1], Class::Password),
    (b"oracledb.connect(", &[1], Class::Password),
    (b"pymysql.connect(", &[2], Class::Password),
    (b"mysqldb.connect(", &[2], Class::Password),
    (b"compare_digest(", &[0, 1], Class::Secret),
    // Go, and Python as well
    (b"hmac.new(", &[0, 1], Class::Secret),
    (b"constanttimecompare(", &[0, 1], Class::Secret),
    (b"newcookiestore(", &[0], Class::Secret),
    (b"plainauth(", &[2], Class::Password),
    // Ruby, Rust
    (b"hmac.hexdigest(", &[1], Class::Secret),
    (b"hmac.digest(", &[1], Class::Secret),
    (b"secure_compare(", &[0, 1], Class::Secret),
    (b"basic_auth(", &[1], Class::Password),
    (b"credentials::new(", &[1], Class::Password),
    // Groovy of Jenkins, SQL Server
    (b"createaccount(", &[1], Class::Password),
];

/// Conversions round an argument.
const CONVERSIONS: &[&[u8]] = &[
    b"Encoding.UTF8.GetBytes(",
    b"Encoding.ASCII.GetBytes(",
    b"[]byte(",
    b"Buffer.from(",
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
    let Some((_, positions, class)) = known else {
        return;
    };
    let rest = bytes.get(at.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    for position in *positions {
        if let Some(range) = argument(rest, *position) {
            let range = at.end + range.start..at.end + range.end;
            search.judged(*class, range, Origin::Text);
        }
    }
}

/// Looks at a user in quotes, whose quote is the last byte: `basic_auth 'user', 'password'`.
pub(in super::super) fn look_behind_user(search: &mut Search<'_, '_, '_>, at: &Range<usize>) {
    let start = at.end.saturating_sub(1);
    let rest = search.bytes.get(start..).unwrap_or_default();
    let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
    if let Some(range) = argument(rest, 1) {
        let range = start + range.start..start + range.end;
        search.judged(Class::Password, range, Origin::Text);
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
