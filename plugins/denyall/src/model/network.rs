//! The whole network.

use std::{borrow::Cow, collections::BTreeMap, net::IpAddr};

use super::{Pod, Service, Workload, WorkloadKind};

/// Label that every namespace carries ("Kubernetes: well-known labels").
pub(crate) const NAMESPACE_NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// Everything that can send and receive.
#[derive(Debug, Clone, Default)]
pub struct Network<'a> {
    /// By name. Namespaces that objects are in and no `Namespace` object names are here too.
    pub namespaces: Vec<Namespace<'a>>,
    /// By name. Nodes that only pods name are here too.
    pub nodes: Vec<Node<'a>>,
    /// By namespace, kind and name.
    pub workloads: Vec<Workload<'a>>,
    /// By namespace and name; pods whose containers have ended are not here. A workload without
    /// pods has one that stands for those it would have.
    pub pods: Vec<Pod<'a>>,
    /// By namespace and name.
    pub services: Vec<Service<'a>>,
    /// Which pods or nodes have an address. Pods that use their node's network are not here, for
    /// their address is the node's.
    pub addresses: BTreeMap<IpAddr, Holder>,
}

/// Who has an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The pod of this index.
    Pod(usize),
    /// The node of this index.
    Node(usize),
}

/// A namespace.
#[derive(Debug, Clone)]
pub struct Namespace<'a> {
    /// Name.
    pub name: &'a str,
    /// Labels, `kubernetes.io/metadata.name` always among them.
    pub labels: Cow<'a, BTreeMap<String, String>>,
}

/// A node.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    /// Name.
    pub name: &'a str,
    /// Labels; absent when no `Node` object was read.
    pub labels: Option<&'a BTreeMap<String, String>>,
    /// Addresses, in order.
    pub addresses: Vec<IpAddr>,
}

impl Network<'_> {
    /// The index of a namespace.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Option<usize> {
        self.namespaces
            .binary_search_by(|namespace| namespace.name.cmp(name))
            .ok()
    }

    /// The index of a pod that exists.
    #[must_use]
    pub fn pod(&self, namespace: &str, name: &str) -> Option<usize> {
        let key = (self.namespace(namespace)?, name);
        // Pods that stand for others come after the one that has the name.
        let first = self
            .pods
            .partition_point(|pod| (pod.namespace, pod.name) < key);
        let pod = self.pods.get(first)?;
        ((pod.namespace, pod.name) == key && !pod.is_template).then_some(first)
    }

    /// The index of a workload.
    #[must_use]
    pub fn workload(&self, namespace: &str, kind: WorkloadKind<'_>, name: &str) -> Option<usize> {
        let key = (self.namespace(namespace)?, kind, name);
        self.workloads
            .binary_search_by(|it| (it.namespace, it.kind, it.name).cmp(&key))
            .ok()
    }

    /// The index of a service.
    #[must_use]
    pub fn service(&self, namespace: &str, name: &str) -> Option<usize> {
        let namespace = self.namespace(namespace)?;
        self.services
            .binary_search_by(|service| (service.namespace, service.name).cmp(&(namespace, name)))
            .ok()
    }

    /// The addresses that traffic of a pod carries: its own, or its node's.
    #[must_use]
    pub fn addresses_of(&self, pod: usize) -> &[IpAddr] {
        let Some(pod) = self.pods.get(pod) else {
            return &[];
        };
        match pod.node.and_then(|node| self.nodes.get(node)) {
            Some(node) if pod.host_network && pod.addresses.is_empty() => &node.addresses,
            _ => &pod.addresses,
        }
    }
}
