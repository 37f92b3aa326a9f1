//! How a single request can fail, and which failures end the run.
//!
//! Nothing here holds a response body: of an error's body only the `Status` message is kept, or the
//! title of a web page, on one line.
//!
//! # Why
//! Whatever stands between here and the API server may answer too, and some proxies repeat the
//! request with its `Authorization` header. An unknown text is therefore measured, not quoted.

use std::time::Duration;

use http::StatusCode;
use serde::Deserialize;

use super::{ClusterError, text::one_line};

/// A request that gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no connection.
    #[error("cannot reach the API server at {host}: {reason}")]
    Connect {
        /// Host and port.
        host: String,
        /// Why.
        reason: String,
        /// Whether the two sides did not agree on TLS.
        tls: bool,
    },
    /// The whole answer did not arrive in time.
    #[error("the API server at {host} did not answer within {limit:?}")]
    Timeout {
        /// Host and port.
        host: String,
        /// The limit.
        limit: Duration,
    },
    /// The connection ended before the whole answer had arrived.
    #[error("the connection to the API server at {host} broke off: {reason}")]
    BrokenOff {
        /// Host and port.
        host: String,
        /// Why.
        reason: String,
    },
    /// The answer is larger than any list should be.
    #[error("the API server's answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The API server does not know who we are.
    #[error("the API server at {host} does not accept the credentials")]
    Unauthorized {
        /// Host and port.
        host: String,
    },
    /// New credentials could not be had after the API server refused the old ones.
    #[error(transparent)]
    Renewal(Box<ClusterError>),
    /// The API server answered with an error.
    #[error("{}", .0.message)]
    Status(Box<StatusError>),
    /// Every answer so far came from something else, such as a proxy.
    #[error("what answers at {host} is not a Kubernetes API server: {reason}")]
    NotAnApiServer {
        /// Host and port.
        host: String,
        /// What it answered, in short.
        reason: String,
    },
    /// The path is not one of a URL.
    #[error("not the path of a URL: {}", one_line(.0, 100))]
    Path(String),
}

/// An error that the API server answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusError {
    /// HTTP status.
    pub code: StatusCode,
    /// The server's message, or a summary of a body that is no `Status`.
    pub message: String,
    /// The machine-readable reason, such as `Forbidden`; absent if the body is no `Status`.
    pub reason: Option<String>,
    /// Whether the body was a `Status`, which only an API server sends.
    pub is_status_object: bool,
    /// The name of the object that the error is about.
    pub object: Option<String>,
}

impl RequestError {
    /// Whether every other request would fail alike, so that there is no point in going on.
    #[must_use]
    pub fn ends_the_run(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Unauthorized { .. } | Self::Renewal(_) => true,
            Self::Timeout { .. }
            | Self::BrokenOff { .. }
            | Self::TooLarge { .. }
            | Self::Status(_)
            | Self::NotAnApiServer { .. }
            | Self::Path(_) => false,
        }
    }

    /// The error that the API server answered with, if it did.
    #[must_use]
    pub fn status(&self) -> Option<&StatusError> {
        match self {
            Self::Status(status) => Some(status),
            _ => None,
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(
            match self {
                Self::Connect { tls: true, .. } => {
                    "check certificate-authority and tls-server-name in the kubeconfig, and \
                     whether a proxy inspects TLS on the way"
                }
                Self::Connect { tls: false, .. } => {
                    "check the server's address, the proxy and the VPN; the endpoint of an EKS \
                     cluster may be private"
                }
                Self::Timeout { .. } => {
                    "check the VPN and the proxy, or allow more time with --request-timeout"
                }
                Self::BrokenOff { .. } => "try again; a proxy or load balancer may have cut it",
                Self::TooLarge { .. } => "read smaller pages with --chunk-size",
                Self::Unauthorized { .. } => {
                    "log in again; on EKS, `aws sts get-caller-identity` shows who you are, and \
                     the cluster's access entries or aws-auth must name it"
                }
                Self::NotAnApiServer { .. } => {
                    "check the server's address, http or https, and what a proxy on the way answers"
                }
                Self::Renewal(error) => return error.hint(),
                Self::Status(_) | Self::Path(_) => return None,
            }
            .to_owned(),
        )
    }
}

