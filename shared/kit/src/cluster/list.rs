//! Reads the objects of one kind, page by page.
//!
//! Decides what a failure means. A kind that the catalogue of kinds proves absent has no objects:
//! an answer. So is an object that the API server says it does not have. Everything else that
//! concerns this kind only (403, an error, garbage, a page that does not come) is a gap, and what
//! was read before it is kept. One page is in memory at a time.
//! Rules: "API concepts: retrieving large results sets in chunks" (410 means that the list must be
//! started again).

use std::{collections::HashSet, num::NonZeroU32};

use http::StatusCode;
use serde::Deserialize;

use super::{
    Cluster, RequestError,
    asked::{Asked, advice, collection_path, doing},
    client::JSON,
    discover::Discovery,
    path::{page_path, segment},
    text::one_line,
};
use crate::{
    object::ObjectRef,
    snapshot::{Collection, DecodeError, Gap, GapCode, PageEnd},
    source::{Scope, Want},
};

/// How often a list is started again because its snapshot on the server has expired.
const RESTARTS: u32 = 3;

/// A page that is larger makes the next ones shorter: objects may be a megabyte each.
const LARGE_PAGE: usize = 16 << 20;

/// What was read of a kind into a collection.
pub(crate) struct Listed {
    pub(crate) collection: Box<dyn Collection>,
    pub(crate) gaps: Vec<Gap>,
    /// Why the rest was not read: what to say if nothing else could be read either.
    pub(crate) failure: Option<RequestError>,
}

/// What was not read of a kind.
#[derive(Default)]
pub(crate) struct Unread {
    pub(crate) gaps: Vec<Gap>,
    /// Why the rest was not read: what to say if nothing else could be read either.
    pub(crate) failure: Option<RequestError>,
}

/// Takes what the API server answers.
pub(crate) trait Taker {
    /// Takes the objects of a list's page, given as its JSON text.
    fn page(&mut self, page: &[u8]) -> Result<PageEnd, DecodeError>;
    /// Takes one object, given as its JSON text.
    fn object(&mut self, object: &str) -> Result<(), DecodeError>;
    /// How many objects were taken.
    fn taken(&self) -> usize;
    /// Is told that the list starts again.
    fn restart(&mut self);
}

impl Taker for Box<dyn Collection> {
    fn page(&mut self, page: &[u8]) -> Result<PageEnd, DecodeError> {
        self.extend_from_page(page)
    }

    fn object(&mut self, object: &str) -> Result<(), DecodeError> {
        self.push_json(object)
    }

    fn taken(&self) -> usize {
        self.len()
    }

    fn restart(&mut self) {
        self.clear();
    }
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
    let mut collection = (want.collection)();
    let asked = Asked::from(want);
    let unread = read_into(cluster, asked, Some(discovery), &mut collection).await?;
    Ok(Listed {
        collection,
        gaps: unread.gaps,
        failure: unread.failure,
    })
}

/// Reads what is asked for and hands it over; an error is one that ends the run.
///
/// Without discovery a kind is taken to exist, so that a 404 is a gap.
pub(crate) async fn read_into<T: Taker>(
    cluster: &Cluster,
    asked: Asked<'_>,
    discovery: Option<&Discovery<'_>>,
    taker: &mut T,
) -> Result<Unread, RequestError> {
    let mut unread = Unread::default();
    let gaps = &mut unread.gaps;
    let failure = match asked.scope {
        Scope::Object { namespace, name } => {
            get(cluster, asked, namespace.as_deref(), name, (taker, gaps)).await
        }
        Scope::Cluster => list(cluster, asked, None, (taker, gaps)).await,
        Scope::Namespace(namespace) => list(cluster, asked, Some(namespace), (taker, gaps)).await,
    };
    match failure {
        Ok(()) => {}
        Err(Failure::Request(error)) if cluster.is_hopeless(&error) => return Err(error),
        Err(failure) => {
            if !(failure.is_not_found() && is_absent(asked, discovery).await?) {
                unread.gaps.push(failure.gap(asked, taker.taken()));
                unread.failure = Some(failure.into_error(cluster));
            }
        }
    }
    Ok(unread)
}

/// Who takes what is read, and where to say what is not.
type Taking<'t, T> = (&'t mut T, &'t mut Vec<Gap>);

