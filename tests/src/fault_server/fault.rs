//! What may go wrong with which requests, and how often.

use std::time::Duration;

use http::Method;

use super::route::Route;

/// A way to misbehave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// 403, worded as the API server's RBAC authorizer does.
    Forbidden,
    /// 401: the token expired.
    Unauthorized,
    /// 404 on what is there.
    NotFound,
    /// 409 as on a write that lost a race.
    Conflict,
    /// 410 in mid-list: strikes only requests that carry a `continue` token.
    Expired,
    /// 429 with `Retry-After` in seconds.
    TooManyRequests {
        /// The header's value.
        retry_after: u32,
    },
    /// 500.
    InternalError,
    /// 503.
    Unavailable,
    /// 500 with a body of this many bytes that is no JSON.
    HugeError(usize),
    /// Takes the request and never answers.
    Silent,
    /// Closes the connection instead of answering.
    Disconnect,
    /// Answers properly, this much later; other faults still apply.
    Slow(Duration),
    /// Sends the proper body in pieces of some bytes with a pause after each.
    Trickle {
        /// Bytes in a piece.
        piece: usize,
        /// The pause.
        pause: Duration,
    },
    /// Closes the connection after this many bytes of the proper body.
    Truncated(usize),
    /// This status and this body, called JSON.
    Body(u16, &'static str),
    /// 200 and bytes that are no JSON, called JSON.
    Garbage,
    /// 200 and a web page, as a proxy's log-in page.
    Html,
    /// The proper body, called something else than JSON.
    WrongContentType,
}

/// Which requests a fault strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Every request.
    Everything,
    /// Reading objects of one kind: `pods`, `rbac.authorization.k8s.io/roles`.
    Reads(String),
    /// Writing objects of one kind.
    Writes(String),
    /// Writing objects of any kind.
    AllWrites,
    /// Asking which kinds there are.
    Discovery,
    /// One path, without the query, such as `/version` or `/apis/metrics.k8s.io/v1beta1`.
    Path(String),
}

impl From<&str> for Target {
    /// The reads of a kind; a text with a leading slash is a path.
    fn from(text: &str) -> Self {
        if text.starts_with('/') {
            Self::Path(text.to_owned())
        } else {
            Self::Reads(text.to_owned())
        }
    }
}

impl Target {
    fn matches(&self, method: &Method, path: &str, route: &Route<'_>) -> bool {
        let reads = *method == Method::GET;
        let is_of = |kind: &str| route.kind().is_some_and(|known| known.target() == kind);
        match self {
            Self::Everything => true,
            Self::Reads(kind) => reads && is_of(kind),
            Self::Writes(kind) => !reads && is_of(kind),
            Self::AllWrites => !reads && route.kind().is_some(),
            Self::Discovery => reads && matches!(route, Route::Discovery(_)),
            Self::Path(wanted) => path == wanted,
        }
    }
}

/// A fault with its target and how many requests it still strikes; none is all of them.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) target: Target,
    pub(super) fault: Fault,
    pub(super) left: Option<u32>,
}

/// What strikes one request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Strike {
    pub(super) delay: Duration,
    pub(super) fault: Option<Fault>,
}

/// A request as far as faults look at it.
pub(super) struct Aim<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) route: &'a Route<'a>,
    pub(super) continues: bool,
}

/// Picks what strikes a request, in the order in which the faults were given, and counts it.
pub(super) fn strike(rules: &mut [Rule], aim: &Aim<'_>) -> Strike {
    let mut strike = Strike::default();
    for rule in rules {
        let skipped = rule.left == Some(0)
            || (rule.fault == Fault::Expired && !aim.continues)
            || !rule.target.matches(aim.method, aim.path, aim.route);
        if skipped {
            continue;
        }
        rule.left = rule.left.map(|left| left - 1);
        match &rule.fault {
            Fault::Slow(delay) => strike.delay += *delay,
            fault => {
                strike.fault = Some(fault.clone());
                break;
            }
        }
    }
    strike
}
