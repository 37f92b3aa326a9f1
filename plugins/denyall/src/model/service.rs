//! Services, translated to pods and their ports.
//!
//! Policies see the pod's address and target port: "the destination is rewritten before" is what
//! most network plugins do, and what the specification leaves open (Kubernetes: Network Policies).

use std::net::IpAddr;

use super::Network;
use crate::{object, protocol::Protocol};

/// A service.
#[derive(Debug, Clone)]
pub struct Service<'a> {
    /// Index of its namespace.
    pub namespace: usize,
    /// Name.
    pub name: &'a str,
    /// The object.
    pub object: &'a object::Service,
    /// Its own addresses; none when it is headless.
    pub addresses: Vec<IpAddr>,
    /// Its ports.
    pub ports: Vec<ServicePort<'a>>,
    /// Indices of the pods that its selector matches; none when it has no selector.
    pub pods: Vec<usize>,
}

/// A port of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort<'a> {
    /// Name.
    pub name: Option<&'a str>,
    /// Protocol.
    pub protocol: Protocol,
    /// Its own number.
    pub number: u16,
    /// Where it leads.
    pub target: TargetPort<'a>,
}

/// Where a service's port leads in a pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetPort<'a> {
    /// To this number.
    Number(u16),
    /// To the port of this name, in each pod its own.
    Name(&'a str),
}

impl ServicePort<'_> {
    /// The number in a pod; absent when the pod has no port of that name.
    #[must_use]
    pub fn number_in(&self, network: &Network<'_>, pod: usize) -> Option<u16> {
        match self.target {
            TargetPort::Number(number) => Some(number),
            TargetPort::Name(name) => network.pods.get(pod)?.number_of(name, self.protocol),
        }
    }
}
