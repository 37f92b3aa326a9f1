//! The log of requests that `-v 6` asks for, one line a request.
//!
//! Bodies and headers are never logged, at no level: that is where credentials and secrets are.

use http::StatusCode;

use super::Stderr;
use crate::{cluster::RequestEvent, report::visible};

/// The level from which kubectl logs requests.
const REQUESTS: u8 = 6;

/// Writes requests to stderr at `-v 6` and above.
#[derive(Clone)]
pub struct RequestLog {
    stderr: Option<Stderr>,
}

impl RequestLog {
    /// A log for the given `-v`.
    #[must_use]
    pub fn new(stderr: &Stderr, verbosity: u8) -> Self {
        Self {
            stderr: (verbosity >= REQUESTS).then(|| stderr.clone()),
        }
    }

    /// Logs one request.
    pub fn write(&self, request: &RequestEvent<'_>) {
        if let Some(stderr) = &self.stderr {
            stderr.line(&line(request));
        }
    }
}

fn line(request: &RequestEvent<'_>) -> String {
    let status = request
        .status
        .as_ref()
        .map_or("no answer", StatusCode::as_str);
    let bytes = request
        .status
        .map_or_else(String::new, |_| format!(", {} bytes", request.bytes));
    format!(
        "{} {} {status} in {} ms{bytes}",
        visible(request.method.as_str()),
        visible(request.path),
        request.duration.as_millis()
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{Method, StatusCode};

    use super::RequestLog;
    use crate::{
        app::{Stderr, streams::Buffer},
        cluster::RequestEvent,
    };

    const REQUEST: RequestEvent<'_> = RequestEvent {
        method: &Method::GET,
        path: "/api/v1/pods?limit=500",
        status: Some(StatusCode::OK),
        duration: Duration::from_millis(12),
        bytes: 3456,
    };

    fn logged(verbosity: u8, request: &RequestEvent<'_>) -> String {
        let buffer = Buffer::default();
        RequestLog::new(&Stderr::new(buffer.clone()), verbosity).write(request);
        buffer.text()
    }

    #[test]
    fn requests_are_logged_from_six_on_as_kubectl_does() {
        assert_eq!(logged(5, &REQUEST), "");
        let line = "GET /api/v1/pods?limit=500 200 in 12 ms, 3456 bytes\n";
        assert_eq!(logged(6, &REQUEST), line);
        assert_eq!(logged(9, &REQUEST), line);
    }

    #[test]
    fn a_request_without_an_answer_says_so() {
        let request = RequestEvent {
            status: None,
            bytes: 0,
            ..REQUEST
        };
        assert_eq!(
            logged(6, &request),
            "GET /api/v1/pods?limit=500 no answer in 12 ms\n"
        );
    }
}
