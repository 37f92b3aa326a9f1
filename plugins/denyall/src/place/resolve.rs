//! Finds what a place names in the network.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};
use plugin_kit::{Error, Gap};

use super::Place;
use crate::{
    model::{Holder, Network, WorkloadKind},
    policy::{
        Peer, PolicySet, Rule,
        neighbour::{next, previous},
    },
    report::{EndpointRef, short_type},
    verdict::Endpoint,
};

/// What a place names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ends {
    /// The pods, nodes and ranges; never empty.
    pub(crate) parts: Vec<Part>,
    /// Index of the service that was named.
    pub(crate) service: Option<usize>,
    /// Whether a workload, a pod or a service was named, whose ports are known.
    pub(crate) has_ports: bool,
}

/// One end, or a range of addresses that no policy tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The end; of a range, one address of it.
    pub(crate) endpoint: Endpoint,
    /// How reports name it.
    pub(crate) name: EndpointRef,
}

/// Finds what a place names.
pub(crate) fn resolve(
    place: &Place,
    network: &Network<'_>,
    policies: &PolicySet,
) -> Result<Ends, Error> {
    match place {
        Place::Workload {
            namespace,
            kind,
            name,
        } => workload(network, namespace, *kind, name),
        Place::Pod { namespace, name } => pod(network, namespace, name),
        Place::Service { namespace, name } => service(network, namespace, name),
        Place::Block(net) => Ok(block(network, policies, *net)),
        Place::Internet => Ok(internet(network, policies)),
    }
}

/// The same error, with what could not be read: what is not found then may be there.
pub(crate) fn in_doubt(error: Error, gaps: &[Gap]) -> Error {
    match (gaps.first(), error) {
        (Some(gap), Error::Usage { message, hint }) => Error::Usage {
            message: format!("{message}, as far as could be read: {}", gap.message),
            hint,
        },
        (_, error) => error,
    }
}

fn workload(
    network: &Network<'_>,
    namespace: &str,
    kind: WorkloadKind<'static>,
    name: &str,
) -> Result<Ends, Error> {
    let index = network.workload(namespace, kind, name);
    let workload = index.and_then(|index| network.workloads.get(index));
    let Some(workload) = workload else {
        return Err(missing(network, kind.as_str(), namespace, name));
    };
    Ok(Ends {
        parts: pods(network, &workload.pods),
        service: None,
        has_ports: true,
    })
}

/// Pods by index, named by their workloads.
fn pods(network: &Network<'_>, pods: &[usize]) -> Vec<Part> {
    pods.iter()
        .filter_map(|&pod| {
            let workload = network.pods.get(pod)?.workload;
            Some(Part {
                endpoint: Endpoint::Pod(pod),
                name: EndpointRef::workload(network, workload)?,
            })
        })
        .collect()
}

fn pod(network: &Network<'_>, namespace: &str, name: &str) -> Result<Ends, Error> {
    let Some(pod) = network.pod(namespace, name) else {
        return Err(missing(network, "Pod", namespace, name));
    };
    Ok(Ends {
        parts: vec![Part {
            endpoint: Endpoint::Pod(pod),
            name: EndpointRef::Pod {
                namespace: namespace.to_owned(),
                name: name.to_owned(),
            },
        }],
        service: None,
        has_ports: true,
    })
}

fn service(network: &Network<'_>, namespace: &str, name: &str) -> Result<Ends, Error> {
    let index = network.service(namespace, name);
    let service = index.and_then(|index| network.services.get(index));
    let Some(service) = service else {
        return Err(missing(network, "Service", namespace, name));
    };
    if service.pods.is_empty() {
        let (problem, hint) = if service.object.is_external_name() {
            (
                "is an alias for a name outside",
                "name the address that it resolves to",
            )
        } else if service.object.spec.selector.is_empty() {
            (
                "has no selector: someone else writes its endpoints",
                "name the addresses of its endpoints",
            )
        } else {
            (
                "selects no pod",
                "compare its selector with the labels of the pods",
            )
        };
        return Err(Error::usage(
            format!("Service {namespace}/{name} {problem}"),
            hint,
        ));
    }
    Ok(Ends {
        parts: pods(network, &service.pods),
        service: index,
        has_ports: true,
    })
}

fn missing(network: &Network<'_>, kind: &str, namespace: &str, name: &str) -> Error {
    let message = format!("{kind} {namespace}/{name} is not there");
    let hint = if network.namespace(namespace).is_none() {
        format!("nothing is known of a namespace {namespace:?}")
    } else {
        let there: Vec<String> = network
            .workloads
            .iter()
            .filter(|workload| network.namespace(namespace) == Some(workload.namespace))
            .take(5)
            .map(|it| format!("{}/{}", short_type(it.kind.as_str()), it.name))
            .collect();
        if there.is_empty() {
            format!("no workload was found in namespace {namespace:?}")
        } else {
            format!("namespace {namespace:?} has {}", there.join(", "))
        }
    };
    Error::usage(message, hint)
}

/// Who holds addresses of a range, and the parts of it that no policy tells apart.
fn block(network: &Network<'_>, policies: &PolicySet, block: IpNet) -> Ends {
    let mut holders: Vec<Holder> = network
        .addresses
        .iter()
        .filter(|(address, _)| block.contains(*address))
        .map(|(_, holder)| *holder)
        .collect();
    holders.sort_unstable();
    holders.dedup();
    let is_one_address = block.prefix_len() == block.max_prefix_len();
    let mut parts: Vec<Part> = holders
        .into_iter()
        .filter_map(|holder| held(network, holder, is_one_address))
        .collect();
    if !is_one_address || parts.is_empty() {
        let ranges = ranges(block, policies);
        parts.extend(ranges.into_iter().filter_map(|(first, last)| {
            Some(Part {
                endpoint: Endpoint::Address(free(network, first, last)?),
                name: EndpointRef::Cidr {
                    cidrs: cidrs(first, last),
                },
            })
        }));
    }
    Ends {
        parts,
        service: None,
        has_ports: false,
    }
}

