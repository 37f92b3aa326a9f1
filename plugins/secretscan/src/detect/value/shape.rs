//! Values that are plainly something else: numbers, times, addresses, paths, digests, hashes.

use super::stock;

/// Whether a value is data of a kind that no credential is of.
pub(super) fn is_plain_data(value: &[u8]) -> bool {
    is_short_number(value)
        || is_quantity(value)
        || is_version_or_address(value)
        || is_path(value)
        || is_url_or_host(value)
        || is_mail(value)
        || is_digest(value)
        || is_password_hash(value)
        || is_hash_of_account(value)
        || is_time(value)
        || is_public_material(value)
        || is_expression(value)
        || stock::is_setting(value)
}

/// A line of a password file (htpasswd(1)): a user and a hash.
fn is_hash_of_account(value: &[u8]) -> bool {
    memchr::memchr(b':', value)
        .and_then(|colon| value.get(colon + 1..))
        .is_some_and(is_password_hash)
}

/// Five digits or fewer.
fn is_short_number(value: &[u8]) -> bool {
    value.len() < 6 && value.iter().all(u8::is_ascii_digit)
}

/// A number with a unit, `3600s`, `1h30m`, `500Mi`, `1.5`, `-1`, `10%`.
fn is_quantity(value: &[u8]) -> bool {
    let value = value.strip_prefix(b"-").unwrap_or(value);
    let digits = value
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
        .count();
    let Some((number, unit)) = value.split_at_checked(digits) else {
        return false;
    };
    if number.is_empty() || unit.len() > 8 {
        return false;
    }
    match unit {
        b"" => number.contains(&b'.'),
        b"s" | b"m" | b"h" | b"d" | b"ms" | b"us" | b"ns" | b"y" | b"w" | b"k" | b"K" | b"M"
        | b"G" | b"T" | b"Ki" | b"Mi" | b"Gi" | b"Ti" | b"KB" | b"MB" | b"GB" | b"kb" | b"mb"
        | b"gb" | b"B" | b"%" | b" days" | b" hours" | b" minutes" | b" seconds" | b"min"
        | b"sec" | b"days" | b"hours" | b"minutes" | b"seconds" => true,
        _ => {
            // A duration of several parts.
            value.len() <= 16
                && value
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || b"hmsdun.".contains(byte))
                && value.last().is_some_and(u8::is_ascii_alphabetic)
        }
    }
}

/// A version or an IP address, with or without a port or a prefix length.
fn is_version_or_address(value: &[u8]) -> bool {
    // Debian puts an epoch before a version.
    if let [epoch, b':', digit, ..] = value
        && epoch.is_ascii_digit()
        && digit.is_ascii_digit()
        && value.contains(&b'.')
    {
        return true;
    }
    let value = value.strip_prefix(b"v").unwrap_or(value);
    let dots = memchr::memchr_iter(b'.', value).count();
    let colons = memchr::memchr_iter(b':', value).count();
    let version = dots >= 1
        && value.first().is_some_and(u8::is_ascii_digit)
        && value
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
            .filter(|byte| **byte == b'.')
            .count()
            == dots
        && dots <= 4
        && value.len() <= 40
        && value
            .iter()
            .skip_while(|byte| byte.is_ascii_digit() || **byte == b'.')
            .all(|byte| byte.is_ascii_alphanumeric() || b"-+:/_".contains(byte))
        && value
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
            .count()
            * 2
            >= value.len().min(10);
    let sixth = colons >= 2
        && value
            .iter()
            .all(|byte| byte.is_ascii_hexdigit() || b":./".contains(byte))
        && dots <= 3;
    version || sixth
}

