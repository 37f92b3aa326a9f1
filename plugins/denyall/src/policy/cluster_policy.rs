//! Normalises the cluster-wide kinds.
//!
//! Rules: "AdminNetworkPolicy API", "ClusterNetworkPolicy API", and the EKS network policy
//! controller for the kind of its own. A peer or port without any field that the kind has comes
//! from a newer version, and the rule fails closed: one that accepts matches nothing, any other
//! denies everything. An action that the kind does not have denies. All of that is a gap.

use plugin_kit::{
    Gap,
    object::{LabelSelector, Object},
    snapshot::GapCode,
};

use super::{
    Action, Direction, NamespaceSelection, Peer, Peers, PodSelection, Policy, PolicyId, PolicyKind,
    Ports, Rule, Tier, cluster_ports,
};
use crate::object::{
    AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy, ClusterPolicyPeer,
    ClusterPolicyRule, ClusterPolicySpec, EksClusterNetworkPolicy,
};

/// A cluster-wide kind.
pub(super) trait ClusterPolicy: Object {
    /// Its kind.
    const KIND: PolicyKind;
    /// What it says.
    fn spec(&self) -> &ClusterPolicySpec;
}

macro_rules! cluster_policy {
    ($type:ident) => {
        impl ClusterPolicy for $type {
            const KIND: PolicyKind = PolicyKind::$type;
            fn spec(&self) -> &ClusterPolicySpec {
                &self.spec
            }
        }
    };
}

cluster_policy!(AdminNetworkPolicy);
cluster_policy!(BaselineAdminNetworkPolicy);
cluster_policy!(ClusterNetworkPolicy);
cluster_policy!(EksClusterNetworkPolicy);

/// The policy in normal form; nothing when its tier is not known.
pub(super) fn normalise<T: ClusterPolicy>(object: &T, gaps: &mut Vec<Gap>) -> Option<Policy> {
    let spec = object.spec();
    let mut reader = Reader {
        kind: T::KIND,
        problems: Vec::new(),
    };
    let tier = reader.tier(spec);
    let subject = reader.subject(spec);
    let rules = |reader: &mut Reader, direction: Direction, rules: &[ClusterPolicyRule]| {
        let rules = rules.iter().enumerate();
        rules
            .map(|(index, rule)| {
                let path = format!("spec.{}[{index}]", direction.as_str());
                reader.rule(&path, direction, rule)
            })
            .collect()
    };
    let ingress = rules(&mut reader, Direction::Ingress, &spec.ingress);
    let egress = rules(&mut reader, Direction::Egress, &spec.egress);
    for (path, problem) in reader.problems {
        let gap = Gap::new(GapCode::Undecodable, format!("{path}: {problem}"));
        gaps.push(gap.about(object.reference()));
    }
    Some(Policy {
        id: PolicyId {
            kind: T::KIND,
            namespace: None,
            name: object.metadata().name.clone(),
        },
        tier: tier?,
        priority: match T::KIND {
            PolicyKind::BaselineAdminNetworkPolicy => i32::MAX,
            _ => spec.priority.unwrap_or_default(),
        },
        subject,
        isolates_ingress: false,
        isolates_egress: false,
        ingress,
        egress,
    })
}

/// Something in it that this program does not know.
pub(super) struct Unknown;

pub(super) struct Reader {
    pub(super) kind: PolicyKind,
    problems: Vec<(String, String)>,
}

impl Reader {
    pub(super) fn note(&mut self, path: &str, problem: impl Into<String>) {
        self.problems.push((path.to_owned(), problem.into()));
    }

    fn tier(&mut self, spec: &ClusterPolicySpec) -> Option<Tier> {
        let word = match self.kind {
            PolicyKind::AdminNetworkPolicy => Some("Admin"),
            PolicyKind::BaselineAdminNetworkPolicy => Some("Baseline"),
            _ => spec.tier.as_deref(),
        };
        match word {
            Some("Admin") => Some(Tier::Admin),
            Some("Baseline") => Some(Tier::Baseline),
            _ => {
                self.note(
                    "spec.tier",
                    "not a tier that is known; the policy was passed over",
                );
                None
            }
        }
    }

    fn subject(&mut self, spec: &ClusterPolicySpec) -> PodSelection {
        let subject = spec.subject.as_ref();
        let selection = subject.and_then(|subject| self.selection("spec.subject", subject));
        selection.unwrap_or_else(|| {
            self.note(
                "spec.subject",
                "neither namespaces nor pods; it selects nothing",
            );
            // An `In` without values holds for no object.
            nothing()
        })
    }