/// Why the rest of a kind was not read.
enum Failure {
    Request(RequestError),
    Decode(DecodeError),
    Other(&'static str),
}

async fn get<T: Taker>(
    cluster: &Cluster,
    asked: Asked<'_>,
    namespace: Option<&str>,
    name: &str,
    (taker, gaps): Taking<'_, T>,
) -> Result<(), Failure> {
    let collection = collection_path(asked, namespace);
    let path = format!("{collection}/{}", segment(name));
    let body = match cluster.get(&path, JSON).await {
        Ok(body) => body,
        Err(error) if says_no_such_object(&error, name) => return Ok(()),
        Err(error) => return Err(Failure::Request(error)),
    };
    let head: ListHead = serde_json::from_slice(&body)
        .map_err(|error| DecodeError::from_json(asked.kind.to_owned(), &error))?;
    if head.kind != asked.kind || head.api_version != asked.api_version() {
        return Err(Failure::Other("the answer is of another kind"));
    }
    let text = std::str::from_utf8(&body).map_err(|_| Failure::Other("the answer is not UTF-8"))?;
    if let Err(error) = taker.object(text) {
        let object = ObjectRef {
            kind: asked.kind.to_owned(),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
        };
        gaps.push(undecodable(Some(object), &error));
    }
    Ok(())
}

async fn list<T: Taker>(
    cluster: &Cluster,
    asked: Asked<'_>,
    namespace: Option<&str>,
    (taker, gaps): Taking<'_, T>,
) -> Result<(), Failure> {
    let path = collection_path(asked, namespace);
    let mut limit = cluster.chunk_size();
    let mut restarts = 0;
    let mut token: Option<String> = None;
    let mut seen: HashSet<String> = HashSet::new();
    loop {
        let page = page_path(limit, &path, token.as_deref());
        match cluster.get(&page, JSON).await {
            Ok(body) => {
                limit = limit.map(|limit| next_limit(limit, body.len()));
                token = take_page(&body, asked, taker, gaps)?;
            }
            Err(error) if token.is_some() && is_expired(&error) && restarts < RESTARTS => {
                restarts += 1;
                token = None;
                seen.clear();
                taker.restart();
                gaps.clear();
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

/// How many objects to ask for after a page of this size. The limit may differ from page to page
/// ("API concepts: retrieving large results sets in chunks").
fn next_limit(limit: NonZeroU32, page: usize) -> NonZeroU32 {
    let times = u32::try_from(page / LARGE_PAGE).unwrap_or(u32::MAX);
    NonZeroU32::new(limit.get() / times.saturating_add(1)).unwrap_or(NonZeroU32::MIN)
}

/// Takes the objects of a page and gives the token of the next.
fn take_page(
    body: &[u8],
    asked: Asked<'_>,
    taker: &mut impl Taker,
    gaps: &mut Vec<Gap>,
) -> Result<Option<String>, Failure> {
    let head: ListHead = serde_json::from_slice(body)
        .map_err(|error| DecodeError::from_json(asked.kind.to_owned(), &error))?;
    // Without this an answer of any other kind would be an empty list, and the report clean.
    if !head.kind.ends_with("List") || head.api_version != asked.api_version() {
        return Err(Failure::Other("the answer is not a list of this kind"));
    }
    let page = taker.page(body)?;
    for (object, error) in page.undecodable {
        gaps.push(undecodable(object, &error));
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
async fn is_absent(
    asked: Asked<'_>,
    discovery: Option<&Discovery<'_>>,
) -> Result<bool, RequestError> {
    let Some(discovery) = discovery else {
        return Ok(false);
    };
    let catalog = &discovery.get().await?.catalog;
    let exists = catalog
        .resources
        .iter()
        .any(|resource| resource.group == asked.group && resource.plural == asked.plural);
    Ok(!exists && catalog.is_complete_for(asked.group))
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

    fn gap(&self, asked: Asked<'_>, objects_read: usize) -> Gap {
        let what = doing(asked);
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
                    (GapCode::Forbidden, format!("{refused}{}", advice(asked)))
                }
                _ => (GapCode::Unreadable, error.to_string()),
            },
            Self::Decode(error) => (GapCode::Unreadable, error.to_string()),
            Self::Other(reason) => (GapCode::Unreadable, (*reason).to_owned()),
        };
        let gap = Gap::new(code, format!("{what}: {reason}{partly}"));
        match asked.scope {
            Scope::Object { namespace, name } => gap.about(ObjectRef {
                kind: asked.kind.to_owned(),
                namespace: namespace.clone(),
                name: name.clone(),
            }),
            Scope::Cluster | Scope::Namespace(_) => gap,
        }
    }
}

#[cfg(test)]
mod tests;
