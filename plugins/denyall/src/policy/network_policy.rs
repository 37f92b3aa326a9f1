//! Normalises `NetworkPolicy` (networking.k8s.io/v1) and `ApplicationNetworkPolicy`
//! (networking.k8s.aws/v1alpha1), which has its form.
//!
//! Rules: "NetworkPolicySpec API", "NetworkPolicyPeer API", "NetworkPolicyPort API". A part that
//! the API server would refuse (in a file) allows nothing and is a gap.

use plugin_kit::{
    Gap,
    object::{LabelSelector, Object},
    snapshot::GapCode,
};

use super::{
    Action, AddressBlock, NamespaceSelection, Peer, Peers, PodSelection, Policy, PolicyId,
    PolicyKind, Port, Ports, Rule, Tier,
};
use crate::{
    object::{
        ApplicationNetworkPolicy, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort,
        NetworkPolicySpec, PolicyType, PortReference,
    },
    protocol::Protocol,
};

/// The policy in normal form.
pub(super) fn normalise(object: &NetworkPolicy, gaps: &mut Vec<Gap>) -> Policy {
    of_namespace(object, PolicyKind::NetworkPolicy, &object.spec, gaps)
}

/// The policy of Amazon EKS in normal form. Its rules join those of network policies: the agent
/// keeps one list for a pod.
pub(super) fn normalise_application(
    object: &ApplicationNetworkPolicy,
    gaps: &mut Vec<Gap>,
) -> Policy {
    of_namespace(
        object,
        PolicyKind::ApplicationNetworkPolicy,
        &object.spec,
        gaps,
    )
}

fn of_namespace<T: Object>(
    object: &T,
    kind: PolicyKind,
    spec: &NetworkPolicySpec,
    gaps: &mut Vec<Gap>,
) -> Policy {
    let namespace = object.metadata().namespace_or_empty().to_owned();
    let mut reader = Reader {
        namespace: &namespace,
        has_domain_names: kind == PolicyKind::ApplicationNetworkPolicy,
        problems: Vec::new(),
    };
    let subject = reader.selector("spec.podSelector", &spec.pod_selector);
    let ingress = spec.ingress.iter().enumerate().map(|(index, rule)| {
        reader.rule(
            &format!("spec.ingress[{index}]"),
            "from",
            &rule.from,
            &rule.ports,
        )
    });
    let ingress = ingress.collect();
    let egress = spec.egress.iter().enumerate().map(|(index, rule)| {
        reader.rule(
            &format!("spec.egress[{index}]"),
            "to",
            &rule.to,
            &rule.ports,
        )
    });
    let egress = egress.collect();
    for (path, problem) in reader.problems {
        let message = format!("{path} would be refused by the API server: {problem}");
        gaps.push(Gap::new(GapCode::Undecodable, message).about(object.reference()));
    }
    let types = &spec.policy_types;
    Policy {
        id: PolicyId {
            kind,
            namespace: Some(namespace.clone()),
            name: object.metadata().name.clone(),
        },
        tier: Tier::Namespaced,
        priority: 0,
        subject: PodSelection {
            namespaces: NamespaceSelection::Named(namespace.clone()),
            pods: subject,
        },
        // Without types a policy isolates ingress always and egress if it says anything about it.
        isolates_ingress: types.is_empty() || types.contains(&PolicyType::Ingress),
        isolates_egress: if types.is_empty() {
            !spec.egress.is_empty()
        } else {
            types.contains(&PolicyType::Egress)
        },
        ingress,
        egress,
    }
}

struct Reader<'a> {
    namespace: &'a str,
    has_domain_names: bool,
    problems: Vec<(String, String)>,
}

