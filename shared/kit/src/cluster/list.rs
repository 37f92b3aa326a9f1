//! Reads the objects of one kind, page by page.
//!
//! Decides what a failure means. A kind that the catalogue of kinds proves absent has no objects:
//! an answer. So is an object that the API server says it does not have. Everything else that
//! concerns this kind only (403, an error, garbage, a page that does not come) is a gap, and what
//! was read before it is kept. One page is in memory at a time.
//! Rules: "API concepts: retrieving large results sets in chunks" (410 means that the list must be
//! started again).

use std::collections::HashSet;

use http::StatusCode;
use serde::Deserialize;

use super::{Cluster, RequestError, client::JSON, discover::Discovery, text::one_line};
use crate::{
    object::{ObjectRef, ResourceType},
    snapshot::{Collection, DecodeError, Gap, GapCode},
    source::{Scope, Want},
};

/// How often a list is started again because its snapshot on the server has expired.
const RESTARTS: u32 = 3;

/// What was read of a kind.
pub(crate) struct Listed {
    pub(crate) collection: Box<dyn Collection>,
    pub(crate) gaps: Vec<Gap>,
    /// Why the rest was not read: what to say if nothing else could be read either.
    pub(crate) failure: Option<RequestError>,
}

/// The part of a list that says whether it is one.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListHead {
    kind: String,
    api_version: String,
}

/// Reads what is wanted; an error is one that ends the run.
pub(crate) async fn read(
    cluster: &Cluster,
    want: &Want,
    discovery: &Discovery<'_>,
) -> Result<Listed, RequestError> {
    let mut listed = Listed {
        collection: (want.collection)(),
        gaps: Vec::new(),
        failure: None,
    };
    let failure = match &want.scope {
        Scope::Object { namespace, name } => {
            get(cluster, want, namespace.as_deref(), name, &mut listed).await
        }
        Scope::Cluster => list(cluster, want, None, &mut listed).await,
        Scope::Namespace(namespace) => list(cluster, want, Some(namespace), &mut listed).await,
    };
    match failure {
        Ok(()) => {}
        Err(Failure::Request(error)) if cluster.is_hopeless(&error) => return Err(error),
        Err(failure) => {
            if !(failure.is_not_found() && is_absent(want, discovery).await?) {
                let gap = failure.gap(want, listed.collection.len());
                listed.gaps.push(gap);
                listed.failure = Some(failure.into_error(cluster));
            }
        }
    }
    Ok(listed)
}

