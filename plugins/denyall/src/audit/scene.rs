//! What the rules look at: the network with its pods in groups that no selector tells apart.
//!
//! A deployment of a thousand pods is one group, so no rule looks at pairs of pods and policies. A
//! selection is evaluated once, over the groups of the namespaces it names.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
};

use plugin_kit::{
    Snapshot,
    object::{LabelSelector, ObjectRef},
};

use crate::{
    enforcement::Enforcement,
    model::Network,
    policy::{Direction, NamespaceSelection, Peer, PodSelection, Policy, PolicySet, Rule, Tier},
    protocol::Protocol,
    verdict::{Connection, Endpoint, Profile, Semantics, explain, is_selected},
};

/// Namespaces of the system, where open pods are expected.
const SYSTEM: &[&str] = &["kube-system", "kube-public", "kube-node-lease"];

/// Everything a rule may look at.
pub(super) struct Scene<'a> {
    /// The objects.
    pub(super) snapshot: &'a Snapshot,
    /// Who is there.
    pub(super) network: &'a Network<'a>,
    /// What is allowed.
    pub(super) policies: &'a PolicySet,
    /// Whether anything enforces it.
    pub(super) enforcement: &'a Enforcement,
    /// Whose reading of the policies counts.
    pub(super) profile: Profile,
    /// Whether every namespace was read.
    pub(super) is_whole: bool,
    /// Pods that no selector tells apart, by namespace.
    pub(super) groups: Vec<Group>,
    selected: HashMap<PodSelection, Vec<usize>>,
    /// Verdicts on what pods send, by all that they depend on.
    sent: RefCell<HashMap<Sent, bool>>,
}

/// What the verdict on something that a pod sends depends on: its policies, the address families it
/// has, and where it sends to.
type Sent = (Vec<usize>, [bool; 2], Endpoint, Protocol, u16);

/// What a scene is made of.
pub(super) struct Facts<'a> {
    /// The objects.
    pub(super) snapshot: &'a Snapshot,
    /// Who is there.
    pub(super) network: &'a Network<'a>,
    /// What is allowed.
    pub(super) policies: &'a PolicySet,
    /// Whether anything enforces it.
    pub(super) enforcement: &'a Enforcement,
    /// Whose reading of the policies counts.
    pub(super) profile: Profile,
    /// Whether every namespace was read.
    pub(super) is_whole: bool,
}

/// Pods that no selector tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Index of their namespace.
    pub(super) namespace: usize,
    /// Their indices; never empty.
    pub(super) pods: Vec<usize>,
    /// Whether they use their node's network.
    pub(super) host_network: bool,
    /// Indices of the policies about them, in order.
    pub(super) policies: Vec<usize>,
}

impl<'a> Scene<'a> {
    /// Groups pods and evaluates selections.
    pub(super) fn new(facts: &Facts<'a>) -> Self {
        let mut scene = Self {
            snapshot: facts.snapshot,
            network: facts.network,
            policies: facts.policies,
            enforcement: facts.enforcement,
            profile: facts.profile,
            is_whole: facts.is_whole,
            groups: groups(facts.network, facts.policies),
            selected: HashMap::new(),
            sent: RefCell::default(),
        };
        scene.select();
        scene
    }

    /// Evaluates every selection of every policy once.
    fn select(&mut self) {
        let policies = self.policies.policies();
        for (index, policy) in policies.iter().enumerate() {
            let peers = Direction::BOTH.iter().flat_map(|side| policy.rules(*side));
            let peers = peers.flat_map(Rule::listed_peers).filter_map(selection_of);
            for selection in peers.chain([&policy.subject]) {
                if !self.selected.contains_key(selection) {
                    let groups = self.evaluate(selection);
                    self.selected.insert(selection.clone(), groups);
                }
            }
            for group in self.selected.get(&policy.subject).into_iter().flatten() {
                if let Some(group) = self.groups.get_mut(*group) {
                    group.policies.push(index);
                }
            }
        }
    }

    fn evaluate(&self, selection: &PodSelection) -> Vec<usize> {
        let namespaces: Vec<usize> = match &selection.namespaces {
            NamespaceSelection::Named(name) => self.network.namespace(name).into_iter().collect(),
            NamespaceSelection::Selected(selector) => self.namespaces_of(selector),
        };
        namespaces
            .into_iter()
            .flat_map(|namespace| self.groups_in(namespace))
            .filter(|(_, group)| !group.host_network)
            .filter(|(_, group)| {
                let pod = group.pods.first();
                pod.is_some_and(|pod| is_selected(self.network, selection, *pod))
            })
            .map(|(index, _)| index)
            .collect()
    }

