//! Decides whether a request is sent again.
//!
//! Reads are tried three times in all when the API server is overloaded or unavailable or the
//! connection breaks off; writes only when the server says that it did not begin (429), for
//! anything else might do the thing twice. Waiting counts against `--request-timeout`.
//!
//! # Why
//! The `kube` crate's own policy repeats any method fifteen times, with pauses that double up to
//! a quarter of an hour.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode, header::RETRY_AFTER};

/// How often a request is sent at most.
const TRIES: u32 = 3;
/// The pause after the first try; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The longest pause that is taken when nothing limits the request.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// How a try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The server answered.
    Answered {
        /// The status.
        status: StatusCode,
        /// The pause that the server asks for.
        retry_after: Option<Duration>,
    },
    /// The connection ended before the whole answer had arrived.
    BrokenOff,
}

/// How long to wait before the next try; `None` when there is none.
pub(super) fn pause_before_retry(
    method: &Method,
    outcome: Outcome,
    tries: u32,
) -> Option<Duration> {
    let is_read = *method == Method::GET || *method == Method::HEAD;
    let (may_retry, wanted) = match outcome {
        Outcome::BrokenOff => (is_read, None),
        Outcome::Answered {
            status,
            retry_after,
        } => {
            let may_retry = match status {
                StatusCode::TOO_MANY_REQUESTS => true,
                StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => is_read,
                _ => false,
            };
            (may_retry, retry_after)
        }
    };
    let pause = wanted.unwrap_or_else(|| FIRST_PAUSE * 2_u32.pow(tries.saturating_sub(1)));
    (may_retry && tries < TRIES && pause <= LONGEST_PAUSE).then_some(pause)
}

/// The `Retry-After` header in seconds, which is the form Kubernetes sends (RFC 9110, 10.2.3).
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{Method, StatusCode};

    use super::{Outcome, pause_before_retry};

    fn answered(status: u16) -> Outcome {
        Outcome::Answered {
            status: StatusCode::from_u16(status).unwrap(),
            retry_after: None,
        }
    }

    #[test]
    fn reads_are_tried_three_times_and_not_once_more() {
        for outcome in [
            answered(429),
            answered(503),
            answered(504),
            Outcome::BrokenOff,
        ] {
            assert!(pause_before_retry(&Method::GET, outcome, 1).is_some());
            assert!(pause_before_retry(&Method::GET, outcome, 2).is_some());
            assert_eq!(pause_before_retry(&Method::GET, outcome, 3), None);
        }
    }

    #[test]
    fn writes_are_repeated_only_when_the_server_did_not_begin() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            assert!(pause_before_retry(&method, answered(429), 1).is_some());
            for outcome in [answered(503), answered(504), Outcome::BrokenOff] {
                assert_eq!(pause_before_retry(&method, outcome, 1), None, "{method}");
            }
        }
    }

    #[test]
    fn answers_that_will_not_change_are_final() {
        for status in [200, 400, 401, 403, 404, 410, 500, 502] {
            assert_eq!(pause_before_retry(&Method::GET, answered(status), 1), None);
        }
    }

    #[test]
    fn the_servers_pause_is_kept_unless_it_is_absurd() {
        let wait = |seconds| Outcome::Answered {
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after: Some(Duration::from_secs(seconds)),
        };
        let seconds = Some(Duration::from_secs(7));
        assert_eq!(pause_before_retry(&Method::GET, wait(7), 1), seconds);
        assert_eq!(pause_before_retry(&Method::GET, wait(86_400), 1), None);
    }
}
