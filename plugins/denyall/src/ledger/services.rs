//! Where the ports of Services lead: to which port of which workload.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
    rc::Rc,
};

use super::{Party, UnknownReason, gathering::Listener};
use crate::{
    model::{Holder, Network, Service, ServicePort},
    protocol::Protocol,
};

/// The namespace and name of the cluster's DNS Service ("DNS for Services and Pods").
const DNS_SERVICE: (&str, &str) = ("kube-system", "kube-dns");
/// The namespace and name of the API server's Service.
const API_SERVICE: (&str, &str) = ("default", "kubernetes");
/// The port of DNS.
pub(super) const DNS_PORT: u16 = 53;
/// The port of the API server's endpoints on EKS.
pub(super) const API_PORT: u16 = 443;

/// Which port of a Service is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhichPort<'a> {
    /// All of them.
    Any,
    /// The one of this number.
    Number(u16),
    /// The one of this name.
    Name(&'a str),
}

/// What each port of a Service leads to, in the order of its ports.
type Targets = Rc<Vec<Vec<Listener>>>;
/// The parties behind a Service, each with one of its pods.
type Members = Rc<Vec<(Party, usize)>>;

/// Services by name and address, with where they lead.
#[derive(Debug)]
pub(super) struct Services<'a, 'n> {
    network: &'n Network<'a>,
    by_address: HashMap<IpAddr, usize>,
    /// Where the ports of a Service lead: found when first asked for, since many configurations
    /// name one Service and a Service may have many pods.
    targets: RefCell<HashMap<usize, Targets>>,
    /// The parties behind a Service, each with one of its pods.
    members: RefCell<HashMap<usize, Members>>,
    parties: Vec<Party>,
    /// Workloads that are the cluster's DNS.
    dns: BTreeSet<usize>,
    dns_ports: BTreeSet<u16>,
}

impl<'a, 'n> Services<'a, 'n> {
    pub(super) fn of(network: &'n Network<'a>) -> Self {
        let by_address = network
            .services
            .iter()
            .enumerate()
            .flat_map(|(index, service)| service.addresses.iter().map(move |it| (*it, index)))
            .collect();
        let mut services = Self {
            network,
            by_address,
            targets: RefCell::default(),
            members: RefCell::default(),
            parties: parties(network),
            dns: BTreeSet::new(),
            dns_ports: BTreeSet::new(),
        };
        if let Some(service) = network
            .service(DNS_SERVICE.0, DNS_SERVICE.1)
            .and_then(|index| network.services.get(index))
        {
            let ports = service.ports.iter().filter(|port| port.number == DNS_PORT);
            let targets: Vec<Listener> = ports
                .flat_map(|port| services.targets_of(service, port))
                .collect();
            for target in targets {
                if let Party::Workload(workload) = target.party {
                    services.dns.insert(workload);
                    services.dns_ports.insert(target.port);
                }
            }
        }
        services
    }

    /// What a workload is as an end: itself, or the nodes when its pods use their network.
    pub(super) fn party_of(&self, workload: usize) -> Party {
        self.parties.get(workload).cloned().unwrap_or(Party::Nodes)
    }

    /// The pod's workload as an end.
    pub(super) fn party_of_pod(&self, pod: usize) -> Party {
        match self.network.pods.get(pod) {
            Some(pod) if !pod.host_network => Party::Workload(pod.workload),
            _ => Party::Nodes,
        }
    }

    /// The Service of an address.
    pub(super) fn at(&self, address: IpAddr) -> Option<&'n Service<'a>> {
        self.network.services.get(*self.by_address.get(&address)?)
    }

    /// The Service of a name.
    pub(super) fn named(&self, namespace: &str, name: &str) -> Option<&'n Service<'a>> {
        let index = self.network.service(namespace, name)?;
        self.network.services.get(index)
    }

    /// Where a port of a Service leads.
    pub(super) fn listeners(
        &self,
        service: &Service<'_>,
        which: WhichPort<'_>,
        protocol: Option<Protocol>,
    ) -> Result<Vec<Listener>, UnknownReason> {
        let all = self.targets(service);
        let chosen: Vec<&Listener> = service
            .ports
            .iter()
            .zip(all.iter())
            .filter(|(port, _)| match which {
                WhichPort::Any => true,
                WhichPort::Number(number) => port.number == number,
                WhichPort::Name(name) => port.name == Some(name),
            })
            .flat_map(|(_, targets)| targets)
            .collect();
        let mut listeners: Vec<Listener> = chosen
            .iter()
            .filter(|it| protocol.is_none_or(|protocol| it.protocol == protocol))
            .map(|it| (*it).clone())
            .collect();
        if listeners.is_empty() {
            listeners = chosen.into_iter().cloned().collect();
        }
        listeners.sort();
        listeners.dedup();
        if listeners.is_empty() {
            let named = service.ports.iter().any(|port| match which {
                WhichPort::Any => true,
                WhichPort::Number(number) => port.number == number,
                WhichPort::Name(name) => port.name == Some(name),
            });
            return Err(if service.pods.is_empty() {
                UnknownReason::NoPods
            } else if named {
                UnknownReason::NoTargetPort
            } else {
                UnknownReason::NoSuchPort
            });
        }
        Ok(listeners)
    }

