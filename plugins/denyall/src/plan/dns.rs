//! Where names are resolved, and the rules that keep it so.
//!
//! The service of DNS is `kube-dns` by name or by label whatever runs behind it ("Kubernetes: DNS
//! for Services and Pods"). The peer is the service's own selector: a stricter one would leave the
//! service's address out where egress is judged before it is rewritten ("Amazon VPC CNI: network
//! policies"). The ports are the service's and those of its pods, for the same reason; UDP and TCP
//! both, for long answers come by TCP (RFC 7766).

use std::{collections::BTreeSet, net::IpAddr};

use ipnet::IpNet;
use plugin_kit::object::LabelSelector;

use super::{peers, surroundings::Surroundings};
use crate::{
    manifest,
    model::{Network, Service, TargetPort},
    object::{NetworkPolicyPeer, NetworkPolicyPort, PortReference},
    protocol::Protocol,
};

/// Where DNS lives where nothing says so.
const NAMESPACE: &str = "kube-system";
const LABEL: (&str, &str) = ("k8s-app", "kube-dns");
const NAMES: &[&str] = &["kube-dns", "coredns"];
/// The port of DNS.
pub(super) const PORT: u16 = 53;

/// Where names are resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dns {
    /// Namespace of the pods.
    pub(super) namespace: String,
    /// Labels of the pods.
    pub(super) pods: LabelSelector,
    /// Indices of the pods that policies can name.
    pub(super) known_pods: Vec<usize>,
    /// Ports by number.
    pub(super) ports: BTreeSet<u16>,
    /// Ports by a name that no pod was found for.
    named_ports: BTreeSet<String>,
    /// Addresses that answer without any pod behind them.
    pub(super) addresses: Vec<IpAddr>,
    /// Whether no service was found.
    pub(super) is_assumed: bool,
}

impl Dns {
    /// Looks for the cluster's DNS.
    pub(super) fn of(network: &Network<'_>, surroundings: &Surroundings) -> Self {
        let mut addresses = surroundings.node_local_dns.clone();
        let Some(service) = service(network) else {
            return Self {
                namespace: NAMESPACE.to_owned(),
                pods: labels([(LABEL.0.to_owned(), LABEL.1.to_owned())]),
                known_pods: Vec::new(),
                ports: [PORT].into(),
                named_ports: BTreeSet::new(),
                addresses,
                is_assumed: true,
            };
        };
        let selector = &service.object.spec.selector;
        // The cache of a node answers at the service's address too, and nothing rewrites it there;
        // nor is there anything to rewrite it to where the service selects no pods.
        if !addresses.is_empty() || selector.is_empty() {
            addresses.extend(&service.addresses);
        }
        let held = |pod: &&usize| network.pods.get(**pod).is_some_and(|it| !it.host_network);
        let known_pods: Vec<usize> = service.pods.iter().filter(held).copied().collect();
        let mut ports = BTreeSet::from([PORT]);
        let mut named_ports = BTreeSet::new();
        for port in service.ports.iter().filter(|port| port.number == PORT) {
            let numbers = known_pods
                .iter()
                .filter_map(|&pod| port.number_in(network, pod));
            ports.extend(numbers);
            match port.target {
                TargetPort::Number(number) => {
                    ports.insert(number);
                }
                TargetPort::Name(name) if known_pods.is_empty() => {
                    named_ports.insert(name.to_owned());
                }
                TargetPort::Name(_) => {}
            }
        }
        Self {
            namespace: network
                .namespaces
                .get(service.namespace)
                .map_or(NAMESPACE, |it| it.name)
                .to_owned(),
            pods: if selector.is_empty() {
                labels([(LABEL.0.to_owned(), LABEL.1.to_owned())])
            } else {
                labels(selector.clone())
            },
            known_pods,
            ports,
            named_ports,
            addresses,
            is_assumed: false,
        }
    }

    /// Who answers, as the peers of an egress rule.
    pub(super) fn peers(&self) -> Vec<NetworkPolicyPeer> {
        let pods = NetworkPolicyPeer {
            pod_selector: Some(self.pods.clone()),
            namespace_selector: Some(manifest::in_namespace(&self.namespace)),
            ..NetworkPolicyPeer::default()
        };
        let addresses = self.addresses.iter().map(|&it| IpNet::from(it));
        std::iter::once(pods)
            .chain(addresses.map(|net| peers::block(net, &[])))
            .collect()
    }

    /// At which ports they do.
    pub(super) fn policy_ports(&self) -> Vec<NetworkPolicyPort> {
        let numbers = self.ports.iter().map(|&port| PortReference::Number(port));
        let names = self.named_ports.iter().cloned().map(PortReference::Name);
        numbers
            .chain(names)
            .flat_map(|port| {
                [Protocol::Udp, Protocol::Tcp].map(|protocol| NetworkPolicyPort {
                    protocol: Some(protocol.as_str().to_owned()),
                    port: Some(port.clone()),
                    end_port: None,
                })
            })
            .collect()
    }
}

fn labels(pairs: impl IntoIterator<Item = (String, String)>) -> LabelSelector {
    LabelSelector {
        match_labels: pairs.into_iter().collect(),
        ..LabelSelector::default()
    }
}

/// The service of DNS: by name first, for more services may carry the label.
fn service<'s, 'n>(network: &'s Network<'n>) -> Option<&'s Service<'n>> {
    let by_name = NAMES
        .iter()
        .find_map(|name| network.service(NAMESPACE, name));
    let by_name = by_name.and_then(|index| network.services.get(index));
    by_name.or_else(|| {
        let namespace = network.namespace(NAMESPACE)?;
        network.services.iter().find(|service| {
            service.namespace == namespace
                && service
                    .object
                    .metadata
                    .labels
                    .get(LABEL.0)
                    .is_some_and(|value| value == LABEL.1)
                && service.ports.iter().any(|port| port.number == PORT)
        })
    })
}
