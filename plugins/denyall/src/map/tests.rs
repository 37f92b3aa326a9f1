//! The map says what single decisions say, for every pair of ends, however the objects are ordered.

use std::net::IpAddr;

use ipnet::IpNet;
use proptest::prelude::*;

use super::{
    By,
    ends::{End, EndKind, ends},
    grid::Grid,
    lines::{LineKind, Lines},
    reasons::Reasons,
    solved::{chosen, grid},
};
use crate::{
    model::Network,
    policy::PolicySet,
    protocol::Protocol,
    report::EndpointRef,
    solve::{ConnectionSet, Solution},
    testing::snapshot,
    verdict::{Connection, Endpoint, Semantics, explain},
};

const PROBES: [(Protocol, u16); 4] = [
    (Protocol::Tcp, 80),
    (Protocol::Tcp, 443),
    (Protocol::Udp, 53),
    (Protocol::Sctp, 9),
];

const OUTSIDE: [&str; 4] = ["8.8.8.8", "10.9.9.9", "169.254.169.254", "10.0.200.1"];

/// Two namespaces with three workloads of two pods each, on two nodes, one with its node's network.
fn cluster() -> String {
    let mut manifests = String::new();
    for node in 1..=2 {
        manifests.extend([format!(
            "{{apiVersion: v1, kind: Node, metadata: {{name: n{node}}}, \
             status: {{addresses: [{{type: InternalIP, address: 192.168.0.{node}}}]}}}}\n---\n"
        )]);
    }
    for (space, namespace) in ["one", "two"].into_iter().enumerate() {
        manifests.extend([format!(
            "{{apiVersion: v1, kind: Namespace, metadata: {{name: {namespace}, \
             labels: {{team: {namespace}}}}}}}\n---\n"
        )]);
        for (number, app) in ["a", "b", "host"].into_iter().enumerate() {
            for pod in 1..=2 {
                let host = app == "host";
                let address = if host {
                    format!("192.168.0.{pod}")
                } else {
                    format!("10.0.{}.{pod}", space * 10 + number)
                };
                manifests.extend([format!(
                    "{{apiVersion: v1, kind: Pod, metadata: {{name: {app}-{pod}, \
                     namespace: {namespace}, labels: {{app: {app}, pod: p{pod}}}, \
                     ownerReferences: [{{apiVersion: apps/v1, kind: StatefulSet, name: {app}, \
                     controller: true}}]}}, spec: {{nodeName: n{pod}, hostNetwork: {host}, \
                     containers: [{{name: c, ports: [{{name: web, containerPort: {}}}]}}]}}, \
                     status: {{phase: Running, podIP: {address}}}}}\n---\n",
                    if pod == 1 { 80 } else { 443 },
                )]);
            }
        }
    }
    manifests
}

fn peer() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("{podSelector: {matchLabels: {app: a}}}"),
        Just("{podSelector: {}}"),
        Just("{namespaceSelector: {matchLabels: {team: two}}}"),
        Just("{namespaceSelector: {}, podSelector: {matchLabels: {pod: p1}}}"),
        Just("{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.169.254/32]}}"),
        Just("{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/24]}}"),
        Just("{ipBlock: {cidr: 192.168.0.1/32}}"),
    ]
}

fn rule(side: &'static str) -> impl Strategy<Value = String> {
    let ports = prop_oneof![
        Just(""),
        Just("{port: 80}"),
        Just("{port: web}"),
        Just("{protocol: UDP}"),
        Just("{port: 50, endPort: 500}, {port: 53, protocol: UDP}"),
    ];
    (prop::collection::vec(peer(), 0..3), ports).prop_map(move |(peers, ports)| {
        format!("{{{side}: [{}], ports: [{ports}]}}", peers.join(", "))
    })
}

fn policy() -> impl Strategy<Value = String> {
    let subject = prop_oneof![
        Just("{}"),
        Just("{matchLabels: {app: a}}"),
        Just("{matchLabels: {pod: p2}}")
    ];
    let types = prop_oneof![Just("Ingress"), Just("Egress"), Just("Ingress, Egress")];
    (
        prop_oneof![Just("one"), Just("two")],
        subject,
        types,
        prop::collection::vec(rule("from"), 0..3),
        prop::collection::vec(rule("to"), 0..3),
    )
        .prop_map(|(namespace, subject, types, ingress, egress)| {
            format!(
                "namespace: {namespace}}}, spec: {{podSelector: {subject}, policyTypes: [{types}], \
                 ingress: [{}], egress: [{}]}}}}\n---\n",
                ingress.join(", "),
                egress.join(", ")
            )
        })
}

fn with_policies(policies: &[String]) -> String {
    let mut manifests = cluster();
    for (number, policy) in policies.iter().enumerate() {
        manifests.extend([format!(
            "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p{number}, {policy}"
        )]);
    }
    manifests
}

/// A map of manifests, ready to be asked.
struct Mapped {
    ends: Vec<End>,
    grid: Grid<ConnectionSet>,
    /// The endpoints that each end stands for.
    members: Vec<Vec<Endpoint>>,
}

impl Mapped {
    fn of(solution: &Solution<'_>, lines: &Lines<'_>, by: By) -> Self {
        let ends = ends(solution, lines, by);
        let chosen = chosen(solution, lines, &ends, &[]);
        Self {
            grid: grid(solution, lines, &ends, &chosen, by),
            members: ends
                .iter()
                .map(|end| members(solution.network(), end))
                .collect(),
            ends,
        }
    }

    fn set(&self, from: usize, to: usize) -> ConnectionSet {
        let pair = self
            .grid
            .pairs()
            .find(|pair| (pair.from as usize, pair.to as usize) == (from, to));
        pair.map_or_else(ConnectionSet::none, |pair| {
            self.grid.values()[pair.value as usize].clone()
        })
    }
}

