//! Decides what a host of a configuration stands for, seen from a namespace.
//!
//! Rules: "DNS for Services and Pods": `SERVICE`, `SERVICE.NAMESPACE`, `SERVICE.NAMESPACE.svc` and
//! the same with the cluster's domain; a pod of a stateful set puts its own name in front. The
//! resolver tries the namespace's own domain first, then `svc`, then the cluster's, then the name
//! as it is (`ndots:5`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::{
    Confidence, Party, UnknownReason,
    gathering::Listener,
    services::{API_PORT, DNS_PORT, Services, WhichPort, api_server, dns, is_api},
};
use crate::{
    address::{Address, Clarity, Host},
    model::{Holder, Network, Service},
    protocol::Protocol,
};

/// How far aliases of Services may lead on; a circle must end.
const LONGEST_CHAIN: usize = 4;
/// Instance metadata ("EC2 User Guide: Instance metadata").
const METADATA: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x254)),
];
/// The EKS Pod Identity agent ("EKS User Guide: Pod Identity agent").
const POD_IDENTITY: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x23)),
];
/// What node-local DNS listens on by default ("Using `NodeLocal` `DNSCache`").
const NODE_LOCAL_DNS: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 20, 10));

/// What a host and a port stand for.
pub(super) type Resolved = Result<(Vec<Listener>, Confidence), UnknownReason>;

/// A host and what is known of how it is connected to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'t> {
    host: &'t Host,
    port: Option<u16>,
    protocol: Option<Protocol>,
    clarity: Clarity,
}

impl<'t> Target<'t> {
    /// An address, at the port of a sibling variable if it has none itself.
    pub(super) fn of(address: &'t Address, sibling: Option<u16>) -> Self {
        let sibling = sibling.filter(|_| address.scheme().is_none());
        Self {
            host: address.host(),
            port: address.destination_port().or(sibling),
            protocol: address.scheme().and_then(protocol_of_scheme),
            clarity: address.clarity(),
        }
    }

    /// A host at a port.
    pub(super) fn at(host: &'t Host, port: u16, protocol: Protocol) -> Self {
        Self {
            host,
            port: Some(port),
            protocol: Some(protocol),
            clarity: Clarity::Clear,
        }
    }

    /// As it is shown: `host:port`.
    pub(super) fn says(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.to_string(),
        }
    }

    pub(super) fn port(&self) -> Option<u16> {
        self.port
    }

    pub(super) fn protocol(&self) -> Option<Protocol> {
        self.protocol
    }
}

/// Schemes that are called like their transport protocol; others run over TCP, as a rule.
fn protocol_of_scheme(scheme: &str) -> Option<Protocol> {
    match scheme {
        "udp" | "udp4" | "udp6" | "statsd" | "syslog+udp" | "dtls" => Some(Protocol::Udp),
        "sctp" => Some(Protocol::Sctp),
        _ => None,
    }
}

/// Resolves hosts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names<'a, 'n> {
    pub(super) network: &'n Network<'a>,
    pub(super) services: &'n Services<'a, 'n>,
}

impl<'a, 'n> Names<'a, 'n> {
    /// What a target stands for in a namespace.
    pub(super) fn resolve(&self, target: &Target<'_>, namespace: &str) -> Resolved {
        self.follow(target, namespace, LONGEST_CHAIN)
    }

    fn follow(&self, target: &Target<'_>, namespace: &str, chain: usize) -> Resolved {
        let name = match target.host {
            Host::Ip(address) => return self.of_address(address.to_canonical(), target),
            Host::Name(name) => name.as_str(),
        };
        match self.find(name, namespace) {
            Place::Api => Ok((vec![api_server()], Confidence::High)),
            Place::Missing => Err(UnknownReason::NoSuchService),
            Place::Outside => outside(name, target),
            Place::Service { service, pod } => {
                if let Some(alias) = service.object.spec.external_name.as_deref()
                    && service.object.is_external_name()
                {
                    let host: Host = alias.parse().map_err(|_| UnknownReason::NoSuchService)?;
                    let namespace = self.namespace_of(service);
                    if chain == 0 {
                        return Err(UnknownReason::NoSuchService);
                    }
                    let alias = Target {
                        host: &host,
                        ..*target
                    };
                    return self.follow(&alias, namespace, chain - 1);
                }
                self.of_service(service, pod, target)
            }
        }
    }

    fn of_service(
        &self,
        service: &Service<'_>,
        pod: Option<&str>,
        target: &Target<'_>,
    ) -> Resolved {
        if service.pods.is_empty() {
            return Err(UnknownReason::NoPods);
        }
        let is_direct = service.object.is_headless() || pod.is_some();
        let (listeners, confidence) = match target.port {
            None => {
                let all = self
                    .services
                    .listeners(service, WhichPort::Any, target.protocol)?;
                (all, Confidence::Medium)
            }
            Some(port) if is_direct => {
                let declared = self.services.leads_to(service, port);
                let confidence = if declared {
                    Confidence::High
                } else {
                    Confidence::Medium
                };
                let past = self.services.listeners_past(service, port, target.protocol);
                (past, confidence)
            }
            Some(port) => {
                let which = WhichPort::Number(port);
                match self.services.listeners(service, which, target.protocol) {
                    Ok(found) => (found, Confidence::High),
                    // The port of the pods, where that of the Service belongs.
                    Err(UnknownReason::NoSuchPort) if self.services.leads_to(service, port) => (
                        self.services.listeners_past(service, port, target.protocol),
                        Confidence::Medium,
                    ),
                    Err(reason) => return Err(reason),
                }
            }
        };
        Ok((self.of_pod(listeners, pod), confidence))
    }

