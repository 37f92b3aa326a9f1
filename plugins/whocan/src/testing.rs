//! Builders for tests: the objects and requests that a test shows, and nothing else.

use plugin_kit::object::{
    AggregationRule, ClusterRole, ClusterRoleBinding, LabelSelector, Metadata, PolicyRule, Role,
    RoleBinding, RoleRef, Subject,
};

use crate::rbac::{Request, RequestNamespace, Target};

fn texts<const N: usize>(values: [&str; N]) -> Vec<String> {
    values.into_iter().map(str::to_owned).collect()
}

pub(crate) struct RuleBuilder(PolicyRule);

/// A rule with one value in each list.
pub(crate) fn rule(verb: &str, group: &str, resource: &str) -> RuleBuilder {
    RuleBuilder(PolicyRule {
        verbs: texts([verb]),
        api_groups: texts([group]),
        resources: texts([resource]),
        ..PolicyRule::default()
    })
}

/// The first rule of `cluster-admin`.
pub(crate) fn deny_nothing() -> RuleBuilder {
    rule("*", "*", "*")
}

pub(crate) fn url_rule(verb: &str, path: &str) -> PolicyRule {
    PolicyRule {
        verbs: texts([verb]),
        non_resource_urls: texts([path]),
        ..PolicyRule::default()
    }
}

impl RuleBuilder {
    pub(crate) fn names<const N: usize>(mut self, names: [&str; N]) -> Self {
        self.0.resource_names = texts(names);
        self
    }

    pub(crate) fn verbs<const N: usize>(mut self, verbs: [&str; N]) -> Self {
        self.0.verbs = texts(verbs);
        self
    }
}

impl From<RuleBuilder> for PolicyRule {
    fn from(builder: RuleBuilder) -> Self {
        builder.0
    }
}

fn metadata(namespace: Option<&str>, name: &str) -> Metadata {
    Metadata {
        name: name.to_owned(),
        namespace: namespace.map(str::to_owned),
        ..Metadata::default()
    }
}

pub(crate) struct RoleBuilder(Role);

pub(crate) fn role(namespace: &str, name: &str) -> RoleBuilder {
    RoleBuilder(Role {
        metadata: metadata(Some(namespace), name),
        rules: Vec::new(),
    })
}

impl RoleBuilder {
    pub(crate) fn rule(mut self, rule: impl Into<PolicyRule>) -> Self {
        self.0.rules.push(rule.into());
        self
    }
}

impl From<RoleBuilder> for Role {
    fn from(builder: RoleBuilder) -> Self {
        builder.0
    }
}

pub(crate) struct ClusterRoleBuilder(ClusterRole);

pub(crate) fn cluster_role(name: &str) -> ClusterRoleBuilder {
    ClusterRoleBuilder(ClusterRole {
        metadata: metadata(None, name),
        ..ClusterRole::default()
    })
}

impl ClusterRoleBuilder {
    pub(crate) fn rule(mut self, rule: impl Into<PolicyRule>) -> Self {
        self.0.rules.push(rule.into());
        self
    }

