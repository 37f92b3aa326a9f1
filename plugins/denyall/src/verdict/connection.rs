//! A connection, and what is decided about it.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    policy::{Direction, Tier},
    protocol::Protocol,
};

/// One end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Endpoint {
    /// A pod by its index, one that uses its node's network too.
    Pod(usize),
    /// A node by its index: its kubelet and whatever else runs there beside pods.
    Node(usize),
    /// An address that is no pod's and no node's.
    Address(IpAddr),
}

/// A connection that somebody wants to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Connection {
    /// Who begins.
    pub from: Endpoint,
    /// Who listens.
    pub to: Endpoint,
    /// Protocol.
    pub protocol: Protocol,
    /// Port of the listener; of a service's pod, the target port.
    pub port: u16,
}

/// What both directions say about a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What the sender's policies say.
    pub egress: Side,
    /// What the listener's policies say.
    pub ingress: Side,
}

impl Verdict {
    /// Whether the connection is made: both directions must allow it.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        self.egress.allowed && self.ingress.allowed
    }

    /// Whether the specification leaves the verdict open: a direction may decide either way, and
    /// the other one does not deny it anyhow.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        let sides = [&self.egress, &self.ingress];
        sides.iter().any(|side| side.ambiguous)
            && sides.iter().all(|side| side.allowed || side.ambiguous)
    }

    /// What a direction says.
    #[must_use]
    pub const fn side(&self, direction: Direction) -> &Side {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }
}

/// What one direction says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Whether it lets the connection pass.
    pub allowed: bool,
    /// Why.
    pub reason: Reason,
    /// The rules, or the isolating policies, that decide; in order, empty where none does.
    pub decided_by: Vec<Deciding>,
    /// Whether the specification leaves open which of several rules of one priority decides.
    pub ambiguous: bool,
}

/// Why a direction lets a connection pass or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The end is no pod that a policy could hold: outside the cluster, or a node.
    OutsideTheCluster,
    /// The pod uses its node's network, which policies do not hold.
    HostNetwork,
    /// A pod always reaches itself.
    Itself,
    /// A node always reaches its own pods.
    OwnNode,
    /// No policy isolates the pod in this direction.
    NotIsolated,
    /// A rule decides.
    Rule,
    /// The pod is isolated in this direction and no rule allows the connection.
    Isolated,
    /// The address of the service is judged, not that of the pod behind it.
    ServiceAddress,
    /// The ends have no address family in common.
    NoCommonFamily,
}

/// A rule or a policy that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Deciding {
    /// Tier of the policy.
    pub tier: Tier,
    /// Index of the policy in its set.
    pub policy: usize,
    /// Index of the rule in its direction; absent where the policy isolates and no rule matches.
    pub rule: Option<usize>,
}
