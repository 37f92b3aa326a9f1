//! The connections that stand for a flow, so that a verdict can be asked for.
//!
//! A workload stands for all its pods: one of each kind that no policy tells apart. A party without
//! known addresses stands for one that no policy singles out.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use ipnet::IpNet;

use super::{
    PlanOptions, Surroundings,
    dns::{self, Dns},
    surroundings::{Families, METADATA, POD_IDENTITY},
};
use crate::{
    ledger::{Flow, Party},
    model::{Holder, Network},
    place::public_addresses,
    policy::{Peer, Policy, PolicySet, Rule},
    protocol::Protocol,
    verdict::{Connection, Endpoint},
};

/// Finds the connections of flows.
pub(super) struct Ends<'p> {
    network: &'p Network<'p>,
    options: &'p PlanOptions,
    surroundings: &'p Surroundings,
    families: Families,
    dns: &'p Dns,
    /// For each workload, pods that stand for all of it.
    pods: Vec<Vec<usize>>,
    /// Pods of DNS that stand for all of them.
    dns_pods: Vec<usize>,
    public: Vec<IpAddr>,
}

impl<'p> Ends<'p> {
    /// For a network under policies, those of the cluster and those of the plan.
    pub(super) fn of(
        network: &'p Network<'p>,
        policies: &PolicySet,
        options: &'p PlanOptions,
        surroundings: &'p Surroundings,
        dns: &'p Dns,
    ) -> Self {
        let families = Families::of(network);
        let public = public_addresses(policies);
        let pods = representatives(network, policies);
        let known = dns.known_pods.iter().copied();
        let dns_pods = known.filter(|&pod| {
            let workload = network.pods.get(pod).map(|pod| pod.workload);
            let standing = workload.and_then(|workload| pods.get(workload));
            standing.is_some_and(|standing| standing.contains(&pod))
        });
        Self {
            network,
            options,
            surroundings,
            families,
            dns,
            dns_pods: dns_pods.collect(),
            pods,
            public: families.choose(public).collect(),
        }
    }

    /// Pods that stand for all pods of a workload.
    pub(super) fn pods(&self, workload: usize) -> &[usize] {
        self.pods.get(workload).map_or(&[], Vec::as_slice)
    }

    /// The connections of a flow; none where the party on the other side is not known at all.
    pub(super) fn connections(&self, flow: &Flow) -> Vec<Connection> {
        let from = self.endpoints(&flow.from, false);
        if flow.to == Party::Dns {
            return from.iter().flat_map(|from| self.resolving(*from)).collect();
        }
        let to = self.endpoints(&flow.to, true);
        across(&from, &to)
            .into_iter()
            .map(|(from, to)| Connection {
                from,
                to,
                protocol: flow.protocol,
                port: flow.port,
            })
            .collect()
    }

    /// What a pod opens to resolve a name.
    pub(super) fn resolving(&self, from: Endpoint) -> Vec<Connection> {
        let addresses = self.dns.addresses.iter().map(|&it| Endpoint::Address(it));
        let at_addresses = addresses.map(|to| (to, dns::PORT));
        let pods = self.dns_pods.iter();
        let at_pods = pods.flat_map(|&pod| {
            let ports = self.dns.ports.iter();
            ports.map(move |&port| (Endpoint::Pod(pod), port))
        });
        at_addresses
            .chain(at_pods)
            .filter(|(to, _)| *to != from)
            .flat_map(|(to, port)| {
                [Protocol::Udp, Protocol::Tcp].map(|protocol| Connection {
                    from,
                    to,
                    protocol,
                    port,
                })
            })
            .collect()
    }

    /// The metadata service, in the families of the cluster.
    pub(super) fn metadata(&self) -> Vec<Endpoint> {
        self.addresses(METADATA)
    }

    fn addresses(&self, addresses: [IpAddr; 2]) -> Vec<Endpoint> {
        let addresses = self.families.choose(addresses);
        addresses.map(Endpoint::Address).collect()
    }

    fn endpoints(&self, party: &Party, listens: bool) -> Vec<Endpoint> {
        match party {
            Party::Workload(workload) => {
                let pods = self.pods(*workload).iter();
                pods.map(|&pod| Endpoint::Pod(pod)).collect()
            }
            Party::Addresses(nets) => self.of_nets(nets),
            Party::LoadBalancer => self.known_or_public(&self.options.load_balancers),
            Party::Nodes => self.known_or_public(&self.options.nodes),
            Party::ControlPlane if listens => self.api_server(),
            Party::ControlPlane => self.known_or_public(&self.options.control_plane),
            Party::Name(_) | Party::Internet => self.known_or_public(&[]),
            Party::Metadata => self.metadata(),
            Party::PodIdentity => self.addresses(POD_IDENTITY),
            Party::Dns => Vec::new(),
        }
    }

