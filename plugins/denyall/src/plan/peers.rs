//! Writes the other side of a pair as the peers of a rule.
//!
//! Where a range is not known, the rule takes any address on the pair's ports and says so, for a
//! guess that is too narrow is an outage. Out of such ranges only the metadata address is taken:
//! names outside of the cluster often resolve to private addresses (databases, VPC endpoints), and
//! the Amazon VPC CNI takes an exception of one policy out of all others of the pod, so that an
//! exception for private ranges would cut them off. Pods that listen on the same port are in such a
//! range too; their own default-deny for ingress holds them.

use std::collections::BTreeSet;

use ipnet::IpNet;
use plugin_kit::object::LabelSelector;

use super::{
    PlanOptions, Surroundings,
    surroundings::{Families, METADATA, POD_IDENTITY},
};
use crate::{
    ledger::Party,
    manifest::{self, Selection, Selections},
    model::{Network, Service},
    object::{IpBlock, NetworkPolicyPeer},
    protocol::Protocol,
};

/// The other side of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Peers {
    /// Peers; anyone when empty.
    pub(super) listed: Vec<NetworkPolicyPeer>,
    /// Workloads, by index, that the peers select although nobody asked.
    pub(super) others: BTreeSet<usize>,
    /// Ports that the rule needs beside those of the flows.
    pub(super) ports: BTreeSet<(Protocol, u16)>,
    /// What a person should narrow or know.
    pub(super) review: Option<String>,
}

/// Finds peers.
pub(super) struct PeerFinder<'p> {
    /// Who is there.
    pub(super) network: &'p Network<'p>,
    /// How workloads are selected.
    pub(super) selections: &'p Selections<'p>,
    /// The selection of each workload.
    pub(super) selection: &'p [Option<Selection>],
    /// For each workload the services, by index, that select pods of it.
    pub(super) services: &'p [Vec<usize>],
    /// What surrounds the pods.
    pub(super) surroundings: &'p Surroundings,
    /// Address families of the cluster.
    pub(super) families: Families,
    /// What is asked for.
    pub(super) options: &'p PlanOptions,
}

