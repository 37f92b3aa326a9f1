//! Decides who an end of an observed flow is.
//!
//! Names of a log go before addresses: they were true when the flow was seen. Cilium's reserved
//! identities are those of its "Reserved labels".

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    net::{IpAddr, Ipv4Addr},
};

use ipnet::{IpNet, Ipv6Net};
use jiff::Timestamp;

use super::{
    Party, UnknownReason,
    cluster::Cluster,
    gathering::{Gathering, Listener},
    names::Target,
    observed::{SourceEnd, TargetEnd, outside},
    services::WhichPort,
};
use crate::{
    address::Host,
    flows::{FlowEnd, FlowWorkload},
    model::{Holder, WorkloadKind},
    protocol::Protocol,
};

/// An end, and whether it is beyond doubt.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) party: Party,
    pub(super) is_sure: bool,
}

/// Tells ends.
pub(super) struct Ends<'c, 'a, 'n> {
    cluster: &'c Cluster<'a, 'n>,
    /// Who connects from outside to a listener, by configuration.
    sources: HashMap<Listener, Vec<Party>>,
    /// Which addresses are connected to from where, by configuration.
    targets: HashSet<(Party, Listener)>,
    /// The IPv6 ranges of the VPC, as far as pods and nodes show them: a VPC gets a /56.
    vpc: BTreeSet<Ipv6Net>,
}

/// The length of a VPC's IPv6 prefix ("VPC CIDR blocks").
const VPC_PREFIX: u8 = 56;

impl<'c, 'a, 'n> Ends<'c, 'a, 'n> {
    pub(super) fn of(cluster: &'c Cluster<'a, 'n>, configured: &Gathering) -> Self {
        let mut sources: HashMap<Listener, Vec<Party>> = HashMap::new();
        let mut targets = HashSet::new();
        for (from, to) in configured.pairs() {
            if !matches!(from, Party::Workload(_) | Party::Nodes) {
                sources.entry(to.clone()).or_default().push(from.clone());
            }
            if matches!(to.party, Party::Addresses(_)) {
                targets.insert((from.clone(), to));
            }
        }
        let vpc = cluster
            .network
            .addresses
            .keys()
            .filter_map(|address| match address {
                IpAddr::V6(address) => Ipv6Net::new(*address, VPC_PREFIX).ok(),
                IpAddr::V4(_) => None,
            });
        Self {
            cluster,
            sources,
            targets,
            vpc: vpc.map(|net| net.trunc()).collect(),
        }
    }

    /// Who opened a flow to one of these listeners.
    pub(super) fn source(
        &self,
        end: &FlowEnd,
        to: &[Listener],
        seen: Option<Timestamp>,
    ) -> SourceEnd {
        if let Some(named) = self.named(end) {
            return named;
        }
        let Some(address) = end.address else {
            return match end.network {
                Some(net) => Ok(End::sure(Party::Addresses(vec![net]))),
                None => Err((text(end), UnknownReason::NotHere)),
            };
        };
        match self.cluster.services.holder(address) {
            Some(Holder::Pod(pod)) => self.pod(pod, address, seen),
            Some(Holder::Node(_)) => Ok(End::sure(Party::Nodes)),
            None => self.outside_source(address, to),
        }
    }