/// A path of a file, in Unix or Windows form, or a file name.
fn is_path(value: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-~@ ${}".contains(byte);
    match value {
        [b'/' | b'~', rest @ ..] if rest.iter().all(plain) => {
            // A slash may begin base64 too; a path has short segments.
            looks_like_words(rest)
        }
        [b'.', b'/', ..] | [b'.', b'.', b'/', ..] | [b'\\', b'\\', ..] => true,
        [drive, b':', b'\\' | b'/', ..] => drive.is_ascii_alphabetic(),
        _ => {
            let has_extension = value
                .rsplit(|byte| *byte == b'.')
                .next()
                .is_some_and(|last| {
                    last.len() < value.len()
                        && matches!(
                            last,
                            b"pem"
                                | b"key"
                                | b"crt"
                                | b"cert"
                                | b"json"
                                | b"yaml"
                                | b"yml"
                                | b"txt"
                                | b"env"
                                | b"jks"
                                | b"p12"
                                | b"pfx"
                                | b"conf"
                                | b"cfg"
                                | b"ini"
                                | b"properties"
                                | b"html"
                                | b"js"
                                | b"py"
                                | b"go"
                                | b"sh"
                                | b"xml"
                                | b"asc"
                                | b"gpg"
                                | b"pub"
                                | b"md"
                                | b"log"
                                | b"toml"
                                | b"token"
                                | b"jsp"
                                | b"php"
                                | b"der"
                                | b"p8"
                                | b"png"
                                | b"svg"
                        )
                });
            has_extension
                || (value.contains(&b'/')
                    && value.iter().all(|byte| {
                        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"/._-".contains(byte)
                    })
                    && looks_like_words(value))
        }
    }
}

/// Whether the parts between punctuation look like words and small numbers, not like random text.
fn looks_like_words(text: &[u8]) -> bool {
    text.split(|byte| !byte.is_ascii_alphanumeric())
        .all(|part| {
            let changes = part
                .iter()
                .zip(part.iter().skip(1))
                .filter(|(left, right)| {
                    left.is_ascii_digit() != right.is_ascii_digit()
                        || (left.is_ascii_lowercase() && right.is_ascii_uppercase())
                })
                .count();
            part.len() <= 24 && changes <= 2
        })
}

/// A URL, or a host name with a known kind of ending; those with a password are looked for apart.
fn is_url_or_host(value: &[u8]) -> bool {
    let scheme = value
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
        .count();
    if scheme > 1
        && value
            .get(scheme..)
            .is_some_and(|rest| rest.starts_with(b"://"))
    {
        return true;
    }
    let host = value
        .split(|byte| *byte == b':' || *byte == b'/')
        .next()
        .unwrap_or_default();
    let labels = host.split(|byte| *byte == b'.').count();
    let last = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    labels >= 2
        && host
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(byte))
        && matches!(
            last,
            b"com"
                | b"org"
                | b"net"
                | b"io"
                | b"dev"
                | b"local"
                | b"internal"
                | b"svc"
                | b"cloud"
                | b"app"
                | b"co"
                | b"gov"
                | b"edu"
                | b"de"
                | b"uk"
                | b"eu"
                | b"us"
                | b"cn"
                | b"jp"
                | b"fr"
                | b"ai"
                | b"sh"
                | b"me"
                | b"info"
                | b"localhost"
                | b"lan"
                | b"test"
                | b"tech"
        )
        && looks_like_words(host)
}

/// An e-mail address.
fn is_mail(value: &[u8]) -> bool {
    let mut parts = value.split(|byte| *byte == b'@');
    let (Some(user), Some(host), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let plain = |part: &[u8]| {
        !part.is_empty()
            && part
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"._-+".contains(byte))
    };
    let last = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    plain(user)
        && plain(host)
        && host.contains(&b'.')
        && last.len() >= 2
        && last.iter().all(u8::is_ascii_lowercase)
}