fn members(network: &Network<'_>, end: &End) -> Vec<Endpoint> {
    match &end.name {
        EndpointRef::Workload {
            namespace,
            kind,
            name,
        } => {
            let kind = crate::model::WorkloadKind::of(kind);
            let workload = network.workload(namespace, kind, name).unwrap();
            network.workloads[workload]
                .pods
                .iter()
                .copied()
                .map(Endpoint::Pod)
                .collect()
        }
        EndpointRef::Pod { namespace, name } => {
            vec![Endpoint::Pod(network.pod(namespace, name).unwrap())]
        }
        EndpointRef::Cidr { cidrs } => {
            let nets: Vec<IpNet> = cidrs.iter().map(|cidr| cidr.parse().unwrap()).collect();
            let addresses = OUTSIDE.iter().map(|it| it.parse::<IpAddr>().unwrap());
            let held = addresses.filter(|it| nets.iter().any(|net| net.contains(it)));
            held.map(Endpoint::Address).collect()
        }
        EndpointRef::Node { name } => {
            let node = network.nodes.iter().position(|node| node.name == name);
            vec![Endpoint::Node(node.unwrap())]
        }
        EndpointRef::Nodes { names } => {
            let nodes = network.nodes.iter().enumerate();
            let nodes = nodes.filter(|(_, node)| names.iter().any(|name| name == node.name));
            nodes.map(|(node, _)| Endpoint::Node(node)).collect()
        }
        EndpointRef::Class { .. } => Vec::new(),
    }
}

/// Whether some endpoint of one end reaches another endpoint of the other.
fn decided(
    network: &Network<'_>,
    policies: &PolicySet,
    from: &[Endpoint],
    to: &[Endpoint],
    (protocol, port): (Protocol, u16),
) -> bool {
    from.iter().any(|from| {
        to.iter().filter(|to| *to != from).any(|to| {
            let connection = Connection {
                from: *from,
                to: *to,
                protocol,
                port,
            };
            explain(network, policies, Semantics::default(), connection).is_allowed()
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_pair_says_what_single_decisions_say(
        policies in prop::collection::vec(policy(), 0..5),
        by_pod in any::<bool>(),
    ) {
        let snapshot = snapshot(&with_policies(&policies));
        let network = Network::of(&snapshot);
        let (policies, gaps) = PolicySet::of(&snapshot);
        prop_assert!(gaps.is_empty(), "{gaps:?}");
        let solution = Solution::of(&network, &policies, Semantics::default());
        let map = solution.by_workload();
        let (lines, by) = if by_pod {
            (Lines::of_parties(&solution), By::Pod)
        } else {
            (Lines::of_workloads(&map), By::Workload)
        };
        let mapped = Mapped::of(&solution, &lines, by);
        for from in 0..mapped.ends.len() {
            for to in 0..mapped.ends.len() {
                let (one, other) = (&mapped.ends[from], &mapped.ends[to]);
                let set = mapped.set(from, to);
                if !one.is_pods() && !other.is_pods() {
                    prop_assert!(set.is_empty());
                    continue;
                }
                // Within a workload the map says what two of each sort of pod would, were there two.
                if from == to {
                    continue;
                }
                // A range all of whose samples are in another one has nobody to ask.
                if mapped.members[from].is_empty() || mapped.members[to].is_empty() {
                    continue;
                }
                for probe in PROBES {
                    prop_assert_eq!(
                        set.contains(probe.0, probe.1),
                        decided(&network, &policies, &mapped.members[from], &mapped.members[to], probe),
                        "{} to {} on {:?}", one.label, other.label, probe
                    );
                }
            }
        }
    }

    #[test]
    fn reasons_name_rules_where_a_policy_isolates_and_only_there(
        policies in prop::collection::vec(policy(), 1..5),
    ) {
        let snapshot = snapshot(&with_policies(&policies));
        let network = Network::of(&snapshot);
        let (policies, _) = PolicySet::of(&snapshot);
        let solution = Solution::of(&network, &policies, Semantics::default());
        let lines = Lines::of_parties(&solution);
        let mapped = Mapped::of(&solution, &lines, By::Class);
        let mut reasons = Reasons::of(&solution, &policies);
        let party = |end: &End| match lines.kinds()[end.lines[0]] {
            LineKind::Pods(party) | LineKind::Nodes(party) | LineKind::Addresses(party) => party,
            LineKind::Workload(_) => unreachable!("lines of parties"),
        };
        let mut seen = Vec::new();
        for pair in mapped.grid.pairs() {
            let (from, to) = (&mapped.ends[pair.from as usize], &mapped.ends[pair.to as usize]);
            let set = &mapped.grid.values()[pair.value as usize];
            let why = reasons.why(&[party(from)], &[party(to)], set, pair.value);
            seen.push((from, to, why));
        }
        let isolated: Vec<[bool; 2]> = seen
            .iter()
            .map(|(from, to, _)| [
                reasons.isolates(party(from), crate::policy::Direction::Egress),
                reasons.isolates(party(to), crate::policy::Direction::Ingress),
            ])
            .collect();
        let texts = reasons.into_texts();
        for ((from, to, (egress, ingress)), isolated) in seen.iter().zip(isolated) {
            for (number, isolated) in [(egress, isolated[0]), (ingress, isolated[1])] {
                let text = &texts[*number as usize];
                let exempt = text.contains("reach") && from.is_pods();
                prop_assert!(
                    text.contains("NetworkPolicy") == isolated || exempt || matches!(from.kind, EndKind::Nodes { .. }),
                    "{} to {}: {text}", from.label, to.label
                );
            }
        }
    }
}