    fn known_or_public(&self, nets: &[IpNet]) -> Vec<Endpoint> {
        if nets.is_empty() {
            self.public.iter().copied().map(Endpoint::Address).collect()
        } else {
            self.of_nets(nets)
        }
    }

    /// The first and the last address of each range.
    fn of_nets(&self, nets: &[IpNet]) -> Vec<Endpoint> {
        let ends: BTreeSet<IpAddr> = nets
            .iter()
            .flat_map(|net| [net.network(), net.broadcast()])
            .filter(|address| !METADATA.contains(address))
            .collect();
        ends.into_iter()
            .map(|address| match self.network.addresses.get(&address) {
                Some(Holder::Pod(pod)) => Endpoint::Pod(*pod),
                // As an address and not as a node: what pods of other nodes are let do counts.
                Some(Holder::Node(_)) | None => Endpoint::Address(address),
            })
            .collect()
    }

    fn api_server(&self) -> Vec<Endpoint> {
        let network = self.network;
        let service = network.service("default", "kubernetes");
        let service = service.and_then(|index| network.services.get(index));
        let mut ends = if self.options.control_plane.is_empty() {
            let addresses = self.surroundings.api_server.iter();
            addresses.map(|&it| Endpoint::Address(it)).collect()
        } else {
            self.of_nets(&self.options.control_plane)
        };
        let of_service = service.into_iter().flat_map(|it| &it.addresses);
        ends.extend(of_service.map(|&it| Endpoint::Address(it)));
        if ends.is_empty() {
            return self.known_or_public(&[]);
        }
        ends
    }
}

/// Every sender with the first listener and the first sender with every listener: all pairs where a
/// side has one kind of pods, which is what workloads have, and never more than both sides together.
fn across(from: &[Endpoint], to: &[Endpoint]) -> Vec<(Endpoint, Endpoint)> {
    let other = |than: Endpoint, among: &[Endpoint]| {
        let different = among.iter().copied().find(|it| *it != than);
        different.or(among.first().copied())
    };
    let mut pairs: BTreeSet<(Endpoint, Endpoint)> = from
        .iter()
        .filter_map(|&from| Some((from, other(from, to)?)))
        .collect();
    pairs.extend(to.iter().filter_map(|&to| Some((other(to, from)?, to))));
    pairs.into_iter().collect()
}

/// What policies can see of a pod of a workload.
type Seen<'s> = (Vec<(&'s str, &'s str)>, bool, bool, Vec<usize>);

/// For each workload one pod of each kind that no policy tells apart.
fn representatives(network: &Network<'_>, policies: &PolicySet) -> Vec<Vec<usize>> {
    let keys = selecting_keys(policies);
    let nets: BTreeSet<IpNet> = rules(policies)
        .filter_map(|peer| match peer {
            Peer::Addresses(block) => Some(block),
            _ => None,
        })
        .flat_map(|block| std::iter::once(block.cidr).chain(block.except.iter().copied()))
        .filter(|net| net.prefix_len() > 0)
        .collect();
    network
        .workloads
        .iter()
        .map(|workload| {
            let mut seen: BTreeMap<Seen<'_>, usize> = BTreeMap::new();
            for &index in &workload.pods {
                let Some(pod) = network.pods.get(index) else {
                    continue;
                };
                let labels = pod.labels.iter();
                let labels = labels.filter(|(key, _)| keys.contains(key.as_str()));
                let labels = labels.map(|(key, value)| (key.as_str(), value.as_str()));
                let addresses = network.addresses_of(index);
                let within = nets.iter().enumerate().filter_map(|(index, net)| {
                    let within = addresses.iter().any(|address| net.contains(address));
                    within.then_some(index)
                });
                let key = (
                    labels.collect(),
                    pod.host_network,
                    addresses.is_empty(),
                    within.collect(),
                );
                seen.entry(key).or_insert(index);
            }
            let mut pods: Vec<usize> = seen.into_values().collect();
            // A second pod where there is one, so that pods of a workload can call each other.
            if let ([one], Some(last)) = (pods.as_slice(), workload.pods.last())
                && one != last
            {
                pods.push(*last);
            }
            pods
        })
        .collect()
}

/// The label keys of pods that some selector looks at.
fn selecting_keys(policies: &PolicySet) -> BTreeSet<&str> {
    let subjects = policies.policies().iter().map(|policy| &policy.subject);
    let peers = rules(policies).filter_map(|peer| match peer {
        Peer::Pods(selection) => Some(selection),
        _ => None,
    });
    subjects
        .chain(peers)
        .flat_map(|selection| {
            let labels = selection.pods.match_labels.keys();
            let expressions = selection.pods.match_expressions.iter();
            labels
                .chain(expressions.map(|it| &it.key))
                .map(String::as_str)
        })
        .collect()
}

fn rules(policies: &PolicySet) -> impl Iterator<Item = &Peer> {
    let all = policies.policies().iter();
    all.flat_map(|policy: &Policy| policy.ingress.iter().chain(&policy.egress))
        .flat_map(Rule::listed_peers)
}
