//! A kind of objects that is asked for: its URL path, and what the request is called.

use super::{path::segment, text::one_line};
use crate::{
    discovery::ApiResource,
    source::{Scope, Want},
};

/// A kind and how much of it is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(super) group: &'a str,
    pub(super) version: &'a str,
    pub(super) kind: &'a str,
    pub(super) plural: &'a str,
    pub(super) namespaced: bool,
    pub(super) scope: &'a Scope,
}

impl<'a> Asked<'a> {
    pub(crate) fn of(resource: &'a ApiResource, scope: &'a Scope) -> Self {
        Self {
            group: &resource.group,
            version: &resource.version,
            kind: &resource.kind,
            plural: &resource.plural,
            namespaced: resource.namespaced,
            scope,
        }
    }

    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    fn qualified_plural(&self) -> String {
        if self.group.is_empty() {
            self.plural.to_owned()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }
}

impl<'a> From<&'a Want> for Asked<'a> {
    fn from(want: &'a Want) -> Self {
        Self {
            group: want.resource.group,
            version: want.resource.version,
            kind: want.resource.kind,
            plural: want.resource.plural,
            namespaced: want.resource.namespaced,
            scope: &want.scope,
        }
    }
}

/// What the request does, for errors and gaps.
pub(super) fn doing(asked: Asked<'_>) -> String {
    let kind = asked.qualified_plural();
    match asked.scope {
        Scope::Object { namespace, name } => {
            let place = namespace.as_ref().map(|namespace| in_namespace(namespace));
            let name = one_line(name, 100);
            format!("cannot get {kind} \"{name}\"{}", place.unwrap_or_default())
        }
        Scope::Namespace(namespace) if asked.namespaced => {
            format!("cannot list {kind}{}", in_namespace(namespace))
        }
        Scope::Cluster if asked.namespaced => {
            format!("cannot list {kind} in any namespace")
        }
        _ => format!("cannot list {kind}"),
    }
}

fn in_namespace(namespace: &str) -> String {
    format!(" in namespace \"{}\"", one_line(namespace, 100))
}

/// What may help where the request is forbidden.
pub(super) fn advice(asked: Asked<'_>) -> &'static str {
    if *asked.scope == Scope::Cluster && asked.namespaced {
        "; -n asks about one namespace only"
    } else {
        ""
    }
}

/// The URL path of a kind, in a namespace if the kind has one.
pub(super) fn collection_path(asked: Asked<'_>, namespace: Option<&str>) -> String {
    let root = if asked.group.is_empty() {
        format!("/api/{}", asked.version)
    } else {
        format!("/apis/{}/{}", asked.group, asked.version)
    };
    match namespace {
        Some(namespace) if asked.namespaced => {
            format!("{root}/namespaces/{}/{}", segment(namespace), asked.plural)
        }
        _ => format!("{root}/{}", asked.plural),
    }
}
