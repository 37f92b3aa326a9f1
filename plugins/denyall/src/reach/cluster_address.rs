//! What the network policy agent of Amazon EKS says of a connection to a service's own address.
//!
//! It judges what a pod sends before the service's address is replaced by a pod's. Its controller
//! therefore adds the addresses of services to the rules, but only of those whose own selector, read
//! as labels, satisfies the peer: a peer with one label more than the service's selector lets the
//! pods through and not the service (documented behaviour of the Amazon VPC CNI network policy
//! controller).

use std::net::IpAddr;

use crate::{
    model::{Network, Service, ServicePort, TargetPort},
    policy::{
        Direction, NamespaceSelection, Peer, Peers, PodSelection, PolicySet, Port, Ports, Rule,
        Tier,
    },
    protocol::Protocol,
    verdict::is_selected,
};

/// A connection from a pod to a service.
pub(super) struct ToService<'a> {
    /// Who is there.
    pub(super) network: &'a Network<'a>,
    /// What is allowed.
    pub(super) policies: &'a PolicySet,
    /// Who begins.
    pub(super) pod: usize,
    /// The service.
    pub(super) service: &'a Service<'a>,
    /// Protocol of its port.
    pub(super) protocol: Protocol,
    /// Its own port.
    pub(super) port: u16,
}

impl ToService<'_> {
    /// Whether the policies that isolate the pod let it send to the service's address; nothing
    /// where the service has no address, for then its name leads to the pods.
    pub(super) fn is_allowed(&self) -> Option<bool> {
        if self.service.addresses.is_empty() {
            return None;
        }
        let port = self
            .service
            .ports
            .iter()
            .find(|it| (it.protocol, it.number) == (self.protocol, self.port))?;
        let policies = self.policies.policies().iter();
        let mut rules = policies
            .filter(|policy| policy.tier == Tier::Namespaced && policy.isolates_egress)
            .filter(|policy| is_selected(self.network, &policy.subject, self.pod))
            .flat_map(|policy| policy.rules(Direction::Egress));
        Some(rules.any(|rule| self.allows(rule, port)))
    }

    fn allows(&self, rule: &Rule, port: &ServicePort<'_>) -> bool {
        let own = |ports: &Ports| has(ports, port, port.number);
        match &rule.peers {
            Peers::Anyone => own(&rule.ports),
            Peers::Listed(peers) => peers.iter().any(|peer| match peer {
                Peer::Pods(selection) => {
                    self.satisfies(selection) && self.leads_to(&rule.ports, port)
                }
                Peer::Addresses(block) => {
                    let holds = |address: &IpAddr| block.contains(*address);
                    self.service.addresses.iter().any(holds) && own(&rule.ports)
                }
                Peer::Networks(network) => {
                    let holds = |address: &IpAddr| network.contains(address);
                    self.service.addresses.iter().any(holds) && own(&rule.ports)
                }
                Peer::Nodes(_) | Peer::DomainNames(_) => false,
            }),
        }
    }

    /// Whether the service's selector, read as labels, satisfies a peer.
    fn satisfies(&self, selection: &PodSelection) -> bool {
        let Some(namespace) = self.network.namespaces.get(self.service.namespace) else {
            return false;
        };
        let in_namespace = match &selection.namespaces {
            NamespaceSelection::Named(name) => namespace.name == name,
            NamespaceSelection::Selected(selector) => selector.matches(&namespace.labels),
        };
        in_namespace && selection.pods.matches(&self.service.object.spec.selector)
    }

    /// Whether the ports of a rule are those that the service's port leads to in every pod: one pod
    /// with another number behind the name takes the service out.
    fn leads_to(&self, ports: &Ports, port: &ServicePort<'_>) -> bool {
        if *ports == Ports::All {
            return true;
        }
        match port.target {
            TargetPort::Number(number) => has(ports, port, number),
            TargetPort::Name(_) => self.service.pods.iter().all(|&pod| {
                port.number_in(self.network, pod)
                    .is_some_and(|number| has(ports, port, number))
            }),
        }
    }
}

/// Whether a number is among the ports of a rule; of a name, whether it is the target's.
fn has(ports: &Ports, port: &ServicePort<'_>, number: u16) -> bool {
    let Ports::Listed(ports) = ports else {
        return true;
    };
    ports.iter().any(|listed| match listed {
        Port::Range {
            protocol,
            first,
            last,
        } => *protocol == port.protocol && (*first..=*last).contains(&number),
        Port::Named { protocol, name } => {
            protocol.is_none_or(|protocol| protocol == port.protocol)
                && port.target == TargetPort::Name(name)
        }
    })
}
