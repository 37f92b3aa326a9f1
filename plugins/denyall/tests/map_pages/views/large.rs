//! Large clusters, made by rule.

use std::collections::BTreeSet;

use denyall::{
    enforcement::EnforcementState,
    protocol::Protocol,
    report::map::{MapEdge, MapView, PortSet},
};

use super::build::{
    NO_EGRESS_POLICY, NO_INGRESS_POLICY, base, connect_all, everything, intern, internet, range,
    workload,
};

/// Every pair may connect, external ranges included, and no policy is involved.
pub(crate) fn open(workloads: u32, namespaces: u32) -> MapView {
    let mut view = MapView {
        enforcement: EnforcementState::Absent,
        enforcement_evidence: "No policy engine was found.".to_owned(),
        ..large(workloads, namespaces)
    };
    view.nodes.push(internet());
    view.port_sets = vec![everything()];
    connect_all(&mut view, |_, _| (NO_EGRESS_POLICY, NO_INGRESS_POLICY));
    view
}

/// Every pair of different workloads may connect, each end by a policy of its own.
pub(crate) fn accepting(workloads: u32, namespaces: u32) -> MapView {
    let mut view = large(workloads, namespaces);
    view.port_sets = vec![everything()];
    let text = |direction: &str, node: u32| {
        format!("NetworkPolicy accept-everybody-{node}, {direction} rule 0")
    };
    view.reasons = (0..workloads).map(|node| text("egress", node)).collect();
    view.reasons
        .extend((0..workloads).map(|node| text("ingress", node)));
    for node in &mut view.nodes {
        node.isolated_ingress = true;
        node.isolated_egress = true;
    }
    connect_all(&mut view, |from, to| (from, workloads + to));
    view.edges.retain(|edge| edge.from != edge.to);
    view
}

/// Default-deny everywhere; each workload reaches DNS, its neighbours and one namespace more.
pub(crate) fn closed(workloads: u32, namespaces: u32) -> MapView {
    let mut view = large(workloads, namespaces);
    let size = workloads / namespaces;
    view.nodes.push(internet());
    for node in view.nodes.iter_mut().take(workloads as usize) {
        node.isolated_ingress = true;
        node.isolated_egress = true;
    }
    let tcp = |port| PortSet {
        all: false,
        ports: vec![range(Protocol::Tcp, port, port)],
    };
    view.port_sets = vec![tcp(8080), tcp(5432), tcp(443)];
    view.port_sets.push(PortSet {
        all: false,
        ports: vec![range(Protocol::Tcp, 53, 53), range(Protocol::Udp, 53, 53)],
    });
    for from in 0..workloads {
        let namespace = from / size;
        let first = namespace * size;
        let mut receivers = vec![(0, 3), ((from + size * 7) % workloads, 0)];
        receivers.extend(
            (first..first + size)
                .filter(|&to| to != from && (from + to) % 2 == 1)
                .map(|to| (to, 1)),
        );
        if from % 10 == 0 {
            receivers.push((workloads, 2));
        }
        receivers.sort_unstable();
        receivers.dedup_by_key(|(to, _)| *to);
        for (to, ports) in receivers {
            let owner = |node: u32| format!("team-{:03}", node / size);
            let egress = format!(
                "NetworkPolicy {}/allow-{ports}, egress rule {ports}",
                owner(from)
            );
            let ingress = format!("NetworkPolicy {}/serve-{ports}, ingress rule 0", owner(to));
            let edge = MapEdge {
                from,
                to,
                ports,
                egress: intern(&mut view.reasons, egress),
                ingress: intern(&mut view.reasons, ingress),
            };
            view.edges.push(edge);
        }
    }
    view
}

/// Pairs, ports and reasons drawn at random, the same on every run.
pub(crate) fn mixed(workloads: u32, namespaces: u32, edges: usize) -> MapView {
    let mut view = large(workloads, namespaces);
    let mut state = 1_u64;
    // A linear congruential generator with the constants of MMIX.
    let mut random = |below: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((state >> 33) % u64::from(below)).unwrap()
    };
    view.port_sets = (0..300)
        .map(|port| PortSet {
            all: false,
            ports: vec![
                range(Protocol::Tcp, 1_000 + port, 2_000 + 2 * port),
                range(Protocol::Udp, port, port),
            ],
        })
        .collect();
    let text = |number| {
        format!(
            "NetworkPolicy team-{number}/policy-{number}, rule {}",
            number % 7
        )
    };
    view.reasons = (0..5_000).map(text).collect();
    for node in &mut view.nodes {
        node.isolated_ingress = random(3) > 0;
        node.isolated_egress = random(3) > 1;
    }
    let mut pairs = BTreeSet::new();
    while pairs.len() < edges {
        pairs.insert((random(workloads), random(workloads)));
    }
    for (from, to) in pairs {
        let (ports, egress, ingress) = (random(300), random(5_000), random(5_000));
        view.edges.push(MapEdge {
            from,
            to,
            ports,
            egress,
            ingress,
        });
    }
    view
}

fn large(workloads: u32, namespaces: u32) -> MapView {
    let namespace = |index: u32| u64::from(index) * u64::from(namespaces) / u64::from(workloads);
    let node = |index| {
        let kind = if index % 5 == 4 {
            "StatefulSet"
        } else {
            "Deployment"
        };
        let name = format!("service-{index:04}");
        workload(&format!("team-{:03}", namespace(index)), kind, &name, 10)
    };
    MapView {
        title: format!("{workloads} workloads"),
        nodes: (0..workloads).map(node).collect(),
        ..base()
    }
}
