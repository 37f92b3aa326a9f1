//! The cluster as plain documents, and the few facts that every rule reads off them.
//! Nothing is decoded ahead of time: a field is read where a rule names it.

use std::{collections::BTreeMap, net::IpAddr};

use serde_json::Value;

/// Kubernetes objects of any kind, in any order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Objects<'a>(pub &'a [Value]);

/// One end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// A pod of the cluster.
    Pod {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// An address outside the cluster, or a node's.
    Address(IpAddr),
}

/// The transport protocols that a policy can name (rule 17).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
    Sctp,
}

impl Protocol {
    /// As the API spells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }
}

/// What implementations are free to decide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Semantics {
    /// Whether the `ipBlock` of a namespaced policy may match the address of a pod (rule 13).
    pub(crate) ip_block_matches_pods: bool,
    /// Whether the strictest of the cluster-wide policies of one priority decides, not the first by
    /// name.
    pub(crate) deny_wins_at_equal_priority: bool,
}

/// Labels of an object.
pub(crate) type Labels = BTreeMap<String, String>;

impl<'a> Objects<'a> {
    /// Every object of one kind; the group and version tell the two kinds apart that share a name.
    pub(crate) fn of(
        self,
        api_version: &'static str,
        kind: &'static str,
    ) -> impl Iterator<Item = &'a Value> {
        self.0.iter().filter(move |object| {
            text(object, "/apiVersion") == api_version && text(object, "/kind") == kind
        })
    }

    /// The pod of that name, unless it has ended.
    pub(crate) fn pod(self, namespace: &str, name: &str) -> Option<&'a Value> {
        self.of("v1", "Pod").find(|pod| {
            namespace_of(pod) == namespace
                && text(pod, "/metadata/name") == name
                && !rule_24_has_ended(pod)
        })
    }

    /// Rule 11: the label `kubernetes.io/metadata.name` is on every namespace, written or not.
    pub(crate) fn rule_11_namespace_labels(self, namespace: &str) -> Labels {
        let mut labels = self
            .of("v1", "Namespace")
            .find(|object| text(object, "/metadata/name") == namespace)
            .map(labels_of)
            .unwrap_or_default();
        labels.insert(
            "kubernetes.io/metadata.name".to_owned(),
            namespace.to_owned(),
        );
        labels
    }

    /// Every address that a node states; host names are not addresses.
    pub(crate) fn node_addresses(node: &Value) -> Vec<IpAddr> {
        list(node, "/status/addresses")
            .iter()
            .filter_map(|address| text(address, "/address").parse().ok())
            .collect()
    }

    /// The addresses of the node that a pod runs on.
    pub(crate) fn addresses_of_the_node_of(self, pod: &Value) -> Vec<IpAddr> {
        let mut addresses: Vec<IpAddr> = self
            .of("v1", "Node")
            .filter(|node| text(node, "/metadata/name") == text(pod, "/spec/nodeName"))
            .flat_map(Self::node_addresses)
            .collect();
        addresses.extend(text(pod, "/status/hostIP").parse::<IpAddr>().ok());
        addresses.extend(
            list(pod, "/status/hostIPs")
                .iter()
                .filter_map(|entry| text(entry, "/ip").parse::<IpAddr>().ok()),
        );
        addresses
    }
}

/// Rule 24: a pod that has ended holds no address. One that is being deleted still runs, so it
/// still counts.
fn rule_24_has_ended(pod: &Value) -> bool {
    matches!(text(pod, "/status/phase"), "Succeeded" | "Failed")
}

/// Rule 21: a pod on its node's network has no address of its own.
pub(crate) fn uses_host_network(pod: &Value) -> bool {
    at(pod, "/spec/hostNetwork") == Some(&Value::Bool(true))
}

/// The addresses of a pod, at most one a family.
pub(crate) fn pod_addresses(pod: &Value) -> Vec<IpAddr> {
    let mut addresses: Vec<IpAddr> = list(pod, "/status/podIPs")
        .iter()
        .filter_map(|entry| text(entry, "/ip").parse().ok())
        .collect();
    if addresses.is_empty() {
        addresses.extend(text(pod, "/status/podIP").parse::<IpAddr>().ok());
    }
    addresses
}

/// The namespace of a namespaced object.
pub(crate) fn namespace_of(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

/// The labels of an object.
pub(crate) fn labels_of(object: &Value) -> Labels {
    at(object, "/metadata/labels")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect()
}

/// What is at a path such as `/spec/tier`.
pub(crate) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('/')
        .skip(1)
        .try_fold(value, |inner, field| inner.get(field))
}

/// The string at a path, empty when there is none.
pub(crate) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    at(value, path).and_then(Value::as_str).unwrap_or_default()
}

/// The list at a path; absent and null are the empty list, as for the API server.
pub(crate) fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    at(value, path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A field that is set: null is not.
pub(crate) fn set<'a>(value: &'a Value, field: &str) -> Option<&'a Value> {
    value.get(field).filter(|found| !found.is_null())
}
