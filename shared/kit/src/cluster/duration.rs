//! Reads a duration as kubectl's `--request-timeout` does.
//!
//! A whole number is seconds; anything else is Go's `time.ParseDuration` without a sign: decimal
//! numbers with units, such as `1m30s` or `1.5h`. Zero means no limit.
//! Rule: client-go, tools/clientcmd/helpers.go, `ParseTimeout`.

use std::time::Duration;

/// Why a text is not a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a whole number of seconds, or numbers with units such as 500ms, 30s, 1m30s or 2h; \
     0 means no limit"
)]
pub struct DurationError;

/// Units of Go's durations, longest spelling first where one is the start of another.
const UNITS: [(&str, f64); 8] = [
    ("ns", 1e-9),
    ("us", 1e-6),
    ("\u{b5}s", 1e-6),
    ("\u{3bc}s", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
];

/// The longest duration Go can hold: 2^63 - 1 nanoseconds.
const LONGEST: Duration = Duration::from_nanos(i64::MAX.unsigned_abs());

/// Parses a timeout; `None` is no limit.
///
/// ```
/// use std::time::Duration;
/// use plugin_kit::cluster::parse_timeout;
///
/// assert_eq!(parse_timeout("1m30s"), Ok(Some(Duration::from_secs(90))));
/// assert_eq!(parse_timeout("45"), Ok(Some(Duration::from_secs(45))));
/// assert_eq!(parse_timeout("0"), Ok(None));
/// assert!(parse_timeout("soon").is_err());
/// ```
pub fn parse_timeout(text: &str) -> Result<Option<Duration>, DurationError> {
    let duration = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => with_units(text)?,
    };
    if duration > LONGEST {
        return Err(DurationError);
    }
    Ok((!duration.is_zero()).then_some(duration))
}

/// A timeout as a flag's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(pub Option<Duration>);

impl std::str::FromStr for Timeout {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_timeout(text).map(Self)
    }
}

fn with_units(text: &str) -> Result<Duration, DurationError> {
    if text.is_empty() {
        return Err(DurationError);
    }
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let end = rest
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .ok_or(DurationError)?;
        let (number, unit_and_rest) = rest.split_at(end);
        if !number.contains(|character: char| character.is_ascii_digit()) {
            return Err(DurationError);
        }
        let number: f64 = number.parse().map_err(|_| DurationError)?;
        let (unit, factor) = UNITS
            .iter()
            .find(|(unit, _)| unit_and_rest.starts_with(unit))
            .ok_or(DurationError)?;
        seconds += number * factor;
        rest = unit_and_rest.get(unit.len()..).ok_or(DurationError)?;
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| DurationError)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{DurationError, parse_timeout};

    #[test]
    fn durations_are_read_as_kubectl_reads_them() {
        for (text, milliseconds) in [
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("500ms", 500),
            ("1.5h", 5_400_000),
            ("2h45m", 9_900_000),
            ("7", 7_000),
            (".5s", 500),
            ("1500us", 1),
        ] {
            let expected = Duration::from_millis(milliseconds);
            let parsed = parse_timeout(text).unwrap().unwrap();
            assert_eq!(parsed.as_millis(), expected.as_millis(), "{text}");
        }
    }

    #[test]
    fn zero_in_any_unit_is_no_limit() {
        for text in ["0", "0s", "0ms", "0h0m"] {
            assert_eq!(parse_timeout(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_go_rejects_is_rejected() {
        for text in [
            "",
            "s",
            "1x",
            "-1",
            "-3s",
            "1m30",
            "1..5s",
            ".s",
            "1 s",
            "99999999999999h",
        ] {
            assert_eq!(parse_timeout(text), Err(DurationError), "{text}");
        }
    }
}
