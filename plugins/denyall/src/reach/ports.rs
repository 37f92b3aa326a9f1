//! Which ports a question is about.
//!
//! A port that the user names is that port. Else every port that the target declares or that a
//! policy of either end names is asked about; a service's ports are translated to those of its pods.

use std::collections::BTreeSet;

use plugin_kit::Error;

use crate::{
    model::{Network, Service},
    place::{Ends, Part},
    policy::{Direction, Peer, Peers, PolicySet, Port, Ports},
    protocol::Protocol,
    verdict::{Endpoint, is_selected},
};

/// Asked where nothing says which port a listener has.
const HTTPS: u16 = 443;
/// The port of the metadata address and of the Pod Identity agent ("AWS: Instance metadata").
const LINK_LOCAL_HTTP: u16 = 80;
/// The kubelet's port ("Kubernetes: Ports and Protocols").
const KUBELET: u16 = 10250;

/// A port that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct AskedPort {
    /// Protocol.
    pub(super) protocol: Protocol,
    /// Port of the listener.
    pub(super) number: u16,
    /// The service's own port that leads there.
    pub(super) service_port: Option<u16>,
}

/// What `--port` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A number.
    Number(Protocol, u16),
    /// A name, and the protocol where it was said.
    Name(Option<Protocol>, String),
}

impl Wanted {
    /// Reads `NUMBER[/PROTOCOL]` or `NAME[/PROTOCOL]`.
    pub(super) fn read(text: &str) -> Result<Self, Error> {
        let (port, protocol) = match text.split_once('/') {
            Some((port, protocol)) => (port, Some(protocol)),
            None => (text, None),
        };
        let unreadable = |problem: String| {
            Error::usage(
                format!("--port {text:?} {problem}"),
                "write a number from 1 to 65535 or a name, and TCP, UDP or SCTP, as in 8080 or 53/UDP",
            )
        };
        let protocol = protocol
            .map(str::parse::<Protocol>)
            .transpose()
            .map_err(|_| unreadable("has no known protocol".to_owned()))?;
        match port.parse::<u16>() {
            Ok(0) => Err(unreadable("is no port".to_owned())),
            Ok(number) => Ok(Self::Number(protocol.unwrap_or(Protocol::Tcp), number)),
            Err(_) if port.bytes().any(|byte| byte.is_ascii_alphabetic()) => {
                Ok(Self::Name(protocol, port.to_owned()))
            }
            Err(_) => Err(unreadable("is no port".to_owned())),
        }
    }
}

/// The ports to ask about between two groups of ends.
pub(super) struct PortsOf<'a> {
    /// Who is there.
    pub(super) network: &'a Network<'a>,
    /// What is allowed.
    pub(super) policies: &'a PolicySet,
    /// The target as it was named.
    pub(super) to: &'a Ends,
    /// What `--port` says.
    pub(super) wanted: Option<&'a Wanted>,
}