    pub(crate) fn label(mut self, key: &str, value: &str) -> Self {
        self.0
            .metadata
            .labels
            .insert(key.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn joins(mut self, key: &str, value: &str) -> Self {
        let mut selector = LabelSelector::default();
        selector
            .match_labels
            .insert(key.to_owned(), value.to_owned());
        self.selectors().push(selector);
        self
    }

    pub(crate) fn joins_everything(mut self) -> Self {
        self.selectors().push(LabelSelector::default());
        self
    }

    fn selectors(&mut self) -> &mut Vec<LabelSelector> {
        &mut self
            .0
            .aggregation_rule
            .get_or_insert_with(AggregationRule::default)
            .cluster_role_selectors
    }
}

impl From<ClusterRoleBuilder> for ClusterRole {
    fn from(builder: ClusterRoleBuilder) -> Self {
        builder.0
    }
}

/// Builds both kinds of bindings; role and subjects are the same in both.
macro_rules! binding_builder {
    ($builder:ident, $object:ident) => {
        pub(crate) struct $builder($object);

        impl $builder {
            pub(crate) fn role(self, name: &str) -> Self {
                self.role_of_kind("Role", name)
            }

            pub(crate) fn cluster_role(self, name: &str) -> Self {
                self.role_of_kind("ClusterRole", name)
            }

            fn role_of_kind(mut self, kind: &str, name: &str) -> Self {
                self.0.role_ref = RoleRef {
                    api_group: "rbac.authorization.k8s.io".to_owned(),
                    kind: kind.to_owned(),
                    name: name.to_owned(),
                };
                self
            }

            pub(crate) fn user(self, name: &str) -> Self {
                self.subject("User", None, name)
            }

            pub(crate) fn group(self, name: &str) -> Self {
                self.subject("Group", None, name)
            }

            pub(crate) fn service_account(self, namespace: &str, name: &str) -> Self {
                self.subject("ServiceAccount", Some(namespace), name)
            }

            pub(crate) fn subject(
                mut self,
                kind: &str,
                namespace: Option<&str>,
                name: &str,
            ) -> Self {
                self.0.subjects.push(Subject {
                    kind: kind.to_owned(),
                    name: name.to_owned(),
                    namespace: namespace.map(str::to_owned),
                });
                self
            }
        }

        impl From<$builder> for $object {
            fn from(builder: $builder) -> Self {
                builder.0
            }
        }
    };
}

binding_builder!(RoleBindingBuilder, RoleBinding);
binding_builder!(ClusterRoleBindingBuilder, ClusterRoleBinding);

pub(crate) fn role_binding(namespace: &str, name: &str) -> RoleBindingBuilder {
    RoleBindingBuilder(RoleBinding {
        metadata: metadata(Some(namespace), name),
        ..RoleBinding::default()
    })
}

pub(crate) fn cluster_role_binding(name: &str) -> ClusterRoleBindingBuilder {
    ClusterRoleBindingBuilder(ClusterRoleBinding {
        metadata: metadata(None, name),
        ..ClusterRoleBinding::default()
    })
}

/// A request in namespace `pay`.
pub(crate) fn request(
    verb: &str,
    group: &str,
    resource: &str,
    subresource: Option<&str>,
) -> Request {
    Request {
        verb: verb.to_owned(),
        target: Target::Resource {
            group: group.to_owned(),
            resource: resource.to_owned(),
            subresource: subresource.map(str::to_owned),
            name: None,
            namespace: RequestNamespace::One("pay".to_owned()),
        },
    }
}

/// `get` of a core resource in namespace `pay`.
pub(crate) fn get(resource: &str) -> Request {
    request("get", "", resource, None)
}

pub(crate) fn cluster_scoped(verb: &str, resource: &str) -> Request {
    request(verb, "", resource, None).within(RequestNamespace::Cluster)
}

pub(crate) fn namespace_object(verb: &str, name: Option<&str>) -> Request {
    let request = cluster_scoped(verb, "namespaces");
    match name {
        Some(name) => request.named(name),
        None => request,
    }
}

pub(crate) fn url(verb: &str, path: &str) -> Request {
    Request {
        verb: verb.to_owned(),
        target: Target::Url(path.to_owned()),
    }
}

impl Request {
    pub(crate) fn named(mut self, wanted: &str) -> Self {
        if let Target::Resource { name, .. } = &mut self.target {
            *name = Some(wanted.to_owned());
        }
        self
    }

    pub(crate) fn within(mut self, wanted: RequestNamespace) -> Self {
        if let Target::Resource { namespace, .. } = &mut self.target {
            *namespace = wanted;
        }
        self
    }

    pub(crate) fn in_all_namespaces(self) -> Self {
        self.within(RequestNamespace::All)
    }
}
