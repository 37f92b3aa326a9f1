//! The kinds that the server has: the built-in ones that the plugins read, and whatever kinds the
//! given objects are of.

use serde_json::Value;

use crate::api::text;

/// A kind of objects, as discovery tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) name: String,
    pub(super) plural: String,
    pub(super) namespaced: bool,
    pub(super) subresources: Vec<&'static str>,
}

/// Group and version, kind, plural, whether namespaced, subresources.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static [&'static str],
);

#[rustfmt::skip]
const BUILT_IN: &[Row] = &[
    ("v1", "ConfigMap", "configmaps", true, &[]),
    ("v1", "Endpoints", "endpoints", true, &[]),
    ("v1", "Namespace", "namespaces", false, &["finalize", "status"]),
    ("v1", "Node", "nodes", false, &["proxy", "status"]),
    ("v1", "PersistentVolume", "persistentvolumes", false, &["status"]),
    ("v1", "PersistentVolumeClaim", "persistentvolumeclaims", true, &["status"]),
    ("v1", "Pod", "pods", true, &["attach", "eviction", "exec", "log", "portforward", "status"]),
    ("v1", "ReplicationController", "replicationcontrollers", true, &["scale", "status"]),
    ("v1", "Secret", "secrets", true, &[]),
    ("v1", "Service", "services", true, &["proxy", "status"]),
    ("v1", "ServiceAccount", "serviceaccounts", true, &["token"]),
    ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false, &[]),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", false, &[]),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false, &["status"]),
    ("apps/v1", "DaemonSet", "daemonsets", true, &["status"]),
    ("apps/v1", "Deployment", "deployments", true, &["scale", "status"]),
    ("apps/v1", "ReplicaSet", "replicasets", true, &["scale", "status"]),
    ("apps/v1", "StatefulSet", "statefulsets", true, &["scale", "status"]),
    ("batch/v1", "CronJob", "cronjobs", true, &["status"]),
    ("batch/v1", "Job", "jobs", true, &["status"]),
    ("discovery.k8s.io/v1", "EndpointSlice", "endpointslices", true, &[]),
    ("networking.k8s.io/v1", "Ingress", "ingresses", true, &["status"]),
    ("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", true, &[]),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", false, &[]),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", false, &[]),
    ("rbac.authorization.k8s.io/v1", "Role", "roles", true, &[]),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", true, &[]),
];

impl Kind {
    /// The kind of an object that is none of the known ones; its plural is guessed.
    fn of(object: &Value) -> Self {
        let (group, version) = split(text(object, "/apiVersion"));
        let kind = text(object, "/kind");
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            name: kind.to_owned(),
            plural: plural(kind),
            namespaced: object.pointer("/metadata/namespace").is_some(),
            subresources: Vec::new(),
        }
    }

    /// `apiVersion` as objects carry it.
    pub(super) fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `group/plural`, or only the plural in the core group: how faults name kinds.
    pub(super) fn target(&self) -> String {
        if self.group.is_empty() {
            self.plural.clone()
        } else {
            format!("{}/{}", self.group, self.plural)
        }
    }

    /// `plural.group`, or only the plural: how the server's messages name kinds.
    pub(super) fn resource(&self) -> String {
        if self.group.is_empty() {
            self.plural.clone()
        } else {
            format!("{}.{}", self.plural, self.group)
        }
    }

    pub(super) fn holds(&self, object: &Value) -> bool {
        text(object, "/kind") == self.name && text(object, "/apiVersion") == self.api_version()
    }
}

/// All kinds that a server with these objects has, sorted by group, version and plural.
pub(super) fn all(objects: &[Value], absent: &[String]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = BUILT_IN.iter().map(built_in).collect();
    for object in objects {
        if !kinds.iter().any(|kind| kind.holds(object)) {
            kinds.push(Kind::of(object));
        }
    }
    kinds.retain(|kind| !absent.contains(&kind.target()));
    kinds.sort_by(|one, other| {
        (&one.group, &one.version, &one.plural).cmp(&(&other.group, &other.version, &other.plural))
    });
    kinds
}

fn built_in(&(api_version, kind, plural, namespaced, subresources): &Row) -> Kind {
    let (group, version) = split(api_version);
    Kind {
        group: group.to_owned(),
        version: version.to_owned(),
        name: kind.to_owned(),
        plural: plural.to_owned(),
        namespaced,
        subresources: subresources.to_vec(),
    }
}

fn split(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

fn plural(kind: &str) -> String {
    let word = kind.to_lowercase();
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x']) || word.ends_with("ch") => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_unknown_kind_is_served_by_its_plural() {
        let policy = json!({"apiVersion": "kyverno.io/v1", "kind": "ClusterPolicy", "metadata": {"name": "a"}});
        let kinds = all(&[policy], &[]);
        let kind = kinds
            .iter()
            .find(|kind| kind.name == "ClusterPolicy")
            .unwrap();
        assert_eq!(kind.target(), "kyverno.io/clusterpolicies");
        assert!(!kind.namespaced);
    }

    #[test]
    fn an_absent_kind_is_not_there() {
        let kinds = all(&[], &["networking.k8s.io/networkpolicies".to_owned()]);
        assert!(kinds.iter().all(|kind| kind.name != "NetworkPolicy"));
        assert!(kinds.iter().any(|kind| kind.name == "Ingress"));
    }
}
