//! Builders of small maps for the renderers' tests.

use std::io::{self, Write};

use crate::{enforcement::EnforcementState, protocol::Protocol};

use super::{MapEdge, MapNode, MapView, NodeKind, PortRange, PortSet};

/// A map of these nodes and no connection.
pub(super) fn view(nodes: impl IntoIterator<Item = MapNode>) -> MapView {
    MapView {
        title: "test".to_owned(),
        profile: "spec".to_owned(),
        enforcement: EnforcementState::Proven,
        enforcement_evidence: "aws-node enforces".to_owned(),
        nodes: nodes.into_iter().collect(),
        ..MapView::default()
    }
}

impl MapView {
    /// The map with one more connection, on these ports and for these reasons.
    pub(super) fn edge(
        mut self,
        from: u32,
        to: u32,
        ports: PortSet,
        egress: &str,
        ingress: &str,
    ) -> Self {
        let edge = MapEdge {
            from,
            to,
            ports: intern(&mut self.port_sets, ports),
            egress: intern(&mut self.reasons, egress.to_owned()),
            ingress: intern(&mut self.reasons, ingress.to_owned()),
        };
        self.edges.push(edge);
        self
    }
}

fn intern<T: PartialEq>(list: &mut Vec<T>, value: T) -> u32 {
    let index = list.iter().position(|known| *known == value);
    let index = index.unwrap_or_else(|| {
        list.push(value);
        list.len() - 1
    });
    u32::try_from(index).unwrap()
}

/// A workload with one pod that nothing isolates.
pub(super) fn workload(namespace: &str, kind: &str, name: &str) -> MapNode {
    node(NodeKind::Workload {
        namespace: namespace.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
    })
}

/// An external range.
pub(super) fn external(name: Option<&str>, cidrs: &[&str]) -> MapNode {
    node(NodeKind::External {
        name: name.map(str::to_owned),
        cidrs: cidrs.iter().map(|&cidr| cidr.to_owned()).collect(),
    })
}

fn node(kind: NodeKind) -> MapNode {
    MapNode {
        pods: usize::from(matches!(kind, NodeKind::Workload { .. })),
        kind,
        isolated_ingress: false,
        isolated_egress: false,
        host_network: false,
    }
}

/// Ranges of one protocol.
pub(super) fn ports(protocol: Protocol, ranges: &[(u16, u16)]) -> PortSet {
    let range = |&(from, to): &(u16, u16)| PortRange { protocol, from, to };
    PortSet {
        all: false,
        ports: ranges.iter().map(range).collect(),
    }
}

/// Every text that comes from a cluster tries to leave its place.
pub(super) fn hostile() -> MapView {
    let texts = [
        "</script><img src=x onerror=evil()>",
        "\"]; evil [label=\"",
        "\\\"; evil \\",
        "a\nend\nevil --> b\u{202e}#quot;`|{",
    ];
    let mut map = view(texts.map(|text| workload(text, text, text)));
    for (to, text) in (0..).zip(texts) {
        map = map.edge(0, to, ports(Protocol::Tcp, &[(1, 2)]), text, text);
        text.clone_into(&mut map.title);
        text.clone_into(&mut map.profile);
        text.clone_into(&mut map.enforcement_evidence);
        map.gaps.push(text.to_owned());
        map.notes.push(text.to_owned());
    }
    map
}

/// What a renderer writes.
pub(super) fn render(
    view: &MapView,
    write: impl Fn(&MapView, &mut dyn Write) -> io::Result<()>,
) -> String {
    let mut bytes = Vec::new();
    write(view, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}
