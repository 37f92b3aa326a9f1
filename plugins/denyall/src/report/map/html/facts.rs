//! What the page's script is told outside the matrix: nodes, port sets, evidence, gaps and notes.

use plugin_kit::report::visible;
use serde::Serialize;

use crate::{
    enforcement::EnforcementState,
    report::map::view::{MapNode, MapView, NodeKind},
};

/// The JSON block `facts`. Every text is escaped for display.
#[derive(Serialize)]
pub(super) struct Facts {
    title: String,
    profile: String,
    enforcement: EnforcementState,
    evidence: String,
    nodes: Vec<Node>,
    ports: Vec<Ports>,
    gaps: Vec<String>,
    notes: Vec<String>,
}

/// A node; what is false or empty is left out.
#[derive(Default, Serialize)]
struct Node {
    #[serde(skip_serializing_if = "String::is_empty")]
    namespace: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cidrs: Vec<String>,
    pods: usize,
    #[serde(skip_serializing_if = "is_false")]
    ingress: bool,
    #[serde(skip_serializing_if = "is_false")]
    egress: bool,
    #[serde(skip_serializing_if = "is_false")]
    host: bool,
}

/// A port set: whether it is everything, and its ranges in words.
#[derive(Serialize)]
struct Ports {
    all: bool,
    ranges: Vec<String>,
}

impl Facts {
    pub(super) fn of(view: &MapView) -> Self {
        Self {
            title: shown(&view.title),
            profile: shown(&view.profile),
            enforcement: view.enforcement,
            evidence: shown(&view.enforcement_evidence),
            nodes: view.nodes.iter().map(Node::of).collect(),
            ports: view
                .port_sets
                .iter()
                .map(|set| Ports {
                    all: set.all,
                    ranges: set.ports.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            gaps: view.gaps.iter().map(|gap| shown(gap)).collect(),
            notes: view.notes.iter().map(|note| shown(note)).collect(),
        }
    }
}

impl Node {
    fn of(node: &MapNode) -> Self {
        let shared = Self {
            pods: node.pods,
            ingress: node.isolated_ingress,
            egress: node.isolated_egress,
            host: node.host_network,
            ..Self::default()
        };
        match &node.kind {
            NodeKind::Workload {
                namespace,
                kind,
                name,
            } => Self {
                namespace: shown(namespace),
                kind: shown(kind),
                name: shown(name),
                ..shared
            },
            NodeKind::External { cidrs, .. } => Self {
                name: node.label(),
                cidrs: cidrs.iter().map(|cidr| shown(cidr)).collect(),
                ..shared
            },
        }
    }
}

fn shown(text: &str) -> String {
    visible(text).into_owned()
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if wants it"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}
