//! Ports of rules, as spans; names wait until the destination is known.

use std::collections::HashMap;

use super::{
    census::PortOfName,
    connection_set::{ConnectionSet, Span},
};
use crate::{
    policy::{Port, Ports},
    protocol::Protocol,
};

/// Ports of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PortSet {
    /// What does not depend on the destination.
    fixed: ConnectionSet,
    /// Names, each with the protocol that the port must have.
    names: Vec<(u32, Option<Protocol>)>,
}

impl PortSet {
    /// Reads the ports of a rule; `with_names` is false where a name means nothing.
    pub(super) fn of(ports: &Ports, numbers: &HashMap<&str, u32>, with_names: bool) -> Self {
        let Ports::Listed(ports) = ports else {
            return Self {
                fixed: ConnectionSet::all(),
                names: Vec::new(),
            };
        };
        let mut spans = Vec::new();
        let mut names = Vec::new();
        for port in ports {
            match port {
                Port::Range {
                    protocol,
                    first,
                    last,
                } => spans.push(Span::of(*protocol, *first, *last)),
                Port::Named { protocol, name } if with_names => {
                    names.extend(numbers.get(name.as_str()).map(|name| (*name, *protocol)));
                }
                Port::Named { .. } => {}
            }
        }
        names.sort_unstable();
        names.dedup();
        Self {
            fixed: ConnectionSet::of_spans(spans),
            names,
        }
    }

    /// Whether some of it depends on the destination.
    pub(super) fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// Whether no destination has any of these ports.
    pub(super) fn is_empty(&self) -> bool {
        self.fixed.is_empty() && self.names.is_empty()
    }

    /// The spans at a destination with these named ports, sorted and disjoint.
    pub(super) fn at(&self, ports: &[PortOfName]) -> ConnectionSet {
        if self.names.is_empty() || self.fixed.is_all() {
            return self.fixed.clone();
        }
        let named = self.names.iter().flat_map(|(name, protocol)| {
            ports
                .iter()
                .filter(move |port| port.0 == *name && protocol.is_none_or(|it| it == port.1))
                .map(|port| Span::of(port.1, port.2, port.2))
        });
        ConnectionSet::of_spans(self.fixed.spans().iter().copied().chain(named).collect())
    }
}

/// Whether rules without and with names differ in their ports.
pub(super) fn has_names(ports: &Ports) -> bool {
    match ports {
        Ports::All => false,
        Ports::Listed(ports) => ports.iter().any(|port| matches!(port, Port::Named { .. })),
    }
}
