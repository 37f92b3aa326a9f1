//! Both engines before the random clusters: the one that explains a connection and the one that
//! solves the whole cluster.

use denyall::{
    model::Network,
    policy::PolicySet,
    protocol::Protocol,
    solve::{ConnectionSet, Group, Party, PartyId, Solution},
    verdict::{
        AddressBlocks, Connection, Endpoint, EqualPriorities, Excepts, Profile, Semantics, explain,
    },
};
use serde_json::{Value, json};

use super::{FULL, assert_agreement, scene, statistics::families};
use crate::{
    engines::{Explained, Solved, doubts, snapshot},
    judge::Oracle,
    oracle::{self, Objects},
};

#[test]
fn the_explanation_agrees_with_the_oracle() {
    assert_agreement(&Explained, &Oracle, &FULL);
}

#[test]
fn the_solution_agrees_with_the_oracle() {
    assert_agreement(&Solved, &Oracle, &FULL);
}

#[test]
fn the_explanation_is_in_doubt_where_the_oracle_is() {
    let mut doubtful = 0;
    for seed in (FULL.first_seed..).take(700) {
        let (objects, semantics, mut questions) = scene(seed, FULL.questions);
        // The oracle doubts if it does so for one of two families, the engine shows one of them.
        questions.retain(|question| {
            let from = families(&objects, &question.from);
            let to = families(&objects, &question.to);
            !(0..2).all(|family| from[family] && to[family])
        });
        let found = doubts(&objects, semantics, &questions);
        for (question, doubt) in questions.iter().zip(found) {
            let verdict = oracle::allowed(
                Objects(&objects),
                semantics,
                &question.from,
                &question.to,
                question.protocol,
                question.port,
            );
            assert_eq!(doubt, verdict.ambiguous, "seed {seed}: {question}");
            doubtful += usize::from(doubt);
        }
    }
    assert!(doubtful > 20, "{doubtful} in doubt");
}

/// Every reading of the policies, also those that no profile has.
fn readings() -> Vec<Semantics> {
    let profiles = Profile::ALL.map(Profile::semantics);
    let blocks = [
        AddressBlocks::MatchPodsAndNodes,
        AddressBlocks::MatchNodes,
        AddressBlocks::MatchNeitherPodsNorNodes,
    ];
    let mixed = blocks.into_iter().flat_map(|address_blocks| {
        [Excepts::OfTheirBlock, Excepts::OfThePod].map(|excepts| Semantics {
            address_blocks,
            excepts,
            host_pods_match_selectors: excepts == Excepts::OfTheirBlock,
            own_node_is_reachable: excepts == Excepts::OfTheirBlock,
            equal_priorities: if excepts == Excepts::OfTheirBlock {
                EqualPriorities::DenyFirst
            } else {
                EqualPriorities::ByName
            },
        })
    });
    profiles.into_iter().chain(mixed).collect()
}

/// A random cluster in which some pods have no address yet, and some nodes have a second one.
fn unfinished(seed: u64) -> Vec<Value> {
    let (mut objects, _, _) = scene(seed, 0);
    for (index, object) in objects.iter_mut().enumerate() {
        match object["kind"].as_str() {
            Some("Pod") if index % 5 == 0 => {
                object["status"]["podIP"] = Value::Null;
                object["status"]["podIPs"] = json!([]);
            }
            Some("Node") if index % 2 == 0 => {
                if let Some(addresses) = object["status"]["addresses"].as_array_mut() {
                    addresses.push(json!({ "type": "ExternalIP", "address": "203.0.113.77" }));
                }
            }
            _ => {}
        }
    }
    objects
}

/// Protocols and ports at and beside the edges of what the random rules say.
const PORTS: [(Protocol, u16); 8] = [
    (Protocol::Tcp, 79),
    (Protocol::Tcp, 80),
    (Protocol::Tcp, 443),
    (Protocol::Tcp, 8080),
    (Protocol::Udp, 53),
    (Protocol::Udp, 8080),
    (Protocol::Sctp, 80),
    (Protocol::Sctp, 65535),
];

fn endpoints(network: &Network<'_>) -> Vec<Endpoint> {
    let outside = [
        "10.0.0.1",
        "10.1.2.3",
        "192.0.2.7",
        "203.0.113.9",
        "2001:db8::9",
        "fd00::9",
    ];
    let outside = outside.iter().map(|address| address.parse().unwrap());
    let outside = outside.filter(|address| !network.addresses.contains_key(address));
    (0..network.pods.len())
        .map(Endpoint::Pod)
        .chain((0..network.nodes.len()).map(Endpoint::Node))
        .chain(outside.map(Endpoint::Address))
        .collect()
}

#[test]
fn the_solution_agrees_with_the_explanation_for_all_pairs_in_every_reading() {
    let mut asked = 0;
    for seed in 1..=60 {
        let snapshot = snapshot(&unfinished(seed));
        let network = Network::of(&snapshot);
        let (policies, _) = PolicySet::of(&snapshot);
        let ends = endpoints(&network);
        for semantics in readings() {
            let solution = Solution::of(&network, &policies, semantics);
            for from in &ends {
                for to in &ends {
                    let solved = solution.connections_between(*from, *to);
                    let (protocol, port) = PORTS[asked % PORTS.len()];
                    let connection = Connection {
                        from: *from,
                        to: *to,
                        protocol,
                        port,
                    };
                    let explained = explain(&network, &policies, semantics, connection);
                    assert_eq!(
                        solved.contains(protocol, port),
                        explained.is_allowed(),
                        "seed {seed}, {semantics:?}: {connection:?}, {explained:#?}"
                    );
                    asked += 1;
                }
            }
        }
    }
    assert!(asked > 100_000, "{asked} questions");
}

#[test]
fn the_map_by_workload_is_the_union_over_pairs_of_pods() {
    for seed in 1..=10 {
        let snapshot = snapshot(&unfinished(seed));
        let network = Network::of(&snapshot);
        let (policies, _) = PolicySet::of(&snapshot);
        for profile in Profile::ALL {
            let solution = Solution::of(&network, &policies, profile.semantics());
            let map = solution.by_workload();
            let members = |group: &Group| -> Vec<Endpoint> {
                let party = |party: &PartyId| match &solution.parties()[party.0] {
                    Party::Nodes { nodes } => nodes.iter().copied().map(Endpoint::Node).collect(),
                    Party::Addresses { example } => vec![Endpoint::Address(*example)],
                    Party::Pods { .. } => panic!("pods are in workloads"),
                };
                match group {
                    Group::Workload(workload) => network.workloads[*workload]
                        .pods
                        .iter()
                        .copied()
                        .map(Endpoint::Pod)
                        .collect(),
                    Group::Nodes(nodes) => party(nodes),
                    Group::Addresses(addresses) => party(addresses),
                }
            };
            for (from, source) in map.groups().iter().enumerate() {
                for (to, destination) in map.groups().iter().enumerate() {
                    if from == to {
                        continue;
                    }
                    let mut union = ConnectionSet::none();
                    for one in members(source) {
                        for other in members(destination) {
                            union = union.union(solution.connections_between(one, other));
                        }
                    }
                    assert_eq!(
                        map.connections(from, to),
                        &union,
                        "seed {seed}, {profile:?}: {source:?} to {destination:?}"
                    );
                }
            }
        }
    }
}
