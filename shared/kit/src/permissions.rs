//! Which roles let a user run a command, derived from what the command reads.
//!
//! A kind that is read in the whole cluster needs `list` in a `ClusterRole`; one that is read in a
//! namespace needs `list` in a `Role` there; one object needs `get` on its name (RBAC cannot limit
//! `list` by name, Kubernetes "Using RBAC Authorization"). Discovery and `/version` need no rule:
//! the built-in `system:discovery` and `system:public-info-viewer` grant them to every
//! authenticated user.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::{
    discovery::ApiResource,
    report::{visible, write_yaml},
    source::{Scope, Wants, live},
};

/// The roles as YAML documents that `kubectl apply -f -` takes, with how to bind them as comments.
///
/// `name` is the name of every role, such as `eks-hardening-whocan-read`. Wants that read no
/// object give a comment only.
#[must_use]
pub fn manifests(name: &str, wants: &Wants) -> String {
    documents(
        name,
        wants
            .objects
            .iter()
            .map(|want| Need::of(want.resource.group, want.resource.plural, &want.scope)),
    )
}

/// The same for reading every object of these kinds in a scope, as
/// [`live::stream`] does, and whatever else is named.
#[must_use]
pub fn stream_manifests(
    name: &str,
    kinds: &[ApiResource],
    scope: &Scope,
    others: &[Need<'_>],
) -> String {
    let scoped: Vec<(&ApiResource, Scope)> = kinds
        .iter()
        .filter_map(|kind| Some((kind, live::scope_of(kind, scope)?)))
        .collect();
    let needs = scoped
        .iter()
        .map(|(kind, scope)| Need::of(&kind.group, &kind.plural, scope));
    documents(name, needs.chain(others.iter().copied()))
}

/// Something that a user must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need<'a> {
    /// The namespace; none for the whole cluster.
    pub namespace: Option<&'a str>,
    /// API group; empty for the core group.
    pub group: &'a str,
    /// Plural resource name, with its subresource: `pods/log`.
    pub resource: &'a str,
    /// Verb.
    pub verb: &'static str,
    /// The object, when it is one only.
    pub object: Option<&'a str>,
}

impl<'a> Need<'a> {
    /// What reading a kind in a scope takes.
    #[must_use]
    pub fn of(group: &'a str, plural: &'a str, scope: &'a Scope) -> Self {
        let (namespace, verb, object) = match scope {
            Scope::Cluster => (None, "list", None),
            Scope::Namespace(namespace) => (Some(namespace.as_str()), "list", None),
            Scope::Object { namespace, name } => (namespace.as_deref(), "get", Some(name.as_str())),
        };
        Self {
            namespace,
            group,
            resource: plural,
            verb,
            object,
        }
    }

    /// What reading the logs of containers takes.
    #[must_use]
    pub fn logs(namespace: Option<&'a str>) -> Self {
        Self {
            namespace,
            group: "",
            resource: "pods/log",
            verb: "get",
            object: None,
        }
    }
}

fn documents<'a>(name: &'a str, needs: impl Iterator<Item = Need<'a>>) -> String {
    let roles = roles(name, needs);
    if roles.is_empty() {
        return "# Nothing beyond what every authenticated user may do.\n".to_owned();
    }
    let documents: Vec<String> = roles
        .iter()
        .map(|role| format!("# {}\n{}", role.binding_command(), role.yaml()))
        .collect();
    documents.join("---\n")
}

/// A role as the API spells it.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Role<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: RoleMetadata<'a>,
    rules: Vec<Rule<'a>>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct RoleMetadata<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    api_groups: [&'a str; 1],
    resources: BTreeSet<&'a str>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    resource_names: BTreeSet<&'a str>,
    verbs: [&'static str; 1],
}

