//! What the server remembers of each request.

use http::{HeaderMap, Method, header};

/// A request as it came in. Holds no credential: only whether there was one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method.
    pub method: Method,
    /// The path with its query.
    pub path: String,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The `Accept` header.
    pub accept: String,
    /// Whether there was an `Authorization` header.
    pub authorized: bool,
    /// The `Impersonate-*` headers in lower case, sorted.
    pub impersonation: Vec<(String, String)>,
    /// The request's body.
    pub body: Vec<u8>,
}

impl RecordedRequest {
    pub(super) fn new(method: Method, path: String, headers: &HeaderMap, body: Vec<u8>) -> Self {
        let text = |name: header::HeaderName| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let mut impersonation: Vec<(String, String)> = headers
            .iter()
            .filter(|(name, _)| name.as_str().starts_with("impersonate-"))
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        impersonation.sort();
        Self {
            method,
            path,
            user_agent: text(header::USER_AGENT),
            accept: text(header::ACCEPT),
            authorized: headers.contains_key(header::AUTHORIZATION),
            impersonation,
            body,
        }
    }

    /// The path without its query.
    #[must_use]
    pub fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}