impl PortsOf<'_> {
    /// The ports to ask of one target, in order; empty when it has none of the wanted name.
    pub(super) fn between(&self, from: &Part, to: &Part) -> Vec<AskedPort> {
        let service = self.to.service.and_then(|it| self.network.services.get(it));
        let ports = match (self.wanted, to.endpoint) {
            (Some(wanted), Endpoint::Pod(pod)) => self.wanted_of_pod(wanted, service, pod),
            (Some(Wanted::Number(protocol, number)), _) => vec![plain(*protocol, *number)],
            (Some(Wanted::Name(..)), _) => Vec::new(),
            (None, Endpoint::Pod(pod)) => match service {
                Some(service) => self.of_service(service, pod),
                None => self.of_pod(from.endpoint, pod),
            },
            (None, Endpoint::Node(_)) => vec![plain(Protocol::Tcp, KUBELET)],
            (None, Endpoint::Address(address)) => {
                let link_local = match address {
                    std::net::IpAddr::V4(address) => address.is_link_local(),
                    std::net::IpAddr::V6(address) => address.segments()[..2] == [0xfd00, 0x0ec2],
                };
                let number = if link_local { LINK_LOCAL_HTTP } else { HTTPS };
                vec![plain(Protocol::Tcp, number)]
            }
        };
        let distinct: BTreeSet<AskedPort> = ports.into_iter().collect();
        distinct.into_iter().collect()
    }

    fn wanted_of_pod(
        &self,
        wanted: &Wanted,
        service: Option<&Service<'_>>,
        pod: usize,
    ) -> Vec<AskedPort> {
        let through_service: Vec<AskedPort> = service
            .map(|service| self.of_service(service, pod))
            .unwrap_or_default();
        match wanted {
            Wanted::Number(protocol, number) => {
                let translated = through_service
                    .into_iter()
                    .find(|port| port.protocol == *protocol && port.service_port == Some(*number));
                vec![translated.unwrap_or_else(|| plain(*protocol, *number))]
            }
            Wanted::Name(protocol, name) => {
                let fits = |it: Protocol| protocol.is_none_or(|protocol| protocol == it);
                let of_service = service.into_iter().flat_map(|service| &service.ports);
                let of_service = of_service
                    .filter(|port| port.name == Some(name.as_str()) && fits(port.protocol))
                    .filter_map(|port| {
                        Some(AskedPort {
                            protocol: port.protocol,
                            number: port.number_in(self.network, pod)?,
                            service_port: Some(port.number),
                        })
                    });
                let of_pod = self.network.pods.get(pod).into_iter();
                let of_pod = of_pod
                    .flat_map(crate::model::Pod::named_ports)
                    .filter(|port| port.name == name && fits(port.protocol))
                    .map(|port| plain(port.protocol, port.number));
                let found: Vec<AskedPort> = of_service.collect();
                if found.is_empty() {
                    of_pod.collect()
                } else {
                    found
                }
            }
        }
    }

    fn of_service(&self, service: &Service<'_>, pod: usize) -> Vec<AskedPort> {
        service
            .ports
            .iter()
            .filter_map(|port| {
                Some(AskedPort {
                    protocol: port.protocol,
                    number: port.number_in(self.network, pod)?,
                    service_port: Some(port.number),
                })
            })
            .collect()
    }

    /// The ports that a pod declares, that services lead to, and that policies name.
    fn of_pod(&self, from: Endpoint, pod: usize) -> Vec<AskedPort> {
        let mut ports: Vec<AskedPort> = self
            .network
            .pods
            .get(pod)
            .into_iter()
            .flat_map(crate::model::Pod::declared_ports)
            .map(|(_, protocol, number)| plain(protocol, number))
            .collect();
        let services = self.network.services.iter();
        for service in services.filter(|service| service.pods.binary_search(&pod).is_ok()) {
            let targets = self.of_service(service, pod).into_iter();
            ports.extend(targets.map(|port| plain(port.protocol, port.number)));
        }
        ports.extend(self.named_by_policies(from, pod));
        if ports.is_empty() {
            ports.push(plain(Protocol::Tcp, HTTPS));
        }
        ports
    }

    /// The first and last numbers of the ports in the rules about the target, and in those about
    /// the sender that name the target.
    fn named_by_policies(&self, from: Endpoint, pod: usize) -> Vec<AskedPort> {
        let mut found = Vec::new();
        for policy in self.policies.policies() {
            if is_selected(self.network, &policy.subject, pod) {
                for rule in policy.rules(Direction::Ingress) {
                    found.extend(numbers(&rule.ports));
                }
            }
            let Endpoint::Pod(sender) = from else {
                continue;
            };
            if is_selected(self.network, &policy.subject, sender) {
                for rule in policy.rules(Direction::Egress) {
                    let names_target = match &rule.peers {
                        Peers::Anyone => false,
                        Peers::Listed(peers) => peers.iter().any(|peer| match peer {
                            Peer::Pods(selection) => is_selected(self.network, selection, pod),
                            _ => false,
                        }),
                    };
                    if names_target {
                        found.extend(numbers(&rule.ports));
                    }
                }
            }
        }
        found
    }
}

fn plain(protocol: Protocol, number: u16) -> AskedPort {
    AskedPort {
        protocol,
        number,
        service_port: None,
    }
}

/// The ends of the ranges of a rule's ports; of all ports, nothing.
fn numbers(ports: &Ports) -> impl Iterator<Item = AskedPort> {
    let ports = match ports {
        Ports::All => &[][..],
        Ports::Listed(ports) => ports,
    };
    ports.iter().flat_map(|port| match port {
        Port::Range {
            protocol,
            first,
            last,
        } if *first > 0 => vec![plain(*protocol, *first), plain(*protocol, *last)],
        _ => Vec::new(),
    })
}
