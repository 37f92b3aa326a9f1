//! Protocols and ports as reports print them.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    protocol::Protocol,
    solve::{ConnectionSet, PortRange},
};

/// What one end may connect to at another.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Connections {
    /// Every protocol and port; then `ports` is empty.
    pub all: bool,
    /// Protocols without ports, such as ICMP, though not everything.
    pub without_ports: bool,
    /// Ranges, sorted and disjoint.
    pub ports: Vec<PortSpan>,
}

/// Ports of one protocol, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct PortSpan {
    /// Protocol.
    pub protocol: Protocol,
    /// First port.
    pub from: u16,
    /// Last port.
    pub to: u16,
}

impl fmt::Display for Connections {
    /// As a set of connections prints itself, or what it lacks where that is shorter.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = ConnectionSet::from(self);
        let rest = ConnectionSet::all().difference(&set);
        if self.without_ports && rest.ranges().count() < self.ports.len() {
            write!(formatter, "all but {rest}")
        } else {
            set.fmt(formatter)
        }
    }
}

impl From<&Connections> for ConnectionSet {
    fn from(connections: &Connections) -> Self {
        if connections.all {
            return Self::all();
        }
        let ranges = connections.ports.iter().map(|span| PortRange {
            protocol: span.protocol,
            first: span.from,
            last: span.to,
        });
        let ports = Self::of(ranges);
        if connections.without_ports {
            let every = Protocol::ALL.map(|protocol| PortRange {
                protocol,
                first: 0,
                last: u16::MAX,
            });
            ports.union(&Self::all().difference(&Self::of(every)))
        } else {
            ports
        }
    }
}

impl From<&ConnectionSet> for Connections {
    fn from(set: &ConnectionSet) -> Self {
        if set.is_all() {
            return Self {
                all: true,
                ..Self::default()
            };
        }
        let ports = set.ranges().map(|range| PortSpan {
            protocol: range.protocol,
            from: range.first,
            to: range.last,
        });
        Self {
            all: false,
            without_ports: set.has_portless(),
            ports: ports.collect(),
        }
    }
}
