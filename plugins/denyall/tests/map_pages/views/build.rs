//! What made-up maps are built from.

use denyall::{
    enforcement::EnforcementState,
    protocol::Protocol,
    report::map::{MapEdge, MapNode, MapView, NodeKind, PortRange, PortSet},
};

pub(crate) const NO_EGRESS_POLICY: u32 = 0;
pub(crate) const NO_INGRESS_POLICY: u32 = 1;

pub(crate) fn base() -> MapView {
    MapView {
        profile: "eks".to_owned(),
        enforcement: EnforcementState::Proven,
        enforcement_evidence: "every PolicyEndpoint names the pods it selects.".to_owned(),
        reasons: vec![
            "no policy isolates the sender for egress".to_owned(),
            "no policy isolates the receiver for ingress".to_owned(),
        ],
        ..MapView::default()
    }
}

pub(crate) fn workload(namespace: &str, kind: &str, name: &str, pods: usize) -> MapNode {
    MapNode {
        kind: NodeKind::Workload {
            namespace: namespace.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
        },
        pods,
        isolated_ingress: false,
        isolated_egress: false,
        host_network: false,
    }
}

pub(crate) fn internet() -> MapNode {
    MapNode {
        kind: NodeKind::External {
            name: Some("internet".to_owned()),
            cidrs: vec!["0.0.0.0/0".to_owned(), "::/0".to_owned()],
        },
        pods: 0,
        isolated_ingress: false,
        isolated_egress: false,
        host_network: false,
    }
}

pub(crate) fn everything() -> PortSet {
    PortSet {
        all: true,
        ports: vec![],
    }
}

pub(crate) fn range(protocol: Protocol, from: u16, to: u16) -> PortRange {
    PortRange { protocol, from, to }
}

/// Connects every pair but that of two external ranges.
pub(crate) fn connect_all(view: &mut MapView, reasons: impl Fn(u32, u32) -> (u32, u32)) {
    let external = |node: &MapNode| matches!(node.kind, NodeKind::External { .. });
    let outside: Vec<bool> = view.nodes.iter().map(external).collect();
    for (from, from_outside) in (0..).zip(&outside) {
        for (to, to_outside) in (0..).zip(&outside) {
            if *from_outside && *to_outside {
                continue;
            }
            let (egress, ingress) = reasons(from, to);
            view.edges.push(MapEdge {
                from,
                to,
                ports: 0,
                egress,
                ingress,
            });
        }
    }
}

pub(crate) fn intern<T: PartialEq>(list: &mut Vec<T>, value: T) -> u32 {
    let index = list.iter().position(|known| *known == value);
    let index = index.unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    });
    u32::try_from(index).unwrap()
}