#[derive(Deserialize)]
struct StatusBody {
    kind: String,
    message: Option<String>,
    reason: Option<String>,
    details: Option<StatusDetails>,
}

#[derive(Deserialize)]
struct StatusDetails {
    name: Option<String>,
}

impl StatusError {
    /// Reads what is worth keeping of an error's body.
    pub(super) fn from_body(code: StatusCode, body: &[u8]) -> Self {
        let status = serde_json::from_slice::<StatusBody>(body)
            .ok()
            .filter(|status| status.kind == "Status");
        if let Some(status) = status {
            let message = status.message.filter(|message| !message.is_empty());
            return Self {
                code,
                message: message.map_or_else(|| code.to_string(), |text| one_line(&text, 500)),
                reason: status.reason,
                is_status_object: true,
                object: status.details.and_then(|details| details.name),
            };
        }
        Self {
            code,
            message: format!("the server answered {code}{}", summary(body)),
            reason: None,
            is_status_object: false,
            object: None,
        }
    }

    /// The same without any text of the server's that is shown.
    pub(super) fn without_quotes(self) -> Self {
        Self {
            message: format!("the server answered {}", self.code),
            ..self
        }
    }

    /// The user whom the API server refused, from its message.
    ///
    /// The message is `... is forbidden: User "NAME" cannot ...`, with NAME quoted as Go does
    /// (apiserver, `pkg/endpoints/handlers/responsewriters/errors.go`).
    #[must_use]
    pub fn forbidden_user(&self) -> Option<&str> {
        let (_, rest) = self.message.split_once("User \"")?;
        let (user, _) = rest.split_once("\" cannot ")?;
        Some(user)
    }
}

/// What a body that is no `Status` is, without being all of it.
fn summary(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start();
    if text.is_empty() {
        return String::new();
    }
    if text.starts_with('<') {
        let title = between(text, "<title>", "</title>")
            .map(|title| format!(" titled \"{}\"", one_line(title, 60)));
        return format!(" with an HTML page{}", title.unwrap_or_default());
    }
    format!(" with {} bytes that are no Kubernetes status", body.len())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    Some(text.split_once(start)?.1.split_once(end)?.0)
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::StatusError;

    fn read(body: &str) -> StatusError {
        StatusError::from_body(StatusCode::FORBIDDEN, body.as_bytes())
    }

    #[test]
    fn of_a_status_the_message_is_kept() {
        let error = read(
            r#"{"kind":"Status","reason":"Forbidden","details":{"name":"x"},
               "message":"roles is forbidden: User \"ann\" cannot list resource \"roles\""}"#,
        );
        assert_eq!(error.reason.as_deref(), Some("Forbidden"));
        assert_eq!(error.object.as_deref(), Some("x"));
        assert_eq!(error.forbidden_user(), Some("ann"));
    }

    #[test]
    fn an_html_page_is_named_and_not_repeated() {
        let error = read("<html><head><title>Blocked\nby proxy</title></head><p>secret</p></html>");
        assert_eq!(
            error.message,
            "the server answered 403 Forbidden with an HTML page titled \"Blocked by proxy\""
        );
    }

    #[test]
    fn other_bodies_are_measured_and_not_quoted() {
        assert_eq!(
            read("no: Authorization: Bearer hunter2").message,
            "the server answered 403 Forbidden with 33 bytes that are no Kubernetes status"
        );
    }

    #[test]
    fn an_object_that_is_no_status_is_only_summarised() {
        assert_eq!(read("").message, "the server answered 403 Forbidden");
        let error = read(r#"{"kind":"Secret","data":"hunter2"}"#);
        assert_eq!(error.reason, None);
        assert!(!error.message.contains("hunter2"), "{}", error.message);
    }
}
