//! A shop that is small enough to be read in full.

use denyall::{
    enforcement::EnforcementState,
    protocol::Protocol,
    report::map::{MapEdge, MapNode, MapView, NodeKind, PortSet},
};

use super::build::{
    NO_EGRESS_POLICY, NO_INGRESS_POLICY, base, connect_all, everything, intern, internet, range,
    workload,
};

/// Sender, receiver, and ranges of ports.
type Flow = (&'static str, &'static str, &'static [(Protocol, u16, u16)]);

/// The shop: nothing is isolated, and nothing would enforce it.
pub(crate) fn open() -> MapView {
    let mut view = MapView {
        enforcement: EnforcementState::Absent,
        enforcement_evidence:
            "DaemonSet kube-system/aws-node runs with --enable-network-policy=false.".to_owned(),
        notes: vec!["kube-system/DaemonSet/aws-node runs on the host network".to_owned()],
        ..shop()
    };
    view.port_sets = vec![everything()];
    connect_all(&mut view, |_, _| (NO_EGRESS_POLICY, NO_INGRESS_POLICY));
    view
}

/// The shop behind default-deny, with the connections that it needs.
pub(crate) fn closed() -> MapView {
    let mut view = MapView {
        enforcement_evidence: "9 of 9 PolicyEndpoints name the pods they select.".to_owned(),
        gaps: vec!["namespaces/vault: networkpolicies is forbidden (403)".to_owned()],
        notes: vec![
            "kube-system/DaemonSet/aws-node runs on the host network".to_owned(),
            "two policies of shop differ in name only".to_owned(),
        ],
        ..shop()
    };
    for node in &mut view.nodes {
        let workload = matches!(&node.kind, NodeKind::Workload { namespace, .. } if namespace != "kube-system");
        node.isolated_ingress = workload;
        node.isolated_egress = workload;
    }
    let flows: [Flow; 9] = [
        ("web", "cart", &[(Protocol::Tcp, 8080, 8080)]),
        (
            "web",
            "catalog",
            &[(Protocol::Tcp, 8080, 8080), (Protocol::Tcp, 9000, 9010)],
        ),
        ("cart", "redis", &[(Protocol::Tcp, 6379, 6379)]),
        ("cart", "payment", &[(Protocol::Tcp, 8443, 8443)]),
        ("catalog", "postgres", &[(Protocol::Tcp, 5432, 5432)]),
        ("payment", "internet", &[(Protocol::Tcp, 443, 443)]),
        ("internet", "web", &[(Protocol::Tcp, 8080, 8080)]),
        ("prometheus", "cart", &[(Protocol::Tcp, 9090, 9090)]),
        ("prometheus", "payment", &[(Protocol::Tcp, 9090, 9090)]),
    ];
    let dns: &[_] = &[(Protocol::Tcp, 53, 53), (Protocol::Udp, 53, 53)];
    let needs_dns = [
        "web",
        "cart",
        "catalog",
        "payment",
        "postgres",
        "redis",
        "prometheus",
    ];
    let dns_flows = needs_dns.map(|from| (from, "coredns", dns));
    for (from, to, ports) in flows.into_iter().chain(dns_flows) {
        let set = PortSet {
            all: false,
            ports: ports
                .iter()
                .map(|&(protocol, from, to)| range(protocol, from, to))
                .collect(),
        };
        let (sender, receiver) = (find(&view, from), find(&view, to));
        let edge = MapEdge {
            from: sender,
            to: receiver,
            ports: intern(&mut view.port_sets, set),
            egress: intern(
                &mut view.reasons,
                format!("NetworkPolicy {from}-needs, egress rule 0"),
            ),
            ingress: intern(
                &mut view.reasons,
                format!("NetworkPolicy {to}-serves, ingress rule 0"),
            ),
        };
        view.edges.push(edge);
    }
    view.edges.sort_by_key(|edge| (edge.from, edge.to));
    view
}

fn shop() -> MapView {
    let workloads = [
        ("data", "StatefulSet", "postgres", 2),
        ("data", "StatefulSet", "redis", 3),
        ("kube-system", "DaemonSet", "aws-node", 4),
        ("kube-system", "Deployment", "coredns", 2),
        ("monitoring", "StatefulSet", "prometheus", 1),
        ("payments", "Deployment", "payment", 3),
        ("shop", "Deployment", "cart", 3),
        ("shop", "Deployment", "catalog", 2),
        ("shop", "Deployment", "web", 4),
    ];
    let mut nodes: Vec<MapNode> = workloads
        .map(|(namespace, kind, name, pods)| workload(namespace, kind, name, pods))
        .into();
    nodes[2].host_network = true;
    nodes.push(internet());
    MapView {
        title: "shop-production".to_owned(),
        nodes,
        ..base()
    }
}

fn find(view: &MapView, wanted: &str) -> u32 {
    let named = |node: &MapNode| match &node.kind {
        NodeKind::Workload { name, .. } => name == wanted,
        NodeKind::External { name, .. } => name.as_deref() == Some(wanted),
    };
    u32::try_from(view.nodes.iter().position(named).unwrap()).unwrap()
}