impl Role<'_> {
    fn yaml(&self) -> String {
        let mut bytes = Vec::new();
        // A buffer takes every write, and a role has neither long keys nor raw JSON.
        let _ = write_yaml(self, &mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn binding_command(&self) -> String {
        let name = self.metadata.name;
        match self.metadata.namespace {
            None => {
                format!("kubectl create clusterrolebinding {name} --clusterrole={name} --user=USER")
            }
            Some(namespace) => format!(
                "kubectl create rolebinding {name} --role={name} --user=USER -n {}",
                visible(namespace)
            ),
        }
    }
}

/// The cluster role first, then the roles by namespace; resources with equal needs share a rule.
fn roles<'a>(name: &'a str, wanted: impl Iterator<Item = Need<'a>>) -> Vec<Role<'a>> {
    // By namespace (none for the whole cluster), group, resource and verb: the names it is for.
    let mut needs: BTreeMap<(Option<&str>, &str, &str, &str), BTreeSet<&str>> = BTreeMap::new();
    for need in wanted {
        let key = (need.namespace, need.group, need.resource, need.verb);
        needs.entry(key).or_default().extend(need.object);
    }

    let mut rules: BTreeMap<Option<&str>, BTreeMap<_, BTreeSet<&str>>> = BTreeMap::new();
    for ((namespace, group, plural, verb), names) in needs {
        let role = rules.entry(namespace).or_default();
        role.entry((group, verb, names)).or_default().insert(plural);
    }

    let role = |(namespace, rules): (Option<&'a str>, BTreeMap<_, _>)| Role {
        api_version: "rbac.authorization.k8s.io/v1",
        kind: if namespace.is_none() {
            "ClusterRole"
        } else {
            "Role"
        },
        metadata: RoleMetadata { name, namespace },
        rules: rules
            .into_iter()
            .map(|((group, verb, resource_names), resources)| Rule {
                api_groups: [group],
                resources,
                resource_names,
                verbs: [verb],
            })
            .collect(),
    };
    rules.into_iter().map(role).collect()
}

#[cfg(test)]
mod tests {
    use super::{Need, manifests, stream_manifests};
    use crate::{
        discovery::ApiResource,
        object::{ClusterRole, ClusterRoleBinding, ConfigMap, Namespace, Role, RoleBinding},
        source::{Scope, Wants},
    };

    fn config_map(name: &str) -> Scope {
        Scope::Object {
            namespace: Some("kube-system".to_owned()),
            name: name.to_owned(),
        }
    }

    #[test]
    fn cluster_reads_become_a_cluster_role_and_one_object_a_role_on_its_name() {
        let wants = Wants::new()
            .discovery()
            .eks()
            .object::<RoleBinding>(Scope::Cluster)
            .object::<ClusterRoleBinding>(Scope::Cluster)
            .object::<Namespace>(Scope::Cluster)
            .object::<RoleBinding>(Scope::Cluster)
            .object::<ConfigMap>(config_map("aws-auth"))
            .object::<ConfigMap>(config_map("amazon-vpc-cni"));
        assert_eq!(
            manifests("eks-hardening-whocan-read", &wants),
            "\
# kubectl create clusterrolebinding eks-hardening-whocan-read --clusterrole=eks-hardening-whocan-read --user=USER
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: eks-hardening-whocan-read
rules:
- apiGroups:
  - \"\"
  resources:
  - namespaces
  verbs:
  - list
- apiGroups:
  - rbac.authorization.k8s.io
  resources:
  - clusterrolebindings
  - rolebindings
  verbs:
  - list
---
# kubectl create rolebinding eks-hardening-whocan-read --role=eks-hardening-whocan-read --user=USER -n kube-system
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: eks-hardening-whocan-read
  namespace: kube-system
rules:
- apiGroups:
  - \"\"
  resources:
  - configmaps
  resourceNames:
  - amazon-vpc-cni
  - aws-auth
  verbs:
  - get
"
        );
    }

    #[test]
    fn kinds_that_are_streamed_are_grouped_by_api_group() {
        let kind = |group: &str, plural: &str, namespaced| ApiResource {
            group: group.to_owned(),
            plural: plural.to_owned(),
            namespaced,
            ..ApiResource::default()
        };
        let kinds = [
            kind("", "secrets", true),
            kind("apps", "deployments", true),
            kind("", "namespaces", false),
            kind("", "configmaps", true),
        ];
        let whole = stream_manifests("scan", &kinds, &Scope::Cluster, &[]);
        assert!(
            whole.ends_with(
                "\
rules:
- apiGroups:
  - \"\"
  resources:
  - configmaps
  - namespaces
  - secrets
  verbs:
  - list
- apiGroups:
  - apps
  resources:
  - deployments
  verbs:
  - list
"
            ),
            "{whole}"
        );
        let scope = Scope::Namespace("shop".to_owned());
        let part = stream_manifests("scan", &kinds, &scope, &[Need::logs(Some("shop"))]);
        let rules: Vec<&str> = part.split("rules:\n").skip(1).collect();
        assert!(rules[0].contains("- namespaces\n  resourceNames:\n  - shop\n  verbs:\n  - get\n"));
        assert!(rules[1].contains("- configmaps\n  - secrets\n  verbs:\n  - list\n"));
        assert!(rules[1].contains("- pods/log\n  verbs:\n  - get\n"));
    }

    #[test]
    fn a_namespace_that_yaml_could_misread_is_quoted() {
        let wants = Wants::new().object::<Role>(Scope::Namespace("123".to_owned()));
        let yaml = manifests("read", &wants);
        assert!(
            yaml.contains("kind: Role\nmetadata:\n  name: read\n  namespace: \"123\"\n"),
            "{yaml}"
        );
    }

    #[test]
    fn the_order_of_wants_does_not_matter() {
        let one = Wants::new()
            .object::<Role>(Scope::Cluster)
            .object::<ClusterRole>(Scope::Cluster);
        let other = Wants::new()
            .object::<ClusterRole>(Scope::Cluster)
            .object::<Role>(Scope::Cluster);
        assert_eq!(manifests("read", &one), manifests("read", &other));
    }

    #[test]
    fn discovery_alone_needs_no_role() {
        assert_eq!(
            manifests("read", &Wants::new().discovery()),
            "# Nothing beyond what every authenticated user may do.\n"
        );
    }
}
