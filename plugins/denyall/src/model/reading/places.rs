//! The namespaces and nodes of a snapshot, also those that only pods and policies name.

use std::{borrow::Cow, collections::BTreeMap};

use plugin_kit::{Snapshot, object as kit};

use super::pods::{Found, addresses};
use crate::{
    model::network::{NAMESPACE_NAME_LABEL, Namespace, Node},
    object,
};

pub(super) fn namespaces<'a>(
    snapshot: &'a Snapshot,
    found: &[Found<'a>],
    services: &'a [object::Service],
) -> Vec<Namespace<'a>> {
    let mut labels: BTreeMap<&'a str, Option<&'a BTreeMap<String, String>>> = BTreeMap::new();
    let used = found
        .iter()
        .map(|pod| pod.namespace)
        .chain(services.iter().map(|it| it.metadata.namespace_or_empty()))
        .chain(
            snapshot
                .all::<object::NetworkPolicy>()
                .iter()
                .map(|it| it.metadata.namespace_or_empty()),
        )
        .chain(
            snapshot
                .all::<object::ApplicationNetworkPolicy>()
                .iter()
                .map(|it| it.metadata.namespace_or_empty()),
        );
    for name in used {
        labels.entry(name).or_default();
    }
    for namespace in snapshot.all::<kit::Namespace>() {
        labels.insert(&namespace.metadata.name, Some(&namespace.metadata.labels));
    }
    labels
        .into_iter()
        .map(|(name, labels)| Namespace {
            name,
            labels: with_its_name(name, labels),
        })
        .collect()
}

/// The API server sets the label of the namespace's name itself; manifests lack it.
fn with_its_name<'a>(
    name: &str,
    labels: Option<&'a BTreeMap<String, String>>,
) -> Cow<'a, BTreeMap<String, String>> {
    match labels {
        Some(labels)
            if labels
                .get(NAMESPACE_NAME_LABEL)
                .is_some_and(|it| it == name) =>
        {
            Cow::Borrowed(labels)
        }
        labels => {
            let mut labels = labels.cloned().unwrap_or_default();
            labels.insert(NAMESPACE_NAME_LABEL.to_owned(), name.to_owned());
            Cow::Owned(labels)
        }
    }
}

pub(super) fn nodes<'a>(snapshot: &'a Snapshot, found: &[Found<'a>]) -> Vec<Node<'a>> {
    let mut nodes: BTreeMap<&'a str, Node<'a>> = BTreeMap::new();
    let empty = |name: &'a str| Node {
        name,
        labels: None,
        addresses: Vec::new(),
    };
    for node in snapshot.all::<object::Node>() {
        let name = node.metadata.name.as_str();
        let listed = node.status.addresses.iter().map(|it| &it.address);
        nodes.insert(
            name,
            Node {
                name,
                labels: Some(&node.metadata.labels),
                addresses: addresses(listed, []),
            },
        );
    }
    for name in found.iter().filter_map(|pod| pod.node) {
        nodes.entry(name).or_insert_with(|| empty(name));
    }
    // Files may lack the nodes; their pods know where they run.
    for pod in snapshot.all::<object::Pod>() {
        if let Some(node) = pod.spec.node_name.as_deref()
            && let Some(node) = nodes.get_mut(node)
            && node.labels.is_none()
        {
            let status = &pod.status;
            let named = addresses(
                status.host_ip.iter(),
                status.host_ips.iter().map(|it| &it.ip),
            );
            node.addresses.extend(named);
        }
    }
    nodes
        .into_values()
        .map(|mut node| {
            node.addresses.sort_unstable();
            node.addresses.dedup();
            node
        })
        .collect()
}