    /// What a flow was opened to.
    pub(super) fn listeners(
        &self,
        end: &FlowEnd,
        protocol: Protocol,
        port: u16,
        seen: Option<Timestamp>,
    ) -> TargetEnd {
        let services = self.cluster.services;
        if let Some(named) = self.named(end) {
            let end = named?;
            return Ok((
                vec![services.listener(end.party, protocol, port)],
                end.is_sure,
            ));
        }
        let Some(address) = end.address else {
            let party = match (end.network, end.names.first()) {
                (Some(net), _) => Party::Addresses(vec![net]),
                (None, Some(name)) => Party::Name(name.clone()),
                (None, None) => return Err((text(end), UnknownReason::NotHere)),
            };
            return Ok((vec![outside(party, protocol, port)], true));
        };
        match services.holder(address) {
            Some(Holder::Pod(pod)) => {
                let end = self.pod(pod, address, seen)?;
                return Ok((
                    vec![services.listener(end.party, protocol, port)],
                    end.is_sure,
                ));
            }
            Some(Holder::Node(_)) => {
                return Ok((vec![outside(Party::Nodes, protocol, port)], true));
            }
            None => {}
        }
        if let Some(service) = services.at(address) {
            let which = WhichPort::Number(port);
            if service.pods.is_empty() {
                return self.known_address(address, protocol, port);
            }
            let found = services.listeners(service, which, Some(protocol));
            return found
                .map(|listeners| (listeners, true))
                .map_err(|reason| (format!("{address}:{port}"), reason));
        }
        if is_link_local(address) {
            return self.known_address(address, protocol, port);
        }
        if let Some(name) = end.names.first() {
            return Ok((
                vec![outside(Party::Name(name.clone()), protocol, port)],
                true,
            ));
        }
        let party = Party::Addresses(vec![IpNet::from(address)]);
        Ok((vec![outside(party, protocol, port)], true))
    }

    /// Decides what single addresses outside of the cluster stand for, now that it is known who
    /// connects: themselves where configuration names them, the internet where they are public.
    pub(super) fn settle(
        &self,
        from: &Party,
        listeners: Vec<Listener>,
    ) -> Result<Vec<Listener>, (String, UnknownReason)> {
        let settle = |listener: Listener| {
            let address = match &listener.party {
                Party::Addresses(nets) => match nets.as_slice() {
                    [net] if net.prefix_len() == net.max_prefix_len() => net.addr(),
                    _ => return Ok(listener),
                },
                _ => return Ok(listener),
            };
            let pair = (from.clone(), listener);
            if is_link_local(address) || self.targets.contains(&pair) {
                Ok(pair.1)
            } else if self.is_public(address) {
                Ok(outside(Party::Internet, pair.1.protocol, pair.1.port))
            } else {
                Err((address.to_string(), UnknownReason::AddressNotHeld))
            }
        };
        listeners.into_iter().map(settle).collect()
    }

    fn outside_source(&self, address: IpAddr, to: &[Listener]) -> SourceEnd {
        let known: Vec<&Party> = to
            .iter()
            .filter_map(|it| self.sources.get(it))
            .flatten()
            .collect();
        let named = known
            .iter()
            .find(|party| holds(std::slice::from_ref(**party), address));
        if let Some(party) = named {
            return Ok(End::sure((*party).clone()));
        }
        if self.is_public(address) {
            return Ok(End::sure(Party::Internet));
        }
        // Load balancers and the API server have addresses of subnets that no object tells.
        let mut inner = known
            .into_iter()
            .filter(|party| matches!(party, Party::LoadBalancer | Party::ControlPlane));
        match (inner.next(), inner.next()) {
            (Some(only), None) => Ok(End {
                party: only.clone(),
                is_sure: false,
            }),
            _ => Err((address.to_string(), UnknownReason::AddressNotHeld)),
        }
    }

    /// The pod that holds an address now, if it did so when the flow was seen.
    fn pod(&self, pod: usize, address: IpAddr, seen: Option<Timestamp>) -> SourceEnd {
        let started = self.cluster.network.pods.get(pod).and_then(|it| it.started);
        let started: Option<Timestamp> = started.and_then(|it| it.parse().ok());
        if let (Some(started), Some(seen)) = (started, seen)
            && seen < started
        {
            return Err((address.to_string(), UnknownReason::AddressReused));
        }
        Ok(End {
            party: self.cluster.services.party_of_pod(pod),
            is_sure: started.is_some() && seen.is_some(),
        })
    }

