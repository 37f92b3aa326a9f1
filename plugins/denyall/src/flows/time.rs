//! Times in flow logs: RFC 3339, or seconds or milliseconds since 1970.

use jiff::Timestamp;

/// Numbers from here on are milliseconds: as seconds they would lie beyond the year 5000.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// The time that a text tells, if any.
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return if number < MILLISECONDS_FROM {
            Timestamp::from_second(number).ok()
        } else {
            Timestamp::from_millisecond(number).ok()
        };
    }
    if let Some((seconds, fraction)) = text.split_once('.')
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
    {
        // zap's default: seconds with a fraction, of which the seconds are enough.
        return Timestamp::from_second(seconds.parse().ok()?).ok();
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_of_telling_a_time_agree() {
        let expected: Timestamp = "2023-11-07T15:45:16Z".parse().unwrap();
        for text in [
            "1699371916",
            "1699371916000",
            "1699371916.25",
            "2023-11-07T15:45:16.000Z",
            "2023-11-07T16:45:16+01:00",
        ] {
            assert_eq!(timestamp(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn words_and_absurd_numbers_are_no_times() {
        for text in ["", "-", "yesterday", "1.2.3", ".", "99999999999999999999"] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }
}
