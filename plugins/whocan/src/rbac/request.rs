//! What is asked: the attributes that an authorizer sees of a request.
//!
//! Rules: Kubernetes "Authorization: request attributes". Cluster-scoped resources and URLs have
//! no namespace, with one exception: a request for one namespace object carries that namespace, so
//! a role binding inside it can grant access to it.

use plugin_kit::object::is_dns_label;

/// A question: may somebody do this?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Verb, exactly as the API server would see it; `*` is a verb of that name.
    pub verb: String,
    /// What the verb is done to.
    pub target: Target,
}

/// What the verb of a request is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A resource of the API.
    Resource {
        /// API group; empty for the core group.
        group: String,
        /// Plural resource name.
        resource: String,
        /// Subresource, such as `exec`.
        subresource: Option<String>,
        /// Name of the object; absent for lists and for questions about any object.
        name: Option<String>,
        /// Where.
        namespace: RequestNamespace,
    },
    /// A path of the API server that is no resource.
    Url(String),
}

/// The namespaces that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestNamespace {
    /// None: the resource is cluster-scoped.
    Cluster,
    /// This one.
    One(String),
    /// Every one: each namespace on its own, and all of them at once.
    All,
}

/// Where the bindings have to be that can answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope<'a> {
    /// Cluster role bindings only.
    Cluster,
    /// Cluster role bindings, and role bindings of this namespace.
    Namespace(&'a str),
    /// Cluster role bindings and every role binding.
    AllNamespaces,
}

impl Request {
    /// Where the bindings have to be.
    pub(crate) fn scope(&self) -> Scope<'_> {
        let Target::Resource {
            group,
            resource,
            name,
            namespace,
            ..
        } = &self.target
        else {
            return Scope::Cluster;
        };
        match namespace {
            RequestNamespace::One(namespace) => Scope::Namespace(namespace),
            RequestNamespace::All => Scope::AllNamespaces,
            RequestNamespace::Cluster => match name.as_deref() {
                Some(name)
                    if group.is_empty()
                        && resource == "namespaces"
                        && self.names_path()
                        && is_dns_label(name) =>
                {
                    Scope::Namespace(name)
                }
                _ => Scope::Cluster,
            },
        }
    }

    /// Whether the name of the object is part of the request's path.
    ///
    /// A list of one object selects it by field instead, a watch can be asked for in both ways,
    /// and an object that is yet to be created has no path; a subresource always has.
    fn names_path(&self) -> bool {
        is_verb_of_one_object(&self.verb)
            || matches!(
                &self.target,
                Target::Resource {
                    subresource: Some(_),
                    ..
                }
            )
    }

    /// Whether a request with this verb can carry the name of an object at all.
    pub(crate) fn can_have_name(&self) -> bool {
        matches!(self.target, Target::Resource { .. }) && self.verb != "deletecollection"
    }
}

/// Whether requests with this verb go to the path of one object, rather than of the collection.
pub(crate) fn is_verb_of_one_object(verb: &str) -> bool {
    !matches!(verb, "list" | "create" | "deletecollection")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cluster_scoped, get, namespace_object};

    #[test]
    fn a_namespace_object_is_asked_for_inside_itself() {
        for verb in ["get", "watch", "update", "patch", "delete"] {
            let request = namespace_object(verb, Some("pay"));
            assert_eq!(request.scope(), Scope::Namespace("pay"), "{verb}");
        }
    }

    #[test]
    fn lists_of_namespaces_and_new_ones_are_cluster_scoped() {
        assert_eq!(
            namespace_object("create", Some("pay")).scope(),
            Scope::Cluster
        );
        assert_eq!(
            namespace_object("list", Some("pay")).scope(),
            Scope::Cluster
        );
        assert_eq!(namespace_object("list", None).scope(), Scope::Cluster);
        assert_eq!(
            namespace_object("deletecollection", None).scope(),
            Scope::Cluster
        );
    }

    #[test]
    fn other_cluster_scoped_objects_have_no_namespace() {
        let request = cluster_scoped("get", "nodes").named("n1");
        assert_eq!(request.scope(), Scope::Cluster);
    }

    #[test]
    fn only_deleting_a_collection_never_carries_a_name() {
        assert!(get("pods").can_have_name());
        let mut request = get("pods");
        request.verb = "deletecollection".to_owned();
        assert!(!request.can_have_name());
    }
}
