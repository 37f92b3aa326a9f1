//! What differs between the specification and the network plugins that enforce it.
//!
//! Sources: Kubernetes "Network Policies" and its e2e tests for the specification; the documented
//! behaviour of the Amazon VPC CNI's network policy agent; "Cilium: Network Policy, known
//! limitations".

use schemars::JsonSchema;
use serde::Serialize;

/// Whose reading of the policies is asked for.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The Kubernetes specification
    #[default]
    Spec,
    /// Amazon VPC CNI with its network policy agent
    Eks,
    /// Cilium
    Cilium,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Spec, Self::Eks, Self::Cilium];

    /// The word of flags and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spec => "spec",
            Self::Eks => "eks",
            Self::Cilium => "cilium",
        }
    }

    /// How it reads policies.
    #[must_use]
    pub const fn semantics(self) -> Semantics {
        let spec = Semantics {
            address_blocks: AddressBlocks::MatchPodsAndNodes,
            excepts: Excepts::OfTheirBlock,
            host_pods_match_selectors: false,
            own_node_is_reachable: false,
            equal_priorities: EqualPriorities::ByName,
        };
        match self {
            Self::Spec => spec,
            Self::Eks => Semantics {
                excepts: Excepts::OfThePod,
                host_pods_match_selectors: true,
                own_node_is_reachable: true,
                equal_priorities: EqualPriorities::DenyFirst,
                ..spec
            },
            Self::Cilium => Semantics {
                address_blocks: AddressBlocks::MatchNeitherPodsNorNodes,
                ..spec
            },
        }
    }
}

/// How policies are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Semantics {
    /// Whether an `ipBlock` matches what is in the cluster.
    pub address_blocks: AddressBlocks,
    /// What an `except` takes away.
    pub excepts: Excepts,
    /// Whether selectors match pods that use their node's network; their address, and with it
    /// every process of that node, is let in then.
    pub host_pods_match_selectors: bool,
    /// Whether a pod always reaches its own node, not only the node the pod.
    pub own_node_is_reachable: bool,
    /// Which of several cluster-wide policies of one priority decides.
    pub equal_priorities: EqualPriorities,
}

impl Semantics {
    /// This reading with one part of another one, for each part that differs, and what the part is
    /// called.
    #[must_use]
    pub fn towards(self, other: Self) -> Vec<(Self, &'static str)> {
        let parts = [
            (
                Self {
                    address_blocks: other.address_blocks,
                    ..self
                },
                match other.address_blocks {
                    AddressBlocks::MatchPodsAndNodes => "an ipBlock matches pods and nodes there",
                    _ => "an ipBlock matches no pods there",
                },
            ),
            (
                Self {
                    excepts: other.excepts,
                    ..self
                },
                match other.excepts {
                    Excepts::OfThePod => "an except counts against every policy of the pod there",
                    Excepts::OfTheirBlock => "an except counts against its own ipBlock only there",
                },
            ),
            (
                Self {
                    host_pods_match_selectors: other.host_pods_match_selectors,
                    ..self
                },
                if other.host_pods_match_selectors {
                    "selectors match pods with hostNetwork there, and so their nodes"
                } else {
                    "selectors match no pods with hostNetwork there"
                },
            ),
            (
                Self {
                    own_node_is_reachable: other.own_node_is_reachable,
                    ..self
                },
                if other.own_node_is_reachable {
                    "a pod always reaches its own node there"
                } else {
                    "policies hold what a pod sends to its own node there"
                },
            ),
            (
                Self {
                    equal_priorities: other.equal_priorities,
                    ..self
                },
                match other.equal_priorities {
                    EqualPriorities::ByName => {
                        "which of several policies of one priority decides is left open there"
                    }
                    EqualPriorities::DenyFirst => {
                        "of several policies of one priority, one that denies decides there"
                    }
                },
            ),
        ];
        parts
            .into_iter()
            .filter(|(semantics, _)| *semantics != self)
            .collect()
    }
}

impl Default for Semantics {
    fn default() -> Self {
        Profile::Spec.semantics()
    }
}

/// Whether an `ipBlock` matches the addresses of pods and nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressBlocks {
    /// It does, as the e2e tests of Kubernetes expect.
    MatchPodsAndNodes,
    /// It matches nodes, not pods.
    MatchNodes,
    /// It matches what is outside the cluster only.
    MatchNeitherPodsNorNodes,
}

/// What an `except` takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Excepts {
    /// Addresses of its own block; another peer or policy may allow them.
    OfTheirBlock,
    /// Addresses of all blocks of all policies of a pod, unless a more specific block allows them:
    /// the agent keeps one table by longest prefix for a pod, with the exceptions as denials.
    OfThePod,
}

/// Which of several cluster-wide policies of one priority decides. Rules of one policy are asked in
/// the order in which they are written either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EqualPriorities {
    /// The specification leaves it open; the first by name, so that answers are repeatable.
    ByName,
    /// One that denies, else one that accepts, else one that passes: the agent keeps the entry of
    /// the strictest action.
    DenyFirst,
}