    /// An address whose meaning does not depend on who holds it.
    fn known_address(&self, address: IpAddr, protocol: Protocol, port: u16) -> TargetEnd {
        let host = Host::Ip(address);
        let target = Target::at(&host, port, protocol);
        match self.cluster.names().of_address(address, &target) {
            Ok((listeners, _)) => Ok((listeners, true)),
            Err(reason) => Err((target.says(), reason)),
        }
    }

    /// The end by its names, where it has any.
    fn named(&self, end: &FlowEnd) -> Option<SourceEnd> {
        for label in end.labels.keys() {
            match label.strip_prefix("reserved:") {
                Some("host" | "remote-node" | "health") => {
                    return Some(Ok(End::sure(Party::Nodes)));
                }
                Some("kube-apiserver") => return Some(Ok(End::sure(Party::ControlPlane))),
                _ => {}
            }
        }
        let namespace = end.namespace.as_deref()?;
        let network = self.cluster.network;
        let pod = end
            .pod
            .as_deref()
            .and_then(|name| network.pod(namespace, name));
        if let Some(pod) = pod {
            return Some(Ok(End::sure(self.cluster.services.party_of_pod(pod))));
        }
        if let Some(workload) = end
            .workload
            .as_ref()
            .and_then(|it| self.workload(namespace, it))
        {
            return Some(Ok(End::sure(self.cluster.services.party_of(workload))));
        }
        let is_named = end.pod.is_some() || end.workload.is_some();
        is_named.then(|| Err((text(end), UnknownReason::NotHere)))
    }

    fn workload(&self, namespace: &str, named: &FlowWorkload) -> Option<usize> {
        let known = WorkloadKind::of_word(&named.kind);
        let kind = known.unwrap_or(WorkloadKind::Other(&named.kind));
        self.cluster.network.workload(namespace, kind, &named.name)
    }

    /// Whether an address is neither of the cluster's own network nor of a private one.
    fn is_public(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [first, second, ..] = address.octets();
                // 100.64.0.0/10 is what VPCs use for pods that need many addresses.
                let is_shared = first == 100 && (64..128).contains(&second);
                !(address.is_private()
                    || address.is_link_local()
                    || address.is_loopback()
                    || is_shared)
                    && address != Ipv4Addr::UNSPECIFIED
            }
            IpAddr::V6(address) => {
                let first = address.segments().first().copied().unwrap_or_default();
                let is_global = first & 0xe000 == 0x2000;
                let vpc = Ipv6Net::new(address, VPC_PREFIX).map(|net| net.trunc());
                is_global && !vpc.is_ok_and(|net| self.vpc.contains(&net))
            }
        }
    }
}

impl End {
    fn sure(party: Party) -> Self {
        Self {
            party,
            is_sure: true,
        }
    }
}

/// Link-local addresses and those that EC2 reserves.
fn is_link_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => {
            let segments = address.segments();
            segments.starts_with(&[0xfd00, 0x0ec2]) || segments.starts_with(&[0xfe80])
        }
    }
}

fn holds(parties: &[Party], address: IpAddr) -> bool {
    let net = IpNet::from(address);
    parties.iter().any(|party| holds_net(party, &net))
}

fn holds_net(party: &Party, net: &IpNet) -> bool {
    matches!(party, Party::Addresses(nets) if nets.iter().any(|it| it.contains(net)))
}

/// An end as it is shown.
fn text(end: &FlowEnd) -> String {
    let namespace = end.namespace.as_deref().unwrap_or_default();
    match (&end.pod, &end.workload, end.address) {
        (Some(pod), _, _) => format!("{namespace}/{pod}"),
        (None, Some(workload), _) => format!("{namespace}/{}/{}", workload.kind, workload.name),
        (None, None, Some(address)) => address.to_string(),
        (None, None, None) => {
            let labels: Vec<String> = end
                .labels
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            labels.join(",")
        }
    }
}