impl PeerFinder<'_> {
    /// Who calls, for a rule of a workload in a namespace.
    pub(super) fn callers(&self, namespace: usize, party: &Party) -> Result<Peers, String> {
        let anyone = |what: &str, flag: &str| Peers {
            review: Some(format!(
                "any source may connect: the cluster does not tell {what}; narrow with {flag}"
            )),
            ..Peers::default()
        };
        let known = |nets: &[IpNet]| Peers {
            listed: nets.iter().map(|net| block(*net, &[])).collect(),
            ..Peers::default()
        };
        let options = self.options;
        Ok(match party {
            Party::Workload(caller) => self.pods(namespace, *caller)?,
            Party::Addresses(nets) => known(nets),
            Party::LoadBalancer if options.load_balancers.is_empty() => {
                anyone("the subnets of load balancers", "--load-balancer-cidr")
            }
            Party::LoadBalancer => known(&options.load_balancers),
            Party::ControlPlane if options.control_plane.is_empty() => {
                anyone("the subnets of its control plane", "--control-plane-cidr")
            }
            Party::ControlPlane => known(&options.control_plane),
            Party::Nodes if options.nodes.is_empty() => {
                anyone("the subnets of its nodes", "--node-cidr")
            }
            Party::Nodes => known(&options.nodes),
            Party::Name(_)
            | Party::Internet
            | Party::Dns
            | Party::Metadata
            | Party::PodIdentity => Peers {
                review: Some("any source may connect".to_owned()),
                ..Peers::default()
            },
        })
    }

    /// Who is called on these ports, for a rule of a workload in a namespace.
    pub(super) fn listeners(
        &self,
        subject: usize,
        namespace: usize,
        party: &Party,
        ports: &BTreeSet<(Protocol, u16)>,
    ) -> Result<Peers, String> {
        let single = |addresses| Peers {
            listed: self
                .families
                .choose(addresses)
                .map(|address| block(address.into(), &[]))
                .collect(),
            ..Peers::default()
        };
        Ok(match party {
            Party::Workload(listener) => self.pods_and_services(namespace, *listener, ports)?,
            Party::Addresses(nets) => self.addresses(subject, nets)?,
            Party::ControlPlane => self.api_server(subject),
            Party::Nodes if !self.options.nodes.is_empty() => {
                self.addresses(subject, &self.options.nodes)?
            }
            Party::Nodes => Peers {
                review: Some(
                    "any address may be reached on these ports: the cluster does not tell the \
                     subnets of its nodes; narrow with --node-cidr"
                        .to_owned(),
                ),
                ..self.anywhere(subject)
            },
            Party::Name(_) | Party::Internet | Party::LoadBalancer | Party::Dns => {
                self.anywhere(subject)
            }
            Party::Metadata => single(METADATA),
            Party::PodIdentity => single(POD_IDENTITY),
        })
    }

    fn pods(&self, namespace: usize, workload: usize) -> Result<Peers, String> {
        let selection = self.selection_of(workload)?;
        let peer = self.pod_peer(namespace, workload, selection.selector.clone());
        Ok(Peers {
            listed: vec![peer],
            others: selection.others.iter().copied().collect(),
            ..Peers::default()
        })
    }

    /// Pods as they are called. The Amazon VPC CNI judges egress before a service's address becomes
    /// a pod's, and lets the address of a service pass where its selector satisfies the peer's; so
    /// a service that asks for less than the selection has a peer of its own.
    fn pods_and_services(
        &self,
        namespace: usize,
        workload: usize,
        ports: &BTreeSet<(Protocol, u16)>,
    ) -> Result<Peers, String> {
        let selection = self.selection_of(workload)?;
        let mut found = self.pods(namespace, workload)?;
        let services = self.services.get(workload).into_iter().flatten();
        let services = services.filter_map(|&service| self.network.services.get(service));
        let mut selectors = BTreeSet::new();
        for service in services {
            let labels = &service.object.spec.selector;
            if !service.addresses.is_empty()
                && !selection.selector.matches(labels)
                && self.leads_to(service, workload, ports)
            {
                selectors.insert(LabelSelector {
                    match_labels: labels.clone(),
                    ..LabelSelector::default()
                });
            }
        }
        for selector in selectors {
            let own = self.network.workloads.get(workload);
            let also = own.map(|own| self.selections.workloads(own.namespace, &selector));
            found.others.extend(also.into_iter().flatten());
            found
                .listed
                .push(self.pod_peer(namespace, workload, selector));
        }
        found.others.remove(&workload);
        Ok(found)
    }

    /// Whether a service leads to one of these ports of a workload.
    fn leads_to(
        &self,
        service: &Service<'_>,
        workload: usize,
        ports: &BTreeSet<(Protocol, u16)>,
    ) -> bool {
        let workload = self.network.workloads.get(workload);
        let pod = workload.and_then(|it| it.pods.first().copied());
        service.ports.iter().any(|port| {
            let number = pod.and_then(|pod| port.number_in(self.network, pod));
            number.is_some_and(|number| ports.contains(&(port.protocol, number)))
        })
    }

    fn selection_of(&self, workload: usize) -> Result<&Selection, String> {
        let selection = self.selection.get(workload).and_then(Option::as_ref);
        selection.ok_or_else(|| {
            let name = self.network.workloads.get(workload).map(|it| it.name);
            format!(
                "{} has no label that a policy could select",
                name.unwrap_or("a workload")
            )
        })
    }

    fn pod_peer(
        &self,
        namespace: usize,
        workload: usize,
        selector: LabelSelector,
    ) -> NetworkPolicyPeer {
        let theirs = self.network.workloads.get(workload).map(|it| it.namespace);
        let other = theirs.filter(|theirs| *theirs != namespace);
        let other = other.and_then(|theirs| self.network.namespaces.get(theirs));
        NetworkPolicyPeer {
            pod_selector: Some(selector),
            namespace_selector: other.map(|it| manifest::in_namespace(it.name)),
            ..NetworkPolicyPeer::default()
        }
    }

    /// Ranges without the metadata address, unless the workload keeps it.
    fn addresses(&self, subject: usize, nets: &[IpNet]) -> Result<Peers, String> {
        let closed = self.closed(subject);
        let peers: Vec<NetworkPolicyPeer> = nets
            .iter()
            .filter(|net| !closed.contains(net))
            .map(|net| block(*net, &closed))
            .collect();
        if peers.is_empty() {
            return Err("the metadata address stays closed".to_owned());
        }
        Ok(Peers {
            listed: peers,
            ..Peers::default()
        })
    }

    fn anywhere(&self, subject: usize) -> Peers {
        let closed = self.closed(subject);
        Peers {
            listed: self
                .families
                .anywhere()
                .map(|net| block(net, &closed))
                .collect(),
            ..Peers::default()
        }
    }

    /// The API server: its own addresses, and that of its service, which is what is judged where
    /// egress is judged before it is rewritten.
    fn api_server(&self, subject: usize) -> Peers {
        let network = self.network;
        let service = network.service("default", "kubernetes");
        let service = service.and_then(|index| network.services.get(index));
        let mut ports: BTreeSet<(Protocol, u16)> = self
            .surroundings
            .api_server_ports
            .iter()
            .map(|&port| (Protocol::Tcp, port))
            .collect();
        let of_service = service.into_iter().flat_map(|it| &it.ports);
        ports.extend(of_service.map(|port| (port.protocol, port.number)));
        let own: Vec<IpNet> = if self.options.control_plane.is_empty() {
            let addresses = self.surroundings.api_server.iter();
            addresses.map(|&address| address.into()).collect()
        } else {
            self.options.control_plane.clone()
        };
        if own.is_empty() {
            return Peers {
                ports,
                review: Some(
                    "any address may be reached on these ports: the addresses of the API server \
                     were not read; narrow with --control-plane-cidr"
                        .to_owned(),
                ),
                ..self.anywhere(subject)
            };
        }
        let at_service = service.into_iter().flat_map(|it| &it.addresses);
        let nets: BTreeSet<IpNet> = own
            .into_iter()
            .chain(at_service.map(|&address| address.into()))
            .collect();
        let review = self.options.control_plane.is_empty().then(|| {
            "the addresses of the API server change when EKS replaces it: name its subnets with \
             --control-plane-cidr"
                .to_owned()
        });
        Peers {
            listed: nets.into_iter().map(|net| block(net, &[])).collect(),
            ports,
            review,
            others: BTreeSet::new(),
        }
    }

    /// What stays closed for a workload whatever range it may reach.
    fn closed(&self, subject: usize) -> Vec<IpNet> {
        if self.options.metadata.contains(&subject) {
            return Vec::new();
        }
        METADATA.into_iter().map(IpNet::from).collect()
    }
}

/// A range without those of these parts that are in it.
pub(super) fn block(net: IpNet, without: &[IpNet]) -> NetworkPolicyPeer {
    let except = without
        .iter()
        .filter(|part| net.contains(*part) && net != **part);
    NetworkPolicyPeer {
        ip_block: Some(IpBlock {
            cidr: net.trunc().to_string(),
            except: except.map(ToString::to_string).collect(),
        }),
        ..NetworkPolicyPeer::default()
    }
}