/// Why the rest of a kind was not read.
enum Failure {
    Request(RequestError),
    Decode(DecodeError),
    Other(&'static str),
}

async fn get(
    cluster: &Cluster,
    want: &Want,
    namespace: Option<&str>,
    name: &str,
    listed: &mut Listed,
) -> Result<(), Failure> {
    let collection = collection_path(&want.resource, namespace);
    let path = format!("{collection}/{}", segment(name));
    let body = match cluster.get(&path, JSON).await {
        Ok(body) => body,
        Err(error) if says_no_such_object(&error, name) => return Ok(()),
        Err(error) => return Err(Failure::Request(error)),
    };
    let head: ListHead = serde_json::from_slice(&body)
        .map_err(|error| DecodeError::from_json(want.resource.kind, &error))?;
    if head.kind != want.resource.kind || head.api_version != want.resource.api_version() {
        return Err(Failure::Other("the answer is of another kind"));
    }
    let text = std::str::from_utf8(&body).map_err(|_| Failure::Other("the answer is not UTF-8"))?;
    if let Err(error) = listed.collection.push_json(text) {
        let object = ObjectRef {
            kind: want.resource.kind.to_owned(),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
        };
        listed.gaps.push(undecodable(Some(object), &error));
    }
    Ok(())
}

async fn list(
    cluster: &Cluster,
    want: &Want,
    namespace: Option<&str>,
    listed: &mut Listed,
) -> Result<(), Failure> {
    let path = collection_path(&want.resource, namespace);
    let mut restarts = 0;
    let mut token: Option<String> = None;
    let mut seen: HashSet<String> = HashSet::new();
    loop {
        let page = page_path(cluster, &path, token.as_deref());
        match cluster.get(&page, JSON).await {
            Ok(body) => token = take_page(&body, want, listed)?,
            Err(error) if token.is_some() && is_expired(&error) && restarts < RESTARTS => {
                restarts += 1;
                token = None;
                seen.clear();
                listed.collection.clear();
                listed.gaps.clear();
                continue;
            }
            Err(error) => return Err(Failure::Request(error)),
        }
        match &token {
            None => return Ok(()),
            Some(token) if !seen.insert(token.clone()) => {
                return Err(Failure::Other("the server repeats a page"));
            }
            Some(_) => {}
        }
    }
}

/// Takes the objects of a page and gives the token of the next.
fn take_page(body: &[u8], want: &Want, listed: &mut Listed) -> Result<Option<String>, Failure> {
    let head: ListHead = serde_json::from_slice(body)
        .map_err(|error| DecodeError::from_json(want.resource.kind, &error))?;
    // Without this an answer of any other kind would be an empty list, and the report clean.
    if !head.kind.ends_with("List") || head.api_version != want.resource.api_version() {
        return Err(Failure::Other("the answer is not a list of this kind"));
    }
    let page = listed.collection.extend_from_page(body)?;
    for (object, error) in page.undecodable {
        listed.gaps.push(undecodable(object, &error));
    }
    Ok(page.continue_token)
}

fn undecodable(object: Option<ObjectRef>, error: &DecodeError) -> Gap {
    let gap = |name: &str| {
        let message = format!("cannot decode {name}: {error}");
        Gap::new(GapCode::Undecodable, message)
    };
    match object {
        Some(object) => gap(&one_line(&object.to_string(), 300)).about(object),
        None => gap("an object without a name"),
    }
}

/// Whether the catalogue proves that the kind does not exist.
async fn is_absent(want: &Want, discovery: &Discovery<'_>) -> Result<bool, RequestError> {
    let catalog = &discovery.get().await?.catalog;
    let exists = catalog.resources.iter().any(|resource| {
        resource.group == want.resource.group && resource.plural == want.resource.plural
    });
    Ok(!exists && catalog.is_complete_for(want.resource.group))
}

/// A 404 of a proxy, or of a kind that does not exist, says nothing about an object.
fn says_no_such_object(error: &RequestError, name: &str) -> bool {
    error.status().is_some_and(|status| {
        status.code == StatusCode::NOT_FOUND
            && status.reason.as_deref() == Some("NotFound")
            && status.object.as_deref() == Some(name)
    })
}

fn is_expired(error: &RequestError) -> bool {
    error
        .status()
        .is_some_and(|status| status.code == StatusCode::GONE)
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl Failure {
    fn is_not_found(&self) -> bool {
        matches!(self, Self::Request(error) if error
            .status()
            .is_some_and(|status| status.code == StatusCode::NOT_FOUND))
    }

    fn into_error(self, cluster: &Cluster) -> RequestError {
        match self {
            Self::Request(error) => cluster.in_doubt(error),
            Self::Decode(error) => cluster.not_an_api_server(&error.to_string()),
            Self::Other(reason) => cluster.not_an_api_server(reason),
        }
    }

    fn gap(&self, want: &Want, objects_read: usize) -> Gap {
        let what = doing(want);
        let partly = match objects_read {
            0 => String::new(),
            1 => " (after 1 object)".to_owned(),
            objects => format!(" (after {objects} objects)"),
        };
        let (code, reason) = match self {
            Self::Request(error) => match error.status() {
                Some(status) if status.code == StatusCode::FORBIDDEN => {
                    let refused = match status.forbidden_user() {
                        Some(user) => format!("forbidden for user \"{user}\""),
                        None => status.message.clone(),
                    };
                    (GapCode::Forbidden, format!("{refused}{}", advice(want)))
                }
                _ => (GapCode::Unreadable, error.to_string()),
            },
            Self::Decode(error) => (GapCode::Unreadable, error.to_string()),
            Self::Other(reason) => (GapCode::Unreadable, (*reason).to_owned()),
        };
        let gap = Gap::new(code, format!("{what}: {reason}{partly}"));
        match &want.scope {
            Scope::Object { namespace, name } => gap.about(ObjectRef {
                kind: want.resource.kind.to_owned(),
                namespace: namespace.clone(),
                name: name.clone(),
            }),
            Scope::Cluster | Scope::Namespace(_) => gap,
        }
    }
}

fn doing(want: &Want) -> String {
    let kind = want.resource.qualified_plural();
    match &want.scope {
        Scope::Object { namespace, name } => {
            let place = namespace.as_ref().map(|namespace| in_namespace(namespace));
            let name = one_line(name, 100);
            format!("cannot get {kind} \"{name}\"{}", place.unwrap_or_default())
        }
        Scope::Namespace(namespace) if want.resource.namespaced => {
            format!("cannot list {kind}{}", in_namespace(namespace))
        }
        Scope::Cluster if want.resource.namespaced => {
            format!("cannot list {kind} in any namespace")
        }
        _ => format!("cannot list {kind}"),
    }
}

fn in_namespace(namespace: &str) -> String {
    format!(" in namespace \"{}\"", one_line(namespace, 100))
}

fn advice(want: &Want) -> &'static str {
    if want.scope == Scope::Cluster && want.resource.namespaced {
        "; -n asks about one namespace only"
    } else {
        ""
    }
}

/// The URL path of a kind, in a namespace if the kind has one.
fn collection_path(resource: &ResourceType, namespace: Option<&str>) -> String {
    let root = if resource.group.is_empty() {
        format!("/api/{}", resource.version)
    } else {
        format!("/apis/{}/{}", resource.group, resource.version)
    };
    match namespace {
        Some(namespace) if resource.namespaced => {
            format!(
                "{root}/namespaces/{}/{}",
                segment(namespace),
                resource.plural
            )
        }
        _ => format!("{root}/{}", resource.plural),
    }
}

fn page_path(cluster: &Cluster, path: &str, token: Option<&str>) -> String {
    match (cluster.chunk_size(), token) {
        (None, None) => path.to_owned(),
        (None, Some(token)) => format!("{path}?continue={}", segment(token)),
        (Some(limit), None) => format!("{path}?limit={limit}"),
        (Some(limit), Some(token)) => {
            format!("{path}?limit={limit}&continue={}", segment(token))
        }
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters, so that a name can neither
/// leave its place in the path nor add a parameter.
fn segment(text: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(text.len());
    // A segment of dots only would be a step in the path.
    let only_dots = text.bytes().all(|byte| byte == b'.');
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) || (byte == b'.' && !only_dots) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