    fn rule(&mut self, path: &str, direction: Direction, rule: &ClusterPolicyRule) -> Rule {
        let action = self.action(path, &rule.action);
        let peers = self.peers(path, direction, rule);
        let ports = cluster_ports::read(self, path, rule);
        let name = rule.name.clone();
        match (peers, ports) {
            (Ok(peers), Ok(ports)) => Rule {
                action,
                name,
                peers: Peers::Listed(peers),
                ports,
            },
            _ if action == Action::Accept => Rule {
                action,
                name,
                peers: Peers::Listed(Vec::new()),
                ports: Ports::All,
            },
            _ => Rule {
                action: Action::Deny,
                name,
                peers: Peers::Anyone,
                ports: Ports::All,
            },
        }
    }

    fn action(&mut self, path: &str, action: &str) -> Action {
        let (accept, has_pass) = match self.kind {
            PolicyKind::AdminNetworkPolicy => ("Allow", true),
            PolicyKind::BaselineAdminNetworkPolicy => ("Allow", false),
            _ => ("Accept", true),
        };
        match action {
            "Deny" => Action::Deny,
            "Pass" if has_pass => Action::Pass,
            word if word == accept => Action::Accept,
            _ => {
                let path = format!("{path}.action");
                self.note(&path, "not an action of this kind; read as Deny");
                Action::Deny
            }
        }
    }

    fn peers(
        &mut self,
        path: &str,
        direction: Direction,
        rule: &ClusterPolicyRule,
    ) -> Result<Vec<Peer>, Unknown> {
        let (side, listed) = match direction {
            Direction::Ingress => ("from", &rule.from),
            Direction::Egress => ("to", &rule.to),
        };
        let mut peers = Vec::with_capacity(listed.len());
        let mut unknown = false;
        for (index, peer) in listed.iter().enumerate() {
            let path = format!("{path}.{side}[{index}]");
            let known = self.peer(&path, direction, peer);
            if known.is_empty() {
                self.note(
                    &path,
                    "a peer without any field that is known; the rule fails closed",
                );
                unknown = true;
            }
            peers.extend(known.into_iter().flatten());
        }
        if listed.is_empty() {
            self.note(
                &format!("{path}.{side}"),
                "no peers; the rule matches nothing",
            );
        }
        if unknown { Err(Unknown) } else { Ok(peers) }
    }

    /// What a peer says, one element for each field that the kind has there; a field that cannot
    /// be read says nothing.
    fn peer(
        &mut self,
        path: &str,
        direction: Direction,
        peer: &ClusterPolicyPeer,
    ) -> Vec<Option<Peer>> {
        let mut known = Vec::new();
        known.extend(self.selection(path, peer).map(|it| Some(Peer::Pods(it))));
        if direction == Direction::Ingress {
            return known;
        }
        let has_nodes = self.kind != PolicyKind::EksClusterNetworkPolicy;
        if let Some(selector) = peer.nodes.as_ref().filter(|_| has_nodes) {
            let path = format!("{path}.nodes");
            known.push(Some(Peer::Nodes(self.selector(&path, selector))));
        }
        for network in peer.networks.iter().flatten() {
            let parsed = network.parse::<ipnet::IpNet>();
            if parsed.is_err() {
                self.note(
                    &format!("{path}.networks"),
                    "not a CIDR; it matches nothing",
                );
            }
            known.push(parsed.ok().map(|network| Peer::Networks(network.trunc())));
        }
        if peer.networks.as_ref().is_some_and(Vec::is_empty) {
            known.push(None);
        }
        let has_names = self.kind != PolicyKind::BaselineAdminNetworkPolicy;
        if let Some(names) = peer.domain_names.as_ref().filter(|_| has_names) {
            known.push(Some(Peer::DomainNames(names.clone())));
        }
        known
    }

    fn selection(&mut self, path: &str, peer: &ClusterPolicyPeer) -> Option<PodSelection> {
        if let Some(namespaces) = &peer.namespaces {
            let selector = self.selector(&format!("{path}.namespaces"), namespaces);
            return Some(PodSelection {
                namespaces: NamespaceSelection::Selected(selector),
                pods: LabelSelector::default(),
            });
        }
        let pods = peer.pods.as_ref()?;
        let path = format!("{path}.pods");
        let namespaces = format!("{path}.namespaceSelector");
        Some(PodSelection {
            namespaces: NamespaceSelection::Selected(
                self.selector(&namespaces, &pods.namespace_selector),
            ),
            pods: self.selector(&format!("{path}.podSelector"), &pods.pod_selector),
        })
    }

    fn selector(&mut self, path: &str, selector: &LabelSelector) -> LabelSelector {
        if !selector.is_valid() {
            self.note(
                path,
                "an expression has values where it takes none, or none where it needs them",
            );
        }
        selector.clone()
    }
}

fn nothing() -> PodSelection {
    use plugin_kit::object::{LabelSelectorOperator, LabelSelectorRequirement};
    PodSelection {
        namespaces: NamespaceSelection::Selected(LabelSelector {
            match_labels: std::collections::BTreeMap::new(),
            match_expressions: vec![LabelSelectorRequirement {
                key: String::new(),
                operator: LabelSelectorOperator::In,
                values: Vec::new(),
            }],
        }),
        pods: LabelSelector::default(),
    }
}
