//! The two engines of the crate as judges.

use std::net::IpAddr;

use denyall::{
    model::{Holder, Network},
    object::{
        AdminNetworkPolicy, ApplicationNetworkPolicy, BaselineAdminNetworkPolicy,
        ClusterNetworkPolicy, EksClusterNetworkPolicy, NetworkPolicy, Node, Pod,
    },
    policy::PolicySet,
    protocol,
    solve::Solution,
    verdict::{self, AddressBlocks, Connection, Endpoint, EqualPriorities, explain},
};
use plugin_kit::{
    Snapshot,
    object::{Namespace, Object},
};
use serde_json::Value;

use crate::{
    judge::{Judge, Question},
    oracle::{End, Protocol, Semantics},
};

/// The engine of single questions.
pub(crate) struct Explained;

/// The engine of the whole map.
pub(crate) struct Solved;

impl Judge for Explained {
    fn name(&self) -> &'static str {
        "the explanation"
    }

    fn allowed(
        &self,
        objects: &[Value],
        semantics: Semantics,
        from: &End,
        to: &End,
        protocol: Protocol,
        port: u16,
    ) -> bool {
        self.answers(objects, semantics, &[question(from, to, protocol, port)])[0]
    }

    fn answers(
        &self,
        objects: &[Value],
        semantics: Semantics,
        questions: &[Question],
    ) -> Vec<bool> {
        let semantics = read(semantics);
        ask(objects, questions, |network, policies, connections| {
            let answers = connections.iter();
            let answers = answers.map(|it| explain(network, policies, semantics, *it));
            answers.map(|verdict| verdict.is_allowed()).collect()
        })
    }
}

impl Judge for Solved {
    fn name(&self) -> &'static str {
        "the solution"
    }

    fn allowed(
        &self,
        objects: &[Value],
        semantics: Semantics,
        from: &End,
        to: &End,
        protocol: Protocol,
        port: u16,
    ) -> bool {
        self.answers(objects, semantics, &[question(from, to, protocol, port)])[0]
    }

    fn answers(
        &self,
        objects: &[Value],
        semantics: Semantics,
        questions: &[Question],
    ) -> Vec<bool> {
        let semantics = read(semantics);
        ask(objects, questions, |network, policies, connections| {
            let solution = Solution::of(network, policies, semantics);
            let answers = connections.iter().map(|it| {
                let found = solution.connections_between(it.from, it.to);
                found.contains(it.protocol, it.port)
            });
            answers.collect()
        })
    }
}

/// Whether some direction of each connection depends on the order of policies of one priority,
/// as the engine of single questions says.
pub(crate) fn doubts(objects: &[Value], semantics: Semantics, questions: &[Question]) -> Vec<bool> {
    let semantics = read(semantics);
    ask(objects, questions, |network, policies, connections| {
        let answers = connections.iter();
        let answers = answers.map(|it| explain(network, policies, semantics, *it));
        answers
            .map(|verdict| verdict.egress.ambiguous || verdict.ingress.ambiguous)
            .collect()
    })
}

fn question(from: &End, to: &End, protocol: Protocol, port: u16) -> Question {
    Question {
        from: from.clone(),
        to: to.clone(),
        protocol,
        port,
    }
}

fn read(semantics: Semantics) -> verdict::Semantics {
    verdict::Semantics {
        address_blocks: if semantics.ip_block_matches_pods {
            AddressBlocks::MatchPodsAndNodes
        } else {
            AddressBlocks::MatchNodes
        },
        equal_priorities: if semantics.deny_wins_at_equal_priority {
            EqualPriorities::DenyFirst
        } else {
            EqualPriorities::ByName
        },
        ..verdict::Semantics::default()
    }
}

