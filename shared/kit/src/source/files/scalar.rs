//! Which value a YAML scalar means, as kubectl reads it.
//!
//! kubectl turns YAML into JSON with sigs.k8s.io/yaml over go-yaml 2, which follows YAML 1.1: an
//! unquoted `yes`, `on` or `1e3` is no string, and where the API wants a string (a name, a label)
//! the API server refuses the object. The table is that of go-yaml 2 `resolve.go`.

use granit_parser::{ScalarStyle, Tag};

const CORE: &str = "tag:yaml.org,2002:";

/// A scalar's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Boolean(bool),
    Integer(i128),
    Fraction(f64),
    Text(&'a str),
}

/// The value of a scalar, or why it has none that JSON could hold.
pub(super) fn resolve<'a>(
    value: &'a str,
    style: ScalarStyle,
    tag: Option<&Tag>,
) -> Result<Scalar<'a>, &'static str> {
    let tag = match tag {
        None if style == ScalarStyle::Plain => return resolve_plain(value),
        None => return Ok(Scalar::Text(value)),
        Some(tag) => tag.suffix_in_namespace(CORE),
    };
    match (tag.as_deref(), resolve_plain(value)) {
        (Some("int"), Ok(integer @ Scalar::Integer(_))) => Ok(integer),
        (Some("float"), Ok(fraction @ (Scalar::Fraction(_) | Scalar::Integer(_)))) => Ok(fraction),
        (Some("bool"), Ok(boolean @ Scalar::Boolean(_))) => Ok(boolean),
        (Some("null"), Ok(Scalar::Null)) => Ok(Scalar::Null),
        (Some("int" | "float" | "bool" | "null"), _) => Err("a value does not fit its tag"),
        (Some("binary"), _) => Err("it has a !!binary value"),
        _ => Ok(Scalar::Text(value)),
    }
}

fn resolve_plain(value: &str) -> Result<Scalar<'_>, &'static str> {
    Ok(match value {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Scalar::Boolean(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Scalar::Boolean(false)
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF"
        | "-.inf" | "-.Inf" | "-.INF" => return Err("a number is infinite or not a number"),
        _ => number(value).unwrap_or(Scalar::Text(value)),
    })
}

fn number(value: &str) -> Option<Scalar<'_>> {
    let first = value.bytes().next()?;
    if first == b'.' {
        return fraction(value);
    }
    if !first.is_ascii_digit() && first != b'+' && first != b'-' {
        return None;
    }
    if !value.contains('_') {
        return integer(value).or_else(|| fraction(value));
    }
    let plain = value.replace('_', "");
    let number = integer(&plain).or_else(|| fraction(&plain))?;
    match number {
        Scalar::Integer(integer) => Some(Scalar::Integer(integer)),
        Scalar::Fraction(fraction) => Some(Scalar::Fraction(fraction)),
        _ => None,
    }
}

/// Go's `ParseInt` and `ParseUint` with base 0: the prefix tells the base, and a leading zero
/// means octal.
fn integer(value: &str) -> Option<Scalar<'static>> {
    let (negative, signed, digits) = match value.as_bytes() {
        [b'-', ..] => (true, true, &value[1..]),
        [b'+', ..] => (false, true, &value[1..]),
        _ => (false, false, value),
    };
    let (base, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let magnitude = i128::from_str_radix(digits, base).ok()?;
    let integer = if negative { -magnitude } else { magnitude };
    let fits_signed = i64::try_from(integer).is_ok();
    let fits_unsigned = !signed && u64::try_from(integer).is_ok();
    (fits_signed || fits_unsigned).then_some(Scalar::Integer(integer))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, if it is finite.
fn fraction(value: &str) -> Option<Scalar<'static>> {
    let unsigned = value.strip_prefix(['-', '+']).unwrap_or(value);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let is_mantissa = match mantissa.split_once('.') {
        Some((whole, part)) => {
            digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty())
        }
        None => digits(mantissa) && !mantissa.is_empty(),
    };
    let is_exponent = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        digits(exponent) && !exponent.is_empty()
    });
    if !is_mantissa || !is_exponent {
        return None;
    }
    let fraction: f64 = value.parse().ok()?;
    fraction.is_finite().then_some(Scalar::Fraction(fraction))
}

