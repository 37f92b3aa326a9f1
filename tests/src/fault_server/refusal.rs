//! Refusals, in the words of kube-apiserver: clients and people read them.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::answer::Answer;
use super::fault::Fault;
use super::kinds::Kind;
use super::record::RecordedRequest;
use super::route::{Objects, Route};

/// Who every request is from, in the words of refusals and of `SelfSubjectReview`.
pub(super) const USER: &str = "e2e-user";

/// The answer to a request that a fault strikes.
pub(super) fn refusal(fault: &Fault, request: &RecordedRequest, route: &Route<'_>) -> Answer {
    let plain = |status, reason: &str, message: &str| {
        Answer::refusal(status, reason, message, &Value::Null)
    };
    match fault {
        Fault::Forbidden => forbidden(request, route),
        Fault::Unauthorized => plain(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized"),
        Fault::NotFound => plain(
            StatusCode::NOT_FOUND,
            "NotFound",
            "the server could not find the requested resource",
        ),
        Fault::Conflict => plain(
            StatusCode::CONFLICT,
            "Conflict",
            "the object has been modified; please apply your changes to the latest version and try again",
        ),
        Fault::Expired => plain(
            StatusCode::GONE,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. You \
             can start a new list without the continue parameter.",
        ),
        Fault::TooManyRequests { retry_after } => Answer {
            retry_after: Some(*retry_after),
            ..Answer::refusal(
                StatusCode::TOO_MANY_REQUESTS,
                "TooManyRequests",
                "the server has received too many requests and has asked us to try again later",
                &json!({"retryAfterSeconds": retry_after}),
            )
        },
        Fault::Unavailable => plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "the server is currently unable to handle the request",
        ),
        Fault::HugeError(size) => Answer::text(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/plain",
            vec![b'x'; *size],
        ),
        Fault::Body(status, body) => Answer::text(
            StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            "application/json",
            body.as_bytes().to_vec(),
        ),
        Fault::Garbage => Answer::text(
            StatusCode::OK,
            "application/json",
            b"{\"kind\": \xff\x00 garbage".to_vec(),
        ),
        Fault::Html => Answer::text(
            StatusCode::OK,
            "text/html",
            b"<!doctype html><title>Sign in</title><p>Please sign in to go on.</p>".to_vec(),
        ),
        _ => plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            "an error on the server has prevented the request from succeeding",
        ),
    }
}

/// 403 in the words of the API server (apiserver `responsewriters.Forbidden`).
fn forbidden(request: &RecordedRequest, route: &Route<'_>) -> Answer {
    let Route::Objects(asked) = route else {
        let path = request.path_only();
        let verb = request.method.as_str().to_lowercase();
        let message = format!("forbidden: User \"{USER}\" cannot {verb} path \"{path}\"");
        return Answer::refusal(StatusCode::FORBIDDEN, "Forbidden", &message, &json!({}));
    };
    let verb = match (&request.method, asked.name) {
        (&Method::GET, None) => "list",
        (&Method::GET, Some(_)) => "get",
        (&Method::POST, _) => "create",
        (&Method::PUT, _) => "update",
        (&Method::DELETE, _) => "delete",
        _ => "patch",
    };
    let Kind { group, plural, .. } = asked.kind;
    let place = asked.namespace.map_or_else(
        || "at the cluster scope".to_owned(),
        |namespace| format!("in the namespace \"{namespace}\""),
    );
    let subject = asked
        .name
        .map(|name| format!(" \"{name}\""))
        .unwrap_or_default();
    let message = format!(
        "{}{subject} is forbidden: User \"{USER}\" cannot {verb} resource \"{plural}\" in API \
         group \"{group}\" {place}",
        asked.kind.resource(),
    );
    let mut details = json!({"kind": plural});
    if !group.is_empty() {
        details["group"] = json!(group);
    }
    if let Some(name) = asked.name {
        details["name"] = json!(name);
    }
    Answer::refusal(StatusCode::FORBIDDEN, "Forbidden", &message, &details)
}

/// 404 for an object that is not there.
pub(super) fn not_found(asked: &Objects<'_>) -> Answer {
    let name = asked.name.unwrap_or_default();
    let message = format!("{} \"{name}\" not found", asked.kind.resource());
    let details = json!({"name": name, "kind": asked.kind.plural});
    Answer::refusal(StatusCode::NOT_FOUND, "NotFound", &message, &details)
}

/// 400: the request asks what this server cannot do.
pub(super) fn bad_request(message: &str) -> Answer {
    Answer::refusal(StatusCode::BAD_REQUEST, "BadRequest", message, &Value::Null)
}

/// 404 for a path that no API has; kube-apiserver says it in plain text.
pub(super) fn page_not_found() -> Answer {
    Answer::text(
        StatusCode::NOT_FOUND,
        "text/plain",
        b"404 page not found\n".to_vec(),
    )
}