/// Asks an engine, which gets all connections of a cluster at once. A question about an address of
/// a node is put to a cluster in which the node has no other, for the engines take a node with all
/// of them.
fn ask(
    objects: &[Value],
    questions: &[Question],
    engine: impl Fn(&Network<'_>, &PolicySet, &[Connection]) -> Vec<bool>,
) -> Vec<bool> {
    let ask = |objects: &[Value], questions: &[&Question]| -> Vec<bool> {
        let snapshot = snapshot(objects);
        let network = Network::of(&snapshot);
        let (policies, _) = PolicySet::of(&snapshot);
        // An end that is not there reaches nothing and is reached by nothing.
        let connections: Vec<Option<Connection>> = questions
            .iter()
            .map(|question| connection(&network, question))
            .collect();
        let known: Vec<Connection> = connections.iter().flatten().copied().collect();
        let mut answers = engine(&network, &policies, &known).into_iter();
        let answers = connections
            .iter()
            .map(|connection| connection.is_some() && answers.next() == Some(true));
        answers.collect()
    };
    let of_nodes: Vec<Vec<IpAddr>> = {
        let snapshot = snapshot(objects);
        let network = Network::of(&snapshot);
        questions
            .iter()
            .map(|question| node_addresses(&network, question))
            .collect()
    };
    let asked = || questions.iter().zip(&of_nodes);
    let plain: Vec<&Question> = asked()
        .filter(|(_, nodes)| nodes.is_empty())
        .map(|(question, _)| question)
        .collect();
    let mut plain = ask(objects, &plain).into_iter();
    asked()
        .map(|(question, nodes)| {
            if nodes.is_empty() {
                plain.next() == Some(true)
            } else {
                ask(&with_only(objects, nodes), &[question]) == [true]
            }
        })
        .collect()
}

fn connection(network: &Network<'_>, question: &Question) -> Option<Connection> {
    Some(Connection {
        from: endpoint(network, &question.from)?,
        to: endpoint(network, &question.to)?,
        protocol: match question.protocol {
            Protocol::Tcp => protocol::Protocol::Tcp,
            Protocol::Udp => protocol::Protocol::Udp,
            Protocol::Sctp => protocol::Protocol::Sctp,
        },
        port: question.port,
    })
}

/// The ends of a question that are addresses of nodes.
fn node_addresses(network: &Network<'_>, question: &Question) -> Vec<IpAddr> {
    let ends = [&question.from, &question.to].into_iter();
    let addresses = ends.filter_map(|end| match end {
        End::Address(address) => Some(*address),
        End::Pod { .. } => None,
    });
    addresses
        .filter(|address| matches!(network.addresses.get(address), Some(Holder::Node(_))))
        .collect()
}

/// The objects, in which nodes that have one of these addresses have no other.
fn with_only(objects: &[Value], addresses: &[IpAddr]) -> Vec<Value> {
    let mut objects = objects.to_vec();
    for object in objects.iter_mut().filter(|object| object["kind"] == "Node") {
        let Some(listed) = object["status"]["addresses"].as_array_mut() else {
            continue;
        };
        let is_asked = |entry: &Value| {
            let address = entry["address"].as_str().and_then(|it| it.parse().ok());
            address.is_some_and(|address: IpAddr| addresses.contains(&address))
        };
        if listed.iter().any(is_asked) {
            listed.retain(is_asked);
        }
    }
    objects
}

fn endpoint(network: &Network<'_>, end: &End) -> Option<Endpoint> {
    match end {
        End::Pod { namespace, name } => network.pod(namespace, name).map(Endpoint::Pod),
        End::Address(address) => Some(match network.addresses.get(address) {
            Some(Holder::Pod(pod)) => Endpoint::Pod(*pod),
            Some(Holder::Node(node)) => Endpoint::Node(*node),
            None => Endpoint::Address(*address),
        }),
    }
}

/// What the engines read of a cluster.
pub(crate) fn snapshot(objects: &[Value]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    add::<Namespace>(&mut snapshot, objects);
    add::<Node>(&mut snapshot, objects);
    add::<Pod>(&mut snapshot, objects);
    add::<NetworkPolicy>(&mut snapshot, objects);
    add::<ApplicationNetworkPolicy>(&mut snapshot, objects);
    add::<AdminNetworkPolicy>(&mut snapshot, objects);
    add::<BaselineAdminNetworkPolicy>(&mut snapshot, objects);
    add::<ClusterNetworkPolicy>(&mut snapshot, objects);
    add::<EksClusterNetworkPolicy>(&mut snapshot, objects);
    snapshot
}

fn add<T: Object>(snapshot: &mut Snapshot, objects: &[Value]) {
    let version = if T::TYPE.group.is_empty() {
        T::TYPE.version.to_owned()
    } else {
        format!("{}/{}", T::TYPE.group, T::TYPE.version)
    };
    let own = objects
        .iter()
        .filter(|object| object["apiVersion"] == *version && object["kind"] == T::TYPE.kind);
    snapshot.insert(own.map(|object| {
        serde_json::from_value::<T>(object.clone())
            .unwrap_or_else(|error| panic!("{object}: {error}"))
    }));
}