impl Scalar<'_> {
    /// Writes the value as JSON.
    pub(super) fn write(self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(true) => out.push_str("true"),
            Self::Boolean(false) => out.push_str("false"),
            Self::Integer(integer) => out.push_str(&integer.to_string()),
            // As Go does: a whole number has no fraction part, so that it fits an integer field.
            Self::Fraction(fraction) if fraction.abs() < 1e21 => {
                out.push_str(&fraction.to_string());
            }
            Self::Fraction(fraction) => match serde_json::Number::from_f64(fraction) {
                Some(number) => out.push_str(&number.to_string()),
                None => out.push_str("null"),
            },
            Self::Text(text) => write_text(text, out),
        }
    }

    /// The value as the key of a JSON object, as sigs.k8s.io/yaml spells it.
    pub(super) fn key(self) -> Result<String, &'static str> {
        match self {
            Self::Text(text) => Ok(text.to_owned()),
            Self::Boolean(boolean) => Ok(boolean.to_string()),
            Self::Integer(integer) if i64::try_from(integer).is_ok() => Ok(integer.to_string()),
            Self::Integer(_) | Self::Fraction(_) | Self::Null => {
                Err("a key is no string, boolean or integer")
            }
        }
    }
}

/// Writes a JSON string.
pub(super) fn write_text(text: &str, out: &mut String) {
    let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(is_plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checked against kubectl 1.37.1 `create --dry-run=client -o json`.
    #[test]
    fn plain_scalars_mean_what_kubectl_takes_them_for() {
        let cases = [
            ("yes", "true"),
            ("on", "true"),
            ("y", "true"),
            ("n", "false"),
            ("Off", "false"),
            ("1e3", "1000"),
            ("0123", "83"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("-0b11", "-3"),
            ("08", "8"),
            ("~", "null"),
            ("", "null"),
            ("2001-01-01", "\"2001-01-01\""),
            ("1_000", "1000"),
            ("+1", "1"),
            (".5", "0.5"),
            ("1:20", "\"1:20\""),
            ("=", "\"=\""),
            ("1.5.2", "\"1.5.2\""),
            ("18446744073709551615", "18446744073709551615"),
            ("99999999999999999999", "100000000000000000000"),
            ("1e999", "\"1e999\""),
            ("-", "\"-\""),
            (".", "\".\""),
            ("0x", "\"0x\""),
            ("0b12", "\"0b12\""),
            ("nO", "\"nO\""),
            ("Nullx", "\"Nullx\""),
        ];
        for (yaml, json) in cases {
            let mut out = String::new();
            resolve(yaml, ScalarStyle::Plain, None)
                .unwrap()
                .write(&mut out);
            assert_eq!(out, json, "{yaml}");
        }
    }

    #[test]
    fn quoted_scalars_are_strings() {
        for style in [
            ScalarStyle::SingleQuoted,
            ScalarStyle::DoubleQuoted,
            ScalarStyle::Literal,
        ] {
            assert_eq!(resolve("yes", style, None), Ok(Scalar::Text("yes")));
        }
    }

    #[test]
    fn numbers_that_json_lacks_are_refused() {
        assert!(resolve(".nan", ScalarStyle::Plain, None).is_err());
        assert!(resolve("-.inf", ScalarStyle::Plain, None).is_err());
    }

    #[test]
    fn keys_are_spelled_as_strings() {
        let key = |key| resolve(key, ScalarStyle::Plain, None).unwrap().key();
        assert_eq!(key("yes").unwrap(), "true");
        assert_eq!(key("012").unwrap(), "10");
        assert!(key("~").is_err());
    }

    #[test]
    fn control_characters_are_escaped() {
        let mut out = String::new();
        write_text("a\u{1}\"\\", &mut out);
        assert_eq!(out, r#""a\u0001\"\\""#);
    }
}
