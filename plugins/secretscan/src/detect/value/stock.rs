//! Settings that stock images, frameworks and systems give names like those of credentials.

/// Whether a value is such a setting.
pub(super) fn is_setting(value: &[u8]) -> bool {
    is_fingerprint(value)
        || is_option(value)
        || is_switches(value)
        || is_validation(value)
        || are_name_services(value)
        || is_cipher_suite(value)
}

/// A cipher suite with a key that was shared before (RFC 4279), named like one: `PSK-AES128-CCM`.
fn is_cipher_suite(value: &[u8]) -> bool {
    value
        .split(|byte| matches!(byte, b'-' | b'_'))
        .any(|part| part.eq_ignore_ascii_case(b"psk"))
}

/// The fingerprint of an `OpenPGP` key (RFC 9580 section 5.5.4), as images name who signed what.
fn is_fingerprint(value: &[u8]) -> bool {
    value.len() == 40
        && value
            .iter()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'A'..=b'F'))
}

/// Another option, where one takes no value: `--disabled-password --gecos`.
fn is_option(value: &[u8]) -> bool {
    let name = value.strip_prefix(b"--").unwrap_or_default();
    name.first().is_some_and(u8::is_ascii_lowercase)
        && name
            .iter()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'='))
}

/// Names that are switched on and off: `ServiceAccountTokenJTI=true,X=false`.
fn is_switches(value: &[u8]) -> bool {
    value.split(|byte| *byte == b',').all(|part| {
        let state = part.rsplit(|byte| *byte == b'=').next();
        matches!(state, Some(b"true" | b"false"))
    })
}

/// What a framework checks a field for: `required|min:8|confirmed`.
fn is_validation(value: &[u8]) -> bool {
    let mut parts = value.split(|byte| *byte == b'|');
    let knows = |part: &[u8]| {
        let rule = part.split(|byte| *byte == b':').next().unwrap_or_default();
        matches!(
            rule,
            b"required" | b"nullable" | b"sometimes" | b"string" | b"confirmed" | b"min" | b"max"
        )
    };
    value.contains(&b'|') && parts.next().is_some_and(knows) && parts.next().is_some_and(knows)
}

/// Where a system looks for accounts (nsswitch.conf(5)).
fn are_name_services(value: &[u8]) -> bool {
    const SERVICES: [&[u8]; 12] = [
        b"files",
        b"compat",
        b"systemd",
        b"sss",
        b"ldap",
        b"nis",
        b"nisplus",
        b"winbind",
        b"db",
        b"altfiles",
        b"extrausers",
        b"hesiod",
    ];
    let mut words = value
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    words.next() == Some(b"files") && words.all(|word| SERVICES.contains(&word))
}
