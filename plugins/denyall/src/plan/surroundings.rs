//! What surrounds the pods and no policy or workload tells: the address families, the API server,
//! and the link-local services of a node.
//!
//! Addresses: "Amazon EC2: instance metadata", "Amazon EKS: EKS Pod Identity Agent", "Kubernetes:
//! Using `NodeLocal` DNS cache in clusters".

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ipnet::IpNet;
use plugin_kit::Snapshot;

use crate::{
    address::Host,
    model::{Network, WorkloadKind},
    object::EndpointSlice,
};

/// The instance metadata service.
pub(super) const METADATA: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];
/// The port of the instance metadata service.
pub(super) const METADATA_PORT: u16 = 80;
/// The EKS Pod Identity Agent.
pub(super) const POD_IDENTITY: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 23)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23)),
];
/// Any address, of each family.
const ANYWHERE: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    IpAddr::V6(Ipv6Addr::UNSPECIFIED),
];

/// What surrounds the pods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Addresses of the API server itself.
    pub api_server: Vec<IpAddr>,
    /// Ports at which the API server itself listens.
    pub api_server_ports: BTreeSet<u16>,
    /// Addresses of a DNS cache on every node; empty where there is none.
    pub node_local_dns: Vec<IpAddr>,
}

/// What the DNS cache of nodes runs as, and the address that it has unless it is told another.
const NODE_LOCAL_DNS: &str = "node-local-dns";
const NODE_LOCAL_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(169, 254, 20, 10));

impl Surroundings {
    /// What surrounds the pods of a cluster.
    #[must_use]
    pub fn of(network: &Network<'_>, snapshot: &Snapshot) -> Self {
        let slices = snapshot.all::<EndpointSlice>().iter().filter(|slice| {
            let metadata = &slice.metadata;
            (metadata.namespace_or_empty(), metadata.name.as_str()) == ("default", "kubernetes")
        });
        let mut surroundings = Self {
            node_local_dns: node_local_dns(network),
            ..Self::default()
        };
        for slice in slices {
            let addresses = slice.endpoints.iter().flat_map(|it| &it.addresses);
            let addresses = addresses.filter_map(|address| address.parse::<IpAddr>().ok());
            surroundings.api_server.extend(addresses);
            let ports = slice.ports.iter().filter_map(|port| port.port);
            surroundings.api_server_ports.extend(ports);
        }
        surroundings.api_server.sort_unstable();
        surroundings.api_server.dedup();
        surroundings
    }
}

/// The link-local addresses that the DNS cache of nodes is told to listen at.
fn node_local_dns(network: &Network<'_>) -> Vec<IpAddr> {
    let cache = network
        .workloads
        .iter()
        .find(|it| it.kind == WorkloadKind::DaemonSet && it.name == NODE_LOCAL_DNS);
    let pod = cache.and_then(|it| network.pods.get(*it.pods.first()?));
    let Some(pod) = pod else {
        return Vec::new();
    };
    let arguments = pod
        .containers
        .iter()
        .filter_map(|container| container.configuration.as_ref())
        .flat_map(|configuration| &configuration.arguments);
    let told: BTreeSet<IpAddr> = arguments
        .filter_map(|address| match address.host() {
            Host::Ip(address) if is_link_local(*address) => Some(*address),
            Host::Ip(_) | Host::Name(_) => None,
        })
        .collect();
    if told.is_empty() {
        return vec![NODE_LOCAL_ADDRESS];
    }
    told.into_iter().collect()
}

/// Whether an address means something on its own node only; others are the service's.
fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local() || address.is_unique_local(),
    }
}

/// The address families of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Families {
    v4: bool,
    v6: bool,
    /// Whether any address says so.
    pub(super) known: bool,
}

impl Families {
    /// Those of pods, nodes and services; IPv4 where no address is known.
    ///
    /// A cluster of IPv6 gives its pods IPv4 for what they send, too ("Amazon EKS: IPv6").
    pub(super) fn of(network: &Network<'_>) -> Self {
        let services = network.services.iter().flat_map(|it| &it.addresses);
        let mut all = network.addresses.keys().chain(services).peekable();
        let known = all.peek().is_some();
        Self {
            v4: true,
            v6: all.any(IpAddr::is_ipv6),
            known,
        }
    }

    /// Whether there is IPv6.
    pub(super) const fn has_v6(self) -> bool {
        self.v6
    }

    /// Of an address in both families, those that the cluster has.
    pub(super) fn choose(self, addresses: [IpAddr; 2]) -> impl Iterator<Item = IpAddr> {
        addresses
            .into_iter()
            .filter(move |it| if it.is_ipv4() { self.v4 } else { self.v6 })
    }

    /// The whole range of each family that the cluster has.
    pub(super) fn anywhere(self) -> impl Iterator<Item = IpNet> {
        self.choose(ANYWHERE)
            .filter_map(|address| IpNet::new(address, 0).ok())
    }
}
