//! A pod as the network sees it.

use std::{collections::BTreeMap, net::IpAddr};

use crate::{
    object::{Container, PodSpec},
    protocol::Protocol,
};

/// A pod, or one that stands for the pods a workload would have.
#[derive(Debug, Clone)]
pub struct Pod<'a> {
    /// Index of its namespace.
    pub namespace: usize,
    /// Name; of one that stands for others, the workload's.
    pub name: &'a str,
    /// Index of its workload.
    pub workload: usize,
    /// Labels.
    pub labels: &'a BTreeMap<String, String>,
    /// Those annotations that an analysis reads.
    pub annotations: &'a BTreeMap<String, String>,
    /// What it runs, init containers among it.
    pub spec: &'a PodSpec,
    /// When its node took it (RFC 3339).
    pub started: Option<&'a str>,
    /// Containers that run as long as the pod does, sidecars among them.
    pub containers: Vec<&'a Container>,
    /// Addresses; none before it is scheduled. Of a pod that uses its node's network, the node's.
    pub addresses: Vec<IpAddr>,
    /// Index of its node.
    pub node: Option<usize>,
    /// Whether it uses its node's network: no policy is about it, and no selector matches it.
    pub host_network: bool,
    /// Service account.
    pub service_account: &'a str,
    /// Whether it stands for the pods that its workload would have.
    pub is_template: bool,
}

/// A port that a pod has a name for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamedPort<'a> {
    /// Name.
    pub name: &'a str,
    /// Protocol.
    pub protocol: Protocol,
    /// Number.
    pub number: u16,
}

impl<'a> Pod<'a> {
    /// The ports that it declares, with and without a name, in the order of its containers. A
    /// port with a protocol that does not exist is left out.
    pub fn declared_ports(&self) -> impl Iterator<Item = (Option<&'a str>, Protocol, u16)> {
        self.containers
            .iter()
            .flat_map(|container| &container.ports)
            .filter_map(|port| {
                let protocol = Protocol::of_field(port.protocol.as_deref()).ok()?;
                Some((port.name.as_deref(), protocol, port.container_port))
            })
    }

    /// The ports that it has names for.
    pub fn named_ports(&self) -> impl Iterator<Item = NamedPort<'a>> {
        self.declared_ports()
            .filter_map(|(name, protocol, number)| {
                Some(NamedPort {
                    name: name?,
                    protocol,
                    number,
                })
            })
    }

    /// The numbers behind a name ("NetworkPolicyPort API": a name is looked up in each pod).
    ///
    /// The API server refuses two ports of one name and protocol within a container; across
    /// containers the first one counts.
    #[must_use]
    pub fn number_of(&self, name: &str, protocol: Protocol) -> Option<u16> {
        self.named_ports()
            .find(|port| port.name == name && port.protocol == protocol)
            .map(|port| port.number)
    }
}
