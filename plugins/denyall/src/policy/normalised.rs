//! The normalised form of a policy.

use std::fmt;

use ipnet::IpNet;
use plugin_kit::object::{LabelSelector, ObjectRef};
use schemars::JsonSchema;
use serde::Serialize;

use super::AddressBlock;
use crate::protocol::Protocol;

/// A policy of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Which object it is.
    pub id: PolicyId,
    /// Where it stands in the order of evaluation.
    pub tier: Tier,
    /// Order within an admin or baseline tier, lowest first; 0 for namespaced policies, and the
    /// highest number for a `BaselineAdminNetworkPolicy`, which has none and comes last.
    pub priority: i32,
    /// The pods it is about.
    pub subject: PodSelection,
    /// Whether its pods accept nothing that no rule of their policies allows. Only namespaced
    /// policies isolate.
    pub isolates_ingress: bool,
    /// The same for what its pods send.
    pub isolates_egress: bool,
    /// Rules for what comes in, in order.
    pub ingress: Vec<Rule>,
    /// Rules for what goes out, in order.
    pub egress: Vec<Rule>,
}

impl Policy {
    /// The rules of a direction.
    #[must_use]
    pub fn rules(&self, direction: Direction) -> &[Rule] {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }

    /// Whether it isolates its pods in a direction.
    #[must_use]
    pub const fn isolates(&self, direction: Direction) -> bool {
        match direction {
            Direction::Ingress => self.isolates_ingress,
            Direction::Egress => self.isolates_egress,
        }
    }
}

/// Names a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId {
    /// Its kind.
    pub kind: PolicyKind,
    /// Its namespace; absent for cluster-scoped kinds.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

impl PolicyId {
    /// The reference that reports print.
    #[must_use]
    pub fn reference(&self) -> ObjectRef {
        ObjectRef {
            kind: self.kind.as_str().to_owned(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }
}

impl fmt::Display for PolicyId {
    /// `Kind name`, or `Kind namespace/name`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reference().fmt(formatter)
    }
}

/// The kinds of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// networking.k8s.io/v1.
    NetworkPolicy,
    /// networking.k8s.aws/v1alpha1, of Amazon EKS.
    ApplicationNetworkPolicy,
    /// policy.networking.k8s.io/v1alpha1.
    AdminNetworkPolicy,
    /// policy.networking.k8s.io/v1alpha1.
    BaselineAdminNetworkPolicy,
    /// policy.networking.k8s.io/v1alpha2.
    ClusterNetworkPolicy,
    /// networking.k8s.aws/v1alpha1, of Amazon EKS; its kind is `ClusterNetworkPolicy` too.
    EksClusterNetworkPolicy,
}

impl PolicyKind {
    /// The kind as the API spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NetworkPolicy => "NetworkPolicy",
            Self::ApplicationNetworkPolicy => "ApplicationNetworkPolicy",
            Self::AdminNetworkPolicy => "AdminNetworkPolicy",
            Self::BaselineAdminNetworkPolicy => "BaselineAdminNetworkPolicy",
            Self::ClusterNetworkPolicy | Self::EksClusterNetworkPolicy => "ClusterNetworkPolicy",
        }
    }
}

/// Where a policy stands in the order of evaluation ("ClusterNetworkPolicy API": tiers).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Before namespaced policies.
    Admin,
    /// `NetworkPolicy` and what has its form.
    Namespaced,
    /// For pods that no namespaced policy isolates.
    Baseline,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What happens to what it matches; always [`Action::Accept`] in namespaced policies.
    pub action: Action,
    /// Its name, where the kind has names for rules.
    pub name: Option<String>,
    /// Who is on the other side.
    pub peers: Peers,
    /// Ports of the destination.
    pub ports: Ports,
}

impl Rule {
    /// The peers that are listed; none where the rule is about everybody.
    pub(crate) fn listed_peers(&self) -> &[Peer] {
        match &self.peers {
            Peers::Anyone => &[],
            Peers::Listed(peers) => peers,
        }
    }

    /// The address blocks among the peers.
    pub(crate) fn address_blocks(&self) -> impl Iterator<Item = &AddressBlock> {
        self.listed_peers().iter().filter_map(|peer| match peer {
            Peer::Addresses(block) => Some(block),
            _ => None,
        })
    }
}

/// What happens to what a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is allowed, whatever comes later.
    Accept,
    /// It is denied, whatever comes later.
    Deny,
    /// The rest of the tier is skipped.
    Pass,
}

/// Who is on the other side of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Peers {
    /// Everybody, in the cluster and outside.
    Anyone,
    /// Any of these; nobody when the list is empty.
    Listed(Vec<Peer>),
}

/// One peer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Peer {
    /// Pods; never those that use their node's network.
    Pods(PodSelection),
    /// Addresses; whether they match pods and nodes is up to who enforces the policy.
    Addresses(AddressBlock),
    /// Addresses in an admin or baseline tier, where they match pods and nodes too
    /// ("ClusterNetworkPolicy API": networks).
    Networks(IpNet),
    /// Nodes by label.
    Nodes(LabelSelector),
    /// Names that resolve to addresses when the connection is made.
    DomainNames(Vec<String>),
}

/// Pods by label, in namespaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PodSelection {
    /// In which namespaces.
    pub namespaces: NamespaceSelection,
    /// Which pods of them; the empty selector means all.
    pub pods: LabelSelector,
}

/// Namespaces, by name or by label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamespaceSelection {
    /// The one of this name.
    Named(String),
    /// Those that the selector matches; the empty selector means all.
    Selected(LabelSelector),
}

/// Ports of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ports {
    /// All ports of all protocols, and protocols without ports.
    All,
    /// Any of these; none when the list is empty.
    Listed(Vec<Port>),
}

/// One port of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Port {
    /// From the first to the last number, both included.
    Range {
        /// Protocol.
        protocol: Protocol,
        /// First number.
        first: u16,
        /// Last number, not less than the first.
        last: u16,
    },
    /// The port of this name, whatever number it has in the destination pod.
    Named {
        /// Protocol that the pod's port must have; absent means any.
        protocol: Option<Protocol>,
        /// Name of a container's port.
        name: String,
    },
}

impl Port {
    /// All ports of a protocol.
    #[must_use]
    pub const fn all(protocol: Protocol) -> Self {
        Self::Range {
            protocol,
            first: 0,
            last: u16::MAX,
        }
    }
}

/// Which way traffic goes, seen from the pod that a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Into the pod.
    Ingress,
    /// Out of the pod.
    Egress,
}

impl Direction {
    /// Both, as they are named in a policy.
    pub const BOTH: [Self; 2] = [Self::Ingress, Self::Egress];

    /// The word that policies and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }
}