impl Reader<'_> {
    fn selector(&mut self, path: &str, selector: &LabelSelector) -> LabelSelector {
        if !selector.is_valid() {
            let problem =
                "an expression has values where it takes none, or none where it needs them";
            self.problems.push((path.to_owned(), problem.to_owned()));
        }
        selector.clone()
    }

    fn rule(
        &mut self,
        path: &str,
        side: &str,
        peers: &[NetworkPolicyPeer],
        ports: &[NetworkPolicyPort],
    ) -> Rule {
        let listed = peers.iter().enumerate();
        let listed: Vec<Peer> = listed
            .filter_map(|(index, peer)| self.peer(&format!("{path}.{side}[{index}]"), side, peer))
            .collect();
        let numbers = ports.iter().enumerate();
        let numbers: Vec<Port> = numbers
            .filter_map(|(index, port)| self.port(&format!("{path}.ports[{index}]"), port))
            .collect();
        Rule {
            action: Action::Accept,
            name: None,
            peers: if peers.is_empty() {
                Peers::Anyone
            } else {
                Peers::Listed(listed)
            },
            ports: if ports.is_empty() {
                Ports::All
            } else {
                Ports::Listed(numbers)
            },
        }
    }

    fn peer(&mut self, path: &str, side: &str, peer: &NetworkPolicyPeer) -> Option<Peer> {
        let refused = |reader: &mut Self, problem: &str| {
            reader.problems.push((path.to_owned(), problem.to_owned()));
            None
        };
        if let Some(names) = peer.domain_names.as_ref().filter(|_| self.has_domain_names) {
            let is_alone = peer.pod_selector.is_none()
                && peer.namespace_selector.is_none()
                && peer.ip_block.is_none()
                && side == "to";
            return if is_alone {
                Some(Peer::DomainNames(names.clone()))
            } else {
                refused(
                    self,
                    "domainNames beside something else, or in an ingress rule",
                )
            };
        }
        match (&peer.pod_selector, &peer.namespace_selector, &peer.ip_block) {
            (None, None, None) => refused(self, "a peer without any field"),
            (None, None, Some(block)) => match AddressBlock::read(block) {
                Ok(block) => Some(Peer::Addresses(block)),
                Err(problem) => refused(self, &problem.to_string()),
            },
            (_, _, Some(_)) => refused(self, "ipBlock beside a selector"),
            (pods, namespaces, None) => Some(Peer::Pods(PodSelection {
                namespaces: match namespaces {
                    None => NamespaceSelection::Named(self.namespace.to_owned()),
                    Some(selector) => {
                        let path = format!("{path}.namespaceSelector");
                        NamespaceSelection::Selected(self.selector(&path, selector))
                    }
                },
                pods: match pods {
                    None => LabelSelector::default(),
                    Some(selector) => self.selector(&format!("{path}.podSelector"), selector),
                },
            })),
        }
    }

    fn port(&mut self, path: &str, port: &NetworkPolicyPort) -> Option<Port> {
        let Ok(protocol) = Protocol::of_field(port.protocol.as_deref()) else {
            let problem = "the protocol is none of TCP, UDP and SCTP".to_owned();
            self.problems.push((path.to_owned(), problem));
            return None;
        };
        match (&port.port, port.end_port) {
            (None, None) => Some(Port::all(protocol)),
            (Some(PortReference::Number(first)), end) if end.is_none_or(|end| end >= *first) => {
                Some(Port::Range {
                    protocol,
                    first: *first,
                    last: end.unwrap_or(*first),
                })
            }
            (Some(PortReference::Name(name)), None) => Some(Port::Named {
                protocol: Some(protocol),
                name: name.clone(),
            }),
            _ => {
                let problem = "endPort needs a numeric port that is not greater".to_owned();
                self.problems.push((path.to_owned(), problem));
                None
            }
        }
    }
}

impl From<&NetworkPolicy> for Policy {
    /// The policy in normal form; for policies that this program made itself, which the API server
    /// would accept.
    fn from(object: &NetworkPolicy) -> Self {
        normalise(object, &mut Vec::new())
    }
}