    /// The groups of a namespace.
    pub(super) fn groups_in(&self, namespace: usize) -> impl Iterator<Item = (usize, &Group)> {
        let first = self
            .groups
            .partition_point(|group| group.namespace < namespace);
        self.groups
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, group)| group.namespace == namespace)
    }

    /// The groups that a selection of a policy matches, in order.
    pub(super) fn selected(&self, selection: &PodSelection) -> &[usize] {
        self.selected.get(selection).map_or(&[], Vec::as_slice)
    }

    /// The namespaces that a selector matches.
    pub(super) fn namespaces_of(&self, selector: &LabelSelector) -> Vec<usize> {
        let namespaces = self.network.namespaces.iter().enumerate();
        namespaces
            .filter(|(_, namespace)| selector.matches(&namespace.labels))
            .map(|(index, _)| index)
            .collect()
    }

    /// The groups that are isolated in a direction, by the policies that isolate them.
    pub(super) fn isolated(&self, direction: Direction) -> BTreeMap<Vec<usize>, Vec<usize>> {
        let mut sets: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (index, group) in self.groups.iter().enumerate() {
            let isolating = self.isolating(group, direction);
            if !isolating.is_empty() {
                sets.entry(isolating).or_default().push(index);
            }
        }
        sets
    }

    /// The policies that isolate a group in a direction.
    pub(super) fn isolating(&self, group: &Group, direction: Direction) -> Vec<usize> {
        let isolates =
            |policy: &Policy| policy.tier == Tier::Namespaced && policy.isolates(direction);
        let policies = group.policies.iter().copied();
        policies
            .filter(|index| self.policy(*index).is_some_and(isolates))
            .collect()
    }

    /// A policy by its index.
    pub(super) fn policy(&self, index: usize) -> Option<&'a Policy> {
        self.policies.policies().get(index)
    }

    /// Whether what a group sends to something that is no node may leave it.
    pub(super) fn may_send(
        &self,
        group: &Group,
        to: Endpoint,
        protocol: Protocol,
        port: u16,
    ) -> bool {
        let Some(pod) = group.pods.first() else {
            return true;
        };
        let addresses = self.network.addresses_of(*pod).iter();
        let families = [
            addresses.clone().any(IpAddr::is_ipv4),
            addresses.clone().any(IpAddr::is_ipv6),
        ];
        let key = (group.policies.clone(), families, to, protocol, port);
        if let Some(known) = self.sent.borrow().get(&key) {
            return *known;
        }
        let connection = Connection {
            from: Endpoint::Pod(*pod),
            to,
            protocol,
            port,
        };
        let about = group.policies.iter().filter_map(|it| self.policy(*it));
        let policies = PolicySet::new(about.cloned().collect());
        let verdict = explain(self.network, &policies, self.semantics(), connection);
        self.sent.borrow_mut().insert(key, verdict.egress.allowed);
        verdict.egress.allowed
    }

    /// How policies are read.
    pub(super) const fn semantics(&self) -> Semantics {
        self.profile.semantics()
    }

    /// Whether the reading of Amazon EKS counts.
    pub(super) fn is_eks(&self) -> bool {
        self.profile == Profile::Eks
    }

    /// Name of a namespace.
    pub(super) fn namespace(&self, index: usize) -> &'a str {
        let namespace = self.network.namespaces.get(index);
        namespace.map_or("", |namespace| namespace.name)
    }

    /// A namespace as an object.
    pub(super) fn namespace_object(&self, index: usize) -> ObjectRef {
        ObjectRef::cluster("Namespace", self.namespace(index))
    }

    /// Whether a namespace belongs to the system.
    pub(super) fn is_system(&self, index: usize) -> bool {
        SYSTEM.contains(&self.namespace(index))
    }

    /// The workloads of groups, sorted.
    pub(super) fn workloads(&self, groups: &[usize]) -> Vec<ObjectRef> {
        let pods = groups.iter().filter_map(|group| self.groups.get(*group));
        let workloads: BTreeSet<usize> = pods
            .flat_map(|group| &group.pods)
            .filter_map(|pod| Some(self.network.pods.get(*pod)?.workload))
            .collect();
        let workloads = workloads.into_iter();
        workloads.filter_map(|it| self.workload(it)).collect()
    }

    /// A workload as an object.
    pub(super) fn workload(&self, index: usize) -> Option<ObjectRef> {
        let workload = self.network.workloads.get(index)?;
        Some(ObjectRef::namespaced(
            workload.kind.as_str(),
            self.namespace(workload.namespace),
            workload.name,
        ))
    }
}

/// The pods that a peer selects.
pub(super) fn selection_of(peer: &Peer) -> Option<&PodSelection> {
    match peer {
        Peer::Pods(selection) => Some(selection),
        Peer::Addresses(_) | Peer::Networks(_) | Peer::Nodes(_) | Peer::DomainNames(_) => None,
    }
}

/// The keys of labels that any selection of a policy looks at.
fn keys(policies: &PolicySet) -> BTreeSet<&str> {
    let selections = policies.policies().iter().flat_map(|policy| {
        let rules = policy.ingress.iter().chain(&policy.egress);
        let peers = rules.flat_map(Rule::listed_peers).filter_map(selection_of);
        peers.chain([&policy.subject])
    });
    selections
        .flat_map(|selection| {
            let expressions = selection.pods.match_expressions.iter();
            let labels = selection.pods.match_labels.keys();
            labels.chain(expressions.map(|expression| &expression.key))
        })
        .map(String::as_str)
        .collect()
}

/// Pods by namespace, the labels that policies look at, and their ports.
fn groups(network: &Network<'_>, policies: &PolicySet) -> Vec<Group> {
    type Ports<'p> = Vec<(Option<&'p str>, Protocol, u16)>;
    type Key<'p> = (usize, bool, Vec<(&'p str, &'p str)>, Ports<'p>);
    let keys = keys(policies);
    let mut groups: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    for (index, pod) in network.pods.iter().enumerate() {
        let labels = pod
            .labels
            .iter()
            .filter(|(key, _)| keys.contains(key.as_str()));
        let labels = labels.map(|(key, value)| (key.as_str(), value.as_str()));
        let mut ports: Ports<'_> = pod.declared_ports().collect();
        ports.sort_unstable();
        let key = (pod.namespace, pod.host_network, labels.collect(), ports);
        groups.entry(key).or_default().push(index);
    }
    let groups = groups.into_iter();
    groups
        .map(|((namespace, host_network, ..), pods)| Group {
            namespace,
            pods,
            host_network,
            policies: Vec::new(),
        })
        .collect()
}