    /// Keeps the listeners of the workload that a pod of this name belongs to, if one does.
    fn of_pod(&self, listeners: Vec<Listener>, pod: Option<&str>) -> Vec<Listener> {
        let set = pod.and_then(|pod| pod.rsplit_once('-')).map(|it| it.0);
        let is_of_set = |listener: &&Listener| match listener.party {
            Party::Workload(index) => self
                .network
                .workloads
                .get(index)
                .is_some_and(|workload| Some(workload.name) == set),
            _ => false,
        };
        let kept: Vec<Listener> = listeners.iter().filter(is_of_set).cloned().collect();
        if kept.is_empty() { listeners } else { kept }
    }

    /// What an address stands for.
    pub(super) fn of_address(&self, address: IpAddr, target: &Target<'_>) -> Resolved {
        let port_or = |default: u16| target.port.unwrap_or(default);
        let protocol = target.protocol.unwrap_or(Protocol::Tcp);
        let one = |party: Party, port: u16| {
            let listener = Listener {
                party,
                protocol,
                port,
            };
            Ok((vec![listener], Confidence::High))
        };
        if METADATA.contains(&address) {
            return one(Party::Metadata, port_or(80));
        }
        if POD_IDENTITY.contains(&address) {
            return one(Party::PodIdentity, port_or(80));
        }
        if address == NODE_LOCAL_DNS && port_or(DNS_PORT) == DNS_PORT {
            return Ok((vec![dns()], Confidence::High));
        }
        if let Some(service) = self.services.at(address) {
            if is_api(self.namespace_of(service), service.name) {
                return one(Party::ControlPlane, API_PORT);
            }
            return self.of_service(service, None, target);
        }
        let port = target.port.ok_or(UnknownReason::NoPort)?;
        match self.services.holder(address) {
            Some(Holder::Pod(pod)) => {
                let declared = target.protocol.or(self.services.declared(pod, port));
                let party = self.services.party_of_pod(pod);
                let protocol = declared.unwrap_or(Protocol::Tcp);
                let listener = self.services.listener(party, protocol, port);
                // Pods come and go; who holds the address next is not known.
                Ok((vec![listener], Confidence::Medium))
            }
            Some(Holder::Node(_)) => one(Party::Nodes, port),
            None => one(Party::Addresses(vec![IpNet::from(address)]), port),
        }
    }

    fn find<'h>(&self, name: &'h str, namespace: &str) -> Place<'a, 'n, 'h> {
        let labels: Vec<&str> = name.split('.').collect();
        let service = |namespace: &str, name: &str, pod: Option<&'h str>| {
            if is_api(namespace, name) {
                return Some(Place::Api);
            }
            let service = self.services.named(namespace, name)?;
            Some(Place::Service { service, pod })
        };
        let exists = |namespace: &str| self.network.namespace(namespace).is_some();
        match labels.as_slice() {
            [name] => service(namespace, name, None).unwrap_or(Place::Missing),
            // `svc` is no top-level domain, so what follows is the cluster's domain or nothing.
            [name, namespace, "svc", ..] => {
                service(namespace, name, None).unwrap_or(Place::Missing)
            }
            [pod, name, namespace, "svc", ..] => {
                service(namespace, name, Some(pod)).unwrap_or(Place::Missing)
            }
            [.., "cluster", "local"] => Place::Missing,
            [name, other] => service(other, name, None)
                .or_else(|| service(namespace, other, Some(name)))
                .unwrap_or(if exists(other) {
                    Place::Missing
                } else {
                    Place::Outside
                }),
            [pod, name, other] => service(other, name, Some(pod)).unwrap_or(if exists(other) {
                Place::Missing
            } else {
                Place::Outside
            }),
            _ => Place::Outside,
        }
    }

    fn namespace_of(&self, service: &Service<'_>) -> &'a str {
        let namespace = self.network.namespaces.get(service.namespace);
        namespace.map_or("", |namespace| namespace.name)
    }
}

/// A name outside of the cluster.
fn outside(name: &str, target: &Target<'_>) -> Resolved {
    let Some(port) = target.port else {
        return Err(match target.clarity {
            Clarity::Bare => UnknownReason::BareName,
            Clarity::Named | Clarity::Clear => UnknownReason::NoPort,
        });
    };
    let listener = Listener {
        party: Party::Name(name.to_owned()),
        protocol: target.protocol.unwrap_or(Protocol::Tcp),
        port,
    };
    Ok((vec![listener], Confidence::High))
}

/// Where a name leads.
enum Place<'a, 'n, 'h> {
    /// To a Service, or to one pod of it.
    Service {
        service: &'n Service<'a>,
        pod: Option<&'h str>,
    },
    /// To the API server.
    Api,
    /// Nowhere, although it is a name of the cluster.
    Missing,
    /// Out of the cluster.
    Outside,
}

#[cfg(test)]
mod tests;