    /// A port of the pods themselves, past the Service: what clients of a headless Service use.
    pub(super) fn listeners_past(
        &self,
        service: &Service<'_>,
        port: u16,
        protocol: Option<Protocol>,
    ) -> Vec<Listener> {
        let of_service = service.ports.iter().find(|it| it.number == port);
        let members = self.members(service);
        let mut listeners: Vec<Listener> = members
            .iter()
            .map(|(party, pod)| {
                let declared = self.declared(*pod, port);
                let protocol = protocol
                    .or(declared)
                    .or(of_service.map(|it| it.protocol))
                    .unwrap_or(Protocol::Tcp);
                self.listener(party.clone(), protocol, port)
            })
            .collect();
        listeners.sort();
        listeners.dedup();
        listeners
    }

    /// Whether any pod of the Service declares the port, or the Service leads to it.
    pub(super) fn leads_to(&self, service: &Service<'_>, port: u16) -> bool {
        let targets = self.targets(service);
        let leads = targets.iter().flatten().any(|target| target.port == port);
        // One pod tells for all that were made of the same template.
        let first = service.pods.first().copied();
        leads || first.is_some_and(|pod| self.declared(pod, port).is_some())
    }

    /// The protocol that a pod declares a port with.
    pub(super) fn declared(&self, pod: usize, port: u16) -> Option<Protocol> {
        let pod = self.network.pods.get(pod)?;
        pod.declared_ports()
            .find(|declared| declared.2 == port)
            .map(|declared| declared.1)
    }

    /// A listener; the DNS ports of the cluster's DNS are one.
    pub(super) fn listener(&self, party: Party, protocol: Protocol, port: u16) -> Listener {
        match &party {
            Party::Workload(workload)
                if self.dns.contains(workload)
                    && self.dns_ports.contains(&port)
                    && protocol != Protocol::Sctp =>
            {
                dns()
            }
            _ => Listener {
                party,
                protocol,
                port,
            },
        }
    }

    /// Who has an address now, if it is a pod or a node.
    pub(super) fn holder(&self, address: IpAddr) -> Option<Holder> {
        self.network.addresses.get(&address).copied()
    }

    fn targets(&self, service: &Service<'_>) -> Targets {
        let Some(index) = self.index_of(service) else {
            return Rc::default();
        };
        if let Some(known) = self.targets.borrow().get(&index) {
            return Rc::clone(known);
        }
        let ports = service.ports.iter();
        let found = Rc::new(ports.map(|port| self.targets_of(service, port)).collect());
        self.targets.borrow_mut().insert(index, Rc::clone(&found));
        found
    }

    fn members(&self, service: &Service<'_>) -> Members {
        let Some(index) = self.index_of(service) else {
            return Rc::default();
        };
        if let Some(known) = self.members.borrow().get(&index) {
            return Rc::clone(known);
        }
        let mut members: BTreeMap<Party, usize> = BTreeMap::new();
        for &pod in &service.pods {
            members.entry(self.party_of_pod(pod)).or_insert(pod);
        }
        let members = Rc::new(members.into_iter().collect());
        self.members.borrow_mut().insert(index, Rc::clone(&members));
        members
    }

    fn index_of(&self, service: &Service<'_>) -> Option<usize> {
        let namespace = self.network.namespaces.get(service.namespace)?;
        self.network.service(namespace.name, service.name)
    }

    fn targets_of(&self, service: &Service<'_>, port: &ServicePort<'_>) -> Vec<Listener> {
        let mut targets: Vec<Listener> = service
            .pods
            .iter()
            .filter_map(|&pod| {
                let number = port.number_in(self.network, pod)?;
                Some(self.listener(self.party_of_pod(pod), port.protocol, number))
            })
            .collect();
        targets.sort();
        targets.dedup();
        targets
    }
}

/// The cluster's DNS.
pub(super) fn dns() -> Listener {
    Listener {
        party: Party::Dns,
        protocol: Protocol::Udp,
        port: DNS_PORT,
    }
}

/// Whether it is the Service of the API server, which has no pods.
pub(super) fn is_api(namespace: &str, name: &str) -> bool {
    (namespace, name) == API_SERVICE
}

/// The API server.
pub(super) fn api_server() -> Listener {
    Listener {
        party: Party::ControlPlane,
        protocol: Protocol::Tcp,
        port: API_PORT,
    }
}

fn parties(network: &Network<'_>) -> Vec<Party> {
    let is_on_host = |pod: &usize| network.pods.get(*pod).is_none_or(|pod| pod.host_network);
    network
        .workloads
        .iter()
        .enumerate()
        .map(|(index, workload)| {
            if workload.pods.iter().all(is_on_host) {
                Party::Nodes
            } else {
                Party::Workload(index)
            }
        })
        .collect()
}
