//! Reads the paths of the Kubernetes API: which kind, which namespace, which object.
//! Rule: Kubernetes "API concepts", resource URIs.

use super::kinds::Kind;

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// `/version`.
    Version,
    /// `/readyz` and its like.
    Health,
    /// One of the discovery documents.
    Discovery(Discovery<'a>),
    /// A kind's objects or one of them.
    Objects(Objects<'a>),
    /// Creating an object that is an answer: `selfsubjectreviews` and its like.
    Review(&'a str),
    /// Nowhere.
    Unknown,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Discovery<'a> {
    /// `/api`.
    Core,
    /// `/apis`.
    Groups,
    /// `/api/v1` or `/apis/GROUP/VERSION`.
    Version { group: &'a str, version: &'a str },
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Objects<'a> {
    pub(super) kind: &'a Kind,
    pub(super) namespace: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) subresource: Option<&'a str>,
}

impl<'a> Route<'a> {
    /// Reads a path without its query.
    pub(super) fn of(path: &'a str, kinds: &'a [Kind]) -> Self {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["version"] => Self::Version,
            ["readyz" | "livez" | "healthz", ..] => Self::Health,
            ["api"] => Self::Discovery(Discovery::Core),
            ["apis"] => Self::Discovery(Discovery::Groups),
            ["api", version] => Self::Discovery(Discovery::Version { group: "", version }),
            ["apis", group, version] => Self::Discovery(Discovery::Version { group, version }),
            [
                "apis",
                "authentication.k8s.io" | "authorization.k8s.io",
                _,
                review,
            ] => Self::Review(review),
            ["api", version, rest @ ..] => Self::objects("", version, rest, kinds),
            ["apis", group, version, rest @ ..] => Self::objects(group, version, rest, kinds),
            _ => Self::Unknown,
        }
    }

    /// The kind that the path is about, if it is about objects.
    pub(super) fn kind(&self) -> Option<&'a Kind> {
        match self {
            Self::Objects(objects) => Some(objects.kind),
            _ => None,
        }
    }

    fn objects(group: &str, version: &str, rest: &[&'a str], kinds: &'a [Kind]) -> Self {
        // `namespaces/NAME/finalize` is about the namespace, `namespaces/NAME/pods` is not.
        let (namespace, rest) = match rest {
            ["namespaces", namespace, rest @ ..]
                if !matches!(rest, [] | ["finalize" | "status"]) =>
            {
                (Some(*namespace), rest)
            }
            rest => (None, rest),
        };
        let (plural, name, subresource) = match rest {
            [plural] => (plural, None, None),
            [plural, name] => (plural, Some(*name), None),
            [plural, name, subresource] => (plural, Some(*name), Some(*subresource)),
            _ => return Self::Unknown,
        };
        let kind = kinds
            .iter()
            .find(|kind| kind.group == group && kind.version == version && kind.plural == **plural);
        kind.map_or(Self::Unknown, |kind| {
            Self::Objects(Objects {
                kind,
                namespace,
                name,
                subresource,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault_server::kinds;

    #[test]
    fn a_namespace_is_an_object_and_a_place_for_others() {
        let kinds = kinds::all(&[], &[]);
        let read = |path: &'static str| match Route::of(path, &kinds) {
            Route::Objects(objects) => (
                objects.kind.plural.as_str(),
                objects.namespace,
                objects.name,
                objects.subresource,
            ),
            other => panic!("{other:?}"),
        };
        assert_eq!(read("/api/v1/namespaces"), ("namespaces", None, None, None));
        assert_eq!(
            read("/api/v1/namespaces/pay"),
            ("namespaces", None, Some("pay"), None)
        );
        assert_eq!(
            read("/api/v1/namespaces/pay/finalize"),
            ("namespaces", None, Some("pay"), Some("finalize"))
        );
        assert_eq!(
            read("/api/v1/namespaces/pay/pods"),
            ("pods", Some("pay"), None, None)
        );
        assert_eq!(
            read("/api/v1/namespaces/pay/pods/web/log"),
            ("pods", Some("pay"), Some("web"), Some("log"))
        );
        assert_eq!(
            read("/apis/rbac.authorization.k8s.io/v1/clusterroles/view"),
            ("clusterroles", None, Some("view"), None)
        );
    }
}