fn held(network: &Network<'_>, holder: Holder, is_one_address: bool) -> Option<Part> {
    match holder {
        Holder::Pod(pod) => Some(Part {
            endpoint: Endpoint::Pod(pod),
            name: if is_one_address {
                EndpointRef::pod(network, pod)?
            } else {
                EndpointRef::workload(network, network.pods.get(pod)?.workload)?
            },
        }),
        Holder::Node(node) => Some(Part {
            endpoint: Endpoint::Node(node),
            name: EndpointRef::Node {
                name: network.nodes.get(node)?.name.to_owned(),
            },
        }),
    }
}

/// Cuts a range wherever a block of a policy, or an exception of one, begins or ends in it.
fn ranges(block: IpNet, policies: &PolicySet) -> Vec<(IpAddr, IpAddr)> {
    let mut starts = BTreeSet::from([block.network()]);
    for net in policy_nets(policies) {
        if block.contains(&net) {
            starts.insert(net.network());
            if let Some(next) = next(net.broadcast()).filter(|next| block.contains(next)) {
                starts.insert(next);
            }
        }
    }
    let ends = starts
        .iter()
        .skip(1)
        .filter_map(|start| previous(*start))
        .chain([block.broadcast()]);
    starts.iter().copied().zip(ends).collect()
}

/// Every range and exception that a policy names.
pub(crate) fn policy_nets(policies: &PolicySet) -> impl Iterator<Item = IpNet> {
    policies
        .policies()
        .iter()
        .flat_map(|policy| policy.ingress.iter().chain(&policy.egress))
        .flat_map(Rule::listed_peers)
        .flat_map(|peer| match peer {
            Peer::Addresses(block) => std::iter::once(block.cidr)
                .chain(block.except.iter().copied())
                .collect(),
            Peer::Networks(network) => vec![*network],
            _ => Vec::new(),
        })
}

/// An address of the range that nobody in the cluster holds.
fn free(network: &Network<'_>, first: IpAddr, last: IpAddr) -> Option<IpAddr> {
    let mut address = first;
    while network.addresses.contains_key(&address) {
        if address == last {
            return None;
        }
        address = next(address)?;
    }
    Some(address)
}

/// The fewest ranges in CIDR form.
fn cidrs(first: IpAddr, last: IpAddr) -> Vec<String> {
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => Ipv4Subnets::new(first, last, 0)
            .map(|net| net.to_string())
            .collect(),
        (IpAddr::V6(first), IpAddr::V6(last)) => Ipv6Subnets::new(first, last, 0)
            .map(|net| net.to_string())
            .collect(),
        _ => Vec::new(),
    }
}

/// A public address of each family that pods have, in no range that a policy singles out.
fn internet(network: &Network<'_>, policies: &PolicySet) -> Ends {
    let has = |v4: bool| network.addresses.keys().any(|it| it.is_ipv4() == v4);
    let [v4, v6] = public_addresses(policies);
    let v4 = (has(true) || !has(false)).then_some(v4);
    let v6 = has(false).then_some(v6);
    let addresses = v4.into_iter().chain(v6);
    Ends {
        parts: addresses
            .map(|address| Part {
                endpoint: Endpoint::Address(address),
                name: EndpointRef::Cidr {
                    cidrs: vec![IpNet::from(address).to_string()],
                },
            })
            .collect(),
        service: None,
        has_ports: false,
    }
}

/// A public address of each family, in no range that a policy singles out.
pub(crate) fn public_addresses(policies: &PolicySet) -> [IpAddr; 2] {
    let named: Vec<IpNet> = policy_nets(policies)
        .filter(|net| net.prefix_len() > 0)
        .collect();
    [PUBLIC_V4, PUBLIC_V6].map(|start| first_public(start, &named))
}

/// Where the search for a public address starts; what follows is public for long enough ("IANA
/// IPv4 Special-Purpose Address Registry", "IANA IPv6 Global Unicast Address Space").
const PUBLIC_V4: IpAddr = IpAddr::V4(Ipv4Addr::new(1, 1, 1, 1));
const PUBLIC_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2a00, 0, 0, 0, 0, 0, 0, 1));
/// Most policies single out a few ranges; a thousand candidates leave the first ones soon.
const PUBLIC_CANDIDATES: u32 = 1000;

/// The first candidate that no named range holds; the last one when all do.
fn first_public(start: IpAddr, named: &[IpNet]) -> IpAddr {
    let candidate = |index: u32| match start {
        // A thousand steps of 2^16 end at 4.233.1.1, with nothing special on the way.
        IpAddr::V4(start) => IpAddr::V4(Ipv4Addr::from(u32::from(start) + (index << 16))),
        IpAddr::V6(start) => IpAddr::V6(Ipv6Addr::from(
            u128::from(start) + (u128::from(index) << 80),
        )),
    };
    (0..PUBLIC_CANDIDATES)
        .map(candidate)
        .find(|address| !named.iter().any(|net| net.contains(address)))
        .unwrap_or(start)
}
