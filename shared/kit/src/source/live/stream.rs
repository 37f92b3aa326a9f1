//! Shows the objects of a live cluster to a sink, page by page, and keeps none.
//!
//! Memory is bounded by the pages that are under way and the names of what was shown: a list that
//! has to start again must not show an object twice.

use std::{cell::RefCell, collections::HashSet};

use futures::{StreamExt as _, stream as futures_stream};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::CONCURRENCY;
use crate::{
    Error,
    cluster::{
        Cluster, ClusterError, RequestError,
        asked::Asked,
        list::{self, Taker, Unread},
    },
    discovery::ApiResource,
    object::ObjectRef,
    snapshot::{DecodeError, ListMetadata, PageEnd},
    source::{ObjectSink, RawObject, Scope, StreamEnd, stream::Head},
};

/// Shows every object of these kinds in the scope.
///
/// In one namespace only the kinds are read whose objects live in one, and the namespace itself.
/// [`ApiCatalog::listable`](crate::discovery::ApiCatalog::listable) names every kind that can be
/// read. Objects of different kinds come in no particular order.
pub async fn stream(
    cluster: &Cluster,
    kinds: &[ApiResource],
    scope: &Scope,
    sink: &mut dyn ObjectSink,
) -> Result<StreamEnd, Error> {
    let asked: Vec<(&ApiResource, Scope)> = kinds
        .iter()
        .filter(|kind| sink.is_wanted(&kind.api_version(), &kind.kind))
        .filter_map(|kind| Some((kind, scope_of(kind, scope)?)))
        .collect();
    let sink = RefCell::new(sink);
    let mut end = StreamEnd::default();
    let mut failure = None;
    {
        let readings = asked
            .iter()
            .map(|(kind, scope)| show(cluster, kind, scope, &sink));
        let mut readings = futures_stream::iter(readings).buffer_unordered(CONCURRENCY);
        while let Some(reading) = readings.next().await {
            let (objects, unread) = reading.map_err(ClusterError::Request)?;
            end.objects += objects;
            end.gaps.extend(unread.gaps);
            failure = failure.or(unread.failure);
        }
    }
    if !cluster.has_answered()
        && let Some(gap) = end.gaps.first()
    {
        let error = failure.unwrap_or_else(|| cluster.not_an_api_server(&gap.message));
        return Err(ClusterError::Request(error).into());
    }
    end.sort_remarks();
    Ok(end)
}

/// How much of a kind is in the scope; nothing if there cannot be any.
pub(crate) fn scope_of(kind: &ApiResource, scope: &Scope) -> Option<Scope> {
    match scope {
        Scope::Namespace(_) if kind.namespaced => Some(scope.clone()),
        Scope::Namespace(namespace) => {
            let is_namespaces = kind.group.is_empty() && kind.plural == "namespaces";
            is_namespaces.then(|| Scope::Object {
                namespace: None,
                name: namespace.clone(),
            })
        }
        Scope::Object { namespace, .. } => {
            (namespace.is_some() == kind.namespaced).then(|| scope.clone())
        }
        Scope::Cluster => Some(Scope::Cluster),
    }
}

async fn show(
    cluster: &Cluster,
    kind: &ApiResource,
    scope: &Scope,
    sink: &RefCell<&mut dyn ObjectSink>,
) -> Result<(usize, Unread), RequestError> {
    let asked = Asked::of(kind, scope);
    let mut showing = Showing {
        api_version: asked.api_version(),
        kind: &kind.kind,
        sink,
        shown: HashSet::new(),
        objects: 0,
        restarted: false,
    };
    let unread = list::read_into(cluster, asked, None, &mut showing).await?;
    Ok((showing.objects, unread))
}

/// The objects of one kind on their way to the sink.
struct Showing<'a, 's> {
    api_version: String,
    kind: &'a str,
    sink: &'a RefCell<&'s mut dyn ObjectSink>,
    /// Namespaces and names.
    shown: HashSet<(Option<String>, String)>,
    objects: usize,
    restarted: bool,
}

impl Showing<'_, '_> {
    /// Whether the text was an object at all.
    fn show(&mut self, json: &str) -> bool {
        let Some(head) = Head::read(json) else {
            return false;
        };
        let name = (head.namespace.clone(), head.name.clone());
        let is_new = self.shown.insert(name);
        if self.restarted && !is_new && !head.name.is_empty() {
            return true;
        }
        let (api_version, kind) = head.type_meta().unwrap_or((&self.api_version, self.kind));
        let object = RawObject {
            api_version,
            kind,
            reference: ObjectRef {
                kind: kind.to_owned(),
                namespace: head.namespace.clone(),
                name: head.name.clone(),
            },
            json,
            location: None,
        };
        // Nothing waits while it is borrowed, so that no other kind can want it.
        self.sink.borrow_mut().object(&object);
        self.objects += 1;
        true
    }

    fn not_an_object(&self) -> DecodeError {
        DecodeError {
            kind: self.kind.to_owned().into(),
            problem: "it is not an object",
            column: 0,
        }
    }
}

#[derive(Deserialize)]
struct Page<'t> {
    #[serde(default)]
    metadata: ListMetadata,
    #[serde(borrow)]
    items: Option<Vec<&'t RawValue>>,
}

impl Taker for Showing<'_, '_> {
    fn page(&mut self, page: &[u8]) -> Result<PageEnd, DecodeError> {
        let page: Page<'_> = serde_json::from_slice(page)
            .map_err(|error| DecodeError::from_json(self.kind.to_owned(), &error))?;
        let mut undecodable = Vec::new();
        for item in page.items.unwrap_or_default() {
            if !self.show(item.get()) {
                undecodable.push((None, self.not_an_object()));
            }
        }
        Ok(PageEnd {
            continue_token: page.metadata.next(),
            undecodable,
        })
    }

    fn object(&mut self, object: &str) -> Result<(), DecodeError> {
        if self.show(object) {
            Ok(())
        } else {
            Err(self.not_an_object())
        }
    }

    fn taken(&self) -> usize {
        self.objects
    }

    fn restart(&mut self) {
        self.restarted = true;
    }
}

#[cfg(test)]
mod tests;
