//! What a map shows: workloads, external ranges, and the connections that are allowed between them.
//!
//! Pure data, built by the analysis and read by every renderer. Texts and port sets are interned:
//! an open cluster of 1,000 workloads has 1,000,000 edges, and each takes 20 bytes here.

use std::{borrow::Cow, fmt};

use plugin_kit::report::visible;

use crate::{enforcement::EnforcementState, protocol::Protocol};

/// A map of who reaches whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapView {
    /// What was mapped, such as the context's or the folder's name.
    pub title: String,
    /// The profile that the verdicts follow, such as `spec` or `eks`.
    pub profile: String,
    /// Whether anything enforces the policies.
    pub enforcement: EnforcementState,
    /// How that is known, in one sentence.
    pub enforcement_evidence: String,
    /// Workloads sorted by namespace, kind and name, then external ranges.
    pub nodes: Vec<MapNode>,
    /// Allowed connections, sorted by `from` and `to`, at most one a pair.
    pub edges: Vec<MapEdge>,
    /// Which policy and rule decides, or why none does; edges refer to these by index.
    pub reasons: Vec<String>,
    /// Ports; edges refer to these by index.
    pub port_sets: Vec<PortSet>,
    /// What could not be read and could change the picture.
    pub gaps: Vec<String>,
    /// What is worth saying.
    pub notes: Vec<String>,
}

/// One end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapNode {
    /// What it is.
    pub kind: NodeKind,
    /// Pods that it stands for; 0 for an external range.
    pub pods: usize,
    /// Whether some policy isolates it for ingress.
    pub isolated_ingress: bool,
    /// Whether some policy isolates it for egress.
    pub isolated_egress: bool,
    /// Whether it runs on its nodes' network, where policies do not apply.
    pub host_network: bool,
}

/// What one end of a connection is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Pods that one controller made, or one bare pod.
    Workload {
        /// Namespace.
        namespace: String,
        /// Kind of the controller, or `Pod`.
        kind: String,
        /// Its name.
        name: String,
    },
    /// Addresses outside the cluster that every policy treats alike.
    External {
        /// A word for them where there is one, such as `internet`.
        name: Option<String>,
        /// The ranges, in CIDR notation.
        cidrs: Vec<String>,
    },
}

/// An allowed connection. Indices point into the [`MapView`]'s lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapEdge {
    /// Index of the node that opens the connection.
    pub from: u32,
    /// Index of the node that accepts it.
    pub to: u32,
    /// Index of its ports, after both directions are combined.
    pub ports: u32,
    /// Index of why the sender may send. Kept apart from `ingress` because the two are decided
    /// apart, and the texts of all pairs of rules would be many more than those of all rules.
    pub egress: u32,
    /// Index of why the receiver accepts.
    pub ingress: u32,
}

/// Ports on which a connection is allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PortSet {
    /// Every protocol and port; then `ports` is empty.
    pub all: bool,
    /// Ranges, sorted.
    pub ports: Vec<PortRange>,
}

/// Ports of one protocol, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PortRange {
    /// Protocol.
    pub protocol: Protocol,
    /// First port.
    pub from: u16,
    /// Last port.
    pub to: u16,
}

/// What is printed in place of a text that an index does not lead to.
const UNKNOWN: &str = "unknown";

impl MapView {
    /// The text of a reason, escaped for display.
    pub(super) fn reason(&self, index: u32) -> Cow<'_, str> {
        visible(lookup(&self.reasons, index).map_or(UNKNOWN, String::as_str))
    }

    /// Both reasons of a connection in one line.
    pub(super) fn why(&self, edge: &MapEdge) -> String {
        let (egress, ingress) = (self.reason(edge.egress), self.reason(edge.ingress));
        format!("egress: {egress}; ingress: {ingress}")
    }

    /// The ports of a connection, in words.
    pub(super) fn ports(&self, edge: &MapEdge) -> String {
        lookup(&self.port_sets, edge.ports).map_or_else(|| UNKNOWN.to_owned(), ToString::to_string)
    }
}

impl MapNode {
    /// What the node is called within its namespace, escaped for display.
    pub(super) fn label(&self) -> String {
        match &self.kind {
            NodeKind::Workload { kind, name, .. } => {
                format!("{}/{}", visible(kind), visible(name))
            }
            NodeKind::External { name, cidrs } => match (name, cidrs.as_slice()) {
                (Some(name), _) => visible(name).into_owned(),
                (None, []) => UNKNOWN.to_owned(),
                (None, [only]) => visible(only).into_owned(),
                (None, [first, rest @ ..]) => format!("{} (+{})", visible(first), rest.len()),
            },
        }
    }

    /// The namespace; none for an external range.
    pub(super) fn namespace(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Workload { namespace, .. } => Some(namespace),
            NodeKind::External { .. } => None,
        }
    }
}

impl PortRange {
    /// Whether every port of the protocol is in the range. Port 0 cannot be connected to.
    const fn is_whole(self) -> bool {
        self.from <= 1 && self.to == u16::MAX
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocol = self.protocol.as_str();
        match (self.from, self.to) {
            _ if self.is_whole() => write!(formatter, "{protocol} any port"),
            (from, to) if from == to => write!(formatter, "{protocol} {from}"),
            (from, to) => write!(formatter, "{protocol} {from}-{to}"),
        }
    }
}

impl fmt::Display for PortSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.all {
            return formatter.write_str("all ports");
        }
        for (index, range) in self.ports.iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(formatter, "{separator}{range}")?;
        }
        Ok(())
    }
}

/// The element that an index of the view leads to.
pub(super) fn lookup<T>(list: &[T], index: u32) -> Option<&T> {
    list.get(usize::try_from(index).ok()?)
}
