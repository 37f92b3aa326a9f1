//! One request to an API server, and what a refusal looks like.

use http::Method;
use serde_json::Value;

/// A request with a path as in the API's URLs, such as `/api/v1/namespaces/pay/pods?limit=1`.
#[derive(Debug, Clone)]
pub struct ApiRequest {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) content_type: &'static str,
    pub(super) body: Option<Value>,
}

impl ApiRequest {
    /// Reads.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, None)
    }

    /// Creates.
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::POST, path, Some(body))
    }

    /// Replaces.
    pub fn put(path: impl Into<String>, body: Value) -> Self {
        Self::new(Method::PUT, path, Some(body))
    }

    /// Deletes.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path, None)
    }

    /// Applies on the server's side.
    pub fn server_side_apply(path: impl Into<String>, body: Value) -> Self {
        let content_type = "application/apply-patch+yaml";
        Self {
            content_type,
            ..Self::new(Method::PATCH, path, Some(body))
        }
    }

    fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self {
            method,
            path: path.into(),
            content_type: "application/json",
            body,
        }
    }
}

/// Why a request was not answered with success.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The server answered with an error.
    #[error("{method} {path}: {code} {reason}: {message}")]
    Refused {
        /// The request's method.
        method: Method,
        /// The request's path.
        path: String,
        /// The HTTP status code.
        code: u16,
        /// The machine-readable reason, such as `NotFound`.
        reason: String,
        /// The server's own words.
        message: String,
    },
    /// There was no answer, or none that is JSON.
    #[error("{method} {path}: {reason}")]
    NoAnswer {
        /// The request's method.
        method: Method,
        /// The request's path.
        path: String,
        /// What went wrong.
        reason: String,
    },
}

impl ApiError {
    /// The HTTP status code, if there was an answer.
    #[must_use]
    pub fn code(&self) -> Option<u16> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::NoAnswer { .. } => None,
        }
    }
}