/// A digest with its algorithm, an image reference with one, or a resource name of a cloud.
fn is_digest(value: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(value, needle).is_some();
    [
        &b"sha256:"[..],
        b"sha512:",
        b"sha1:",
        b"md5:",
        b"sha256-",
        b"sha384-",
        b"sha512-",
        b"sha1-",
        b"h1:",
        b"SHA256:",
        b"MD5:",
    ]
    .iter()
    .any(|prefix| value.starts_with(prefix))
        || has(b"@sha256:")
        || value.starts_with(b"arn:")
        || value.starts_with(b"ocid1.")
        || value.starts_with(b"urn:")
}

/// A password hash of crypt(3), PHC or LDAP form: what is kept so that the password is not.
fn is_password_hash(value: &[u8]) -> bool {
    let [b'$', rest @ ..] = value else {
        return value.starts_with(b"{SHA}")
            || value.starts_with(b"{SSHA}")
            || value.starts_with(b"pbkdf2_")
            || value.starts_with(b"pbkdf2:")
            || value.starts_with(b"scrypt:")
            || value.starts_with(b"SCRAM-SHA-256$");
    };
    let scheme = rest
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-')
        .count();
    (1..=16).contains(&scheme) && rest.get(scheme) == Some(&b'$') && value.len() >= 13
}

/// A date or a time.
fn is_time(value: &[u8]) -> bool {
    value.len() >= 8
        && value
            .iter()
            .all(|byte| byte.is_ascii_digit() || b"-:TZ.+/ ".contains(byte))
        && value.iter().filter(|byte| b"-:/".contains(byte)).count() >= 2
}

/// What is public or encrypted by its own words: certificates, public keys, sealed values.
fn is_public_material(value: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(value, needle).is_some();
    [
        &b"ENC["[..],
        b"ENC(",
        b"AgA",
        b"AgB",
        b"ssh-rsa ",
        b"ssh-ed25519 ",
        b"ssh-dss ",
        b"ecdsa-sha2-",
        b"age1",
        b"sk-ssh-",
        b"AAAAB3NzaC1yc2",
        b"AAAAC3NzaC1lZDI1NTE5",
        b"-----BEGIN",
        b"LS0tLS1CRUdJTi",
        b"vault:v",
        b"!vault",
        b"$ANSIBLE_VAULT",
        b"data:",
        b"MIIB",
        b"MIIC",
        b"MIID",
        b"MIIE",
        b"MIIF",
        b"MIIG",
    ]
    .iter()
    .any(|prefix| value.starts_with(prefix) && (value.len() > 40 || prefix.len() > 4))
        || has(b"PUBLIC KEY")
        || has(b"CERTIFICATE")
}

/// A call, an index, a member of an object: source code.
fn is_expression(value: &[u8]) -> bool {
    let identifier = |part: &[u8]| {
        part.first()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
            && part
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    if let Some(open) = value.iter().position(|byte| *byte == b'(' || *byte == b'[') {
        let called = value.get(..open).unwrap_or_default();
        let closed = matches!(value.last(), Some(b')' | b']' | b'(' | b'[' | b'{' | b';'));
        return closed
            && !called.is_empty()
            && called
                .split(|byte| *byte == b'.' || *byte == b':')
                .all(|part| part.is_empty() || identifier(part));
    }
    // `self.password`, `config.api.key`, `module::CONSTANT`.
    let dotted = value.contains(&b'.')
        || memchr::memmem::find(value, b"::").is_some()
        || memchr::memmem::find(value, b"->").is_some();
    // A password of words and a number is written alike, but members are seldom numbered so.
    let last = value
        .rsplit(|byte| *byte == b'.')
        .next()
        .unwrap_or_default();
    let digits = last.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let numbered = digits.count() >= 2 && last.first().is_some_and(u8::is_ascii_uppercase);
    dotted
        && !numbered
        && looks_like_words(value)
        && value
            .split(|byte| b".:->".contains(byte))
            .all(|part| part.is_empty() || identifier(part))
}

/// Whether all bytes are hexadecimal digits.
pub(in super::super) fn is_hexadecimal(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_hexdigit)
}

/// Whether a value is a UUID.
pub(in super::super) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
