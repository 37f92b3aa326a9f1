//! Which endpoints are one party, and how answers are written. The answers themselves are tested
//! against the oracle and against the explanation.

use super::{Group, Party, PartyId, Solution};
use crate::{
    model::Network,
    policy::PolicySet,
    testing::snapshot,
    verdict::{Endpoint, Profile},
};

fn pod(name: &str, labels: &str, address: &str, more: &str) -> String {
    format!(
        "apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop, labels: {labels}}}
spec: {{containers: [{{name: main}}], {more}}}
status: {{podIP: {address}}}
---
"
    )
}

fn policy(spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: policy, namespace: shop}}
spec: {spec}
---
"
    )
}

const NODE: &str = "apiVersion: v1
kind: Node
metadata: {name: one}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
";

/// The names of pods by party.
fn pods_by_party(manifests: &str, profile: Profile) -> Vec<Vec<String>> {
    let snapshot = snapshot(manifests);
    let network = Network::of(&snapshot);
    let (policies, _) = PolicySet::of(&snapshot);
    let solution = Solution::of(&network, &policies, profile.semantics());
    let parties = solution.parties().iter().filter_map(|party| match party {
        Party::Pods { pods, .. } => Some(
            pods.iter()
                .map(|pod| network.pods[*pod].name.to_owned())
                .collect(),
        ),
        _ => None,
    });
    parties.collect()
}

#[test]
fn labels_that_no_selector_asks_for_tell_no_pods_apart() {
    let pods = pod("a", "{app: web, hash: first}", "10.0.0.1", "nodeName: one")
        + &pod("b", "{app: web, hash: second}", "10.0.0.2", "nodeName: two")
        + &pod("c", "{app: db}", "10.0.0.3", "")
        + &pod("d", "{app: cache}", "10.0.0.4", "");
    let by_app = policy("{podSelector: {matchLabels: {app: web}}}");
    assert_eq!(
        pods_by_party(&(pods.clone() + &by_app), Profile::Spec),
        [vec!["c", "d"], vec!["a", "b"]]
    );
    assert_eq!(pods_by_party(&pods, Profile::Spec), [["a", "b", "c", "d"]]);
}

#[test]
fn an_address_tells_pods_apart_only_where_blocks_match_pods() {
    let manifests = pod("a", "{}", "10.0.0.1", "")
        + &pod("b", "{}", "10.1.0.1", "")
        + &policy("{egress: [{to: [{ipBlock: {cidr: 10.1.0.0/16}}]}]}");
    assert_eq!(pods_by_party(&manifests, Profile::Spec), [["a"], ["b"]]);
    assert_eq!(pods_by_party(&manifests, Profile::Cilium), [["a", "b"]]);
}

#[test]
fn a_node_reaches_its_own_pods_although_no_party_says_so() {
    let manifests = NODE.to_owned()
        + &NODE.replace("name: one", "name: two").replace("0.1", "0.2")
        + &pod("a", "{}", "10.0.0.1", "nodeName: one")
        + &policy("{podSelector: {}}");
    let snapshot = snapshot(&manifests);
    let network = Network::of(&snapshot);
    let (policies, _) = PolicySet::of(&snapshot);
    let solution = Solution::of(&network, &policies, Profile::Spec.semantics());
    let [own, other] = ["one", "two"].map(|name| {
        network
            .nodes
            .iter()
            .position(|node| node.name == name)
            .unwrap()
    });
    let pod = Endpoint::Pod(0);
    assert_eq!(
        solution.party_of(Endpoint::Node(own)),
        solution.party_of(Endpoint::Node(other))
    );
    assert!(
        solution
            .connections_between(Endpoint::Node(own), pod)
            .is_all()
    );
    assert!(
        solution
            .connections_between(Endpoint::Node(other), pod)
            .is_empty()
    );
    assert!(solution.connections_between(pod, pod).is_all());
    let map = solution.by_workload();
    let nodes = map
        .groups()
        .iter()
        .position(|it| matches!(it, Group::Nodes(_)))
        .unwrap();
    assert!(map.connections(nodes, 0).is_all());
}

#[test]
fn addresses_are_written_as_blocks_with_their_exceptions() {
    let manifests = pod("a", "{}", "10.0.0.1", "")
        + &policy(
            "{policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.169.254/32]}}], ports: [{port: 443}]}]}",
        );
    let snapshot = snapshot(&manifests);
    let network = Network::of(&snapshot);
    let (policies, _) = PolicySet::of(&snapshot);
    let solution = Solution::of(&network, &policies, Profile::Spec.semantics());
    let from = solution.party_of(Endpoint::Pod(0)).unwrap();
    let reached = (0..solution.parties().len())
        .map(PartyId)
        .filter(|to| solution.connections(from, *to).to_string() == "TCP 443");
    let blocks = solution.address_blocks(reached);
    assert_eq!(blocks.len(), 1);
    assert_eq!(blocks[0].cidr.to_string(), "0.0.0.0/0");
    let except: Vec<String> = blocks[0].except.iter().map(ToString::to_string).collect();
    assert_eq!(except, ["10.0.0.0/8", "169.254.169.254/32"]);
}
