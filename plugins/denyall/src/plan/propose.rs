//! Proposes the policies: for each namespace default-deny and DNS, and one for each pair.

use std::collections::{BTreeMap, BTreeSet};

use plugin_kit::object::LabelSelector;

use super::{
    dns::Dns,
    pairs::{Pair, PairKey},
    peers::{PeerFinder, Peers},
    proposal::{
        Proposal, Standing, all_pods, annotate, default_deny, is_ours, label, pair_identity,
        pair_name, policy_ports,
    },
    scope::Scope,
};
use crate::{
    manifest::{self, free_name},
    model::Network,
    object::NetworkPolicy,
    policy::{Direction, Policy},
    protocol::Protocol,
};

/// What is proposed.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    /// Policies, by namespace, those for all pods first.
    pub(super) policies: Vec<Proposal>,
    /// Pairs that no policy can be written for, and why.
    pub(super) impossible: BTreeMap<PairKey, String>,
    /// Policies of others, by namespace and name, that keep their name.
    pub(super) kept_names: BTreeSet<(String, String)>,
}

/// Proposes policies.
pub(super) struct Proposer<'p> {
    /// How peers are written.
    pub(super) finder: &'p PeerFinder<'p>,
    /// Where names are resolved.
    pub(super) dns: &'p Dns,
    /// Policies that the cluster holds, by namespace and name.
    pub(super) existing: BTreeMap<(&'p str, &'p str), &'p NetworkPolicy>,
    /// Names that are taken in each namespace.
    pub(super) taken: BTreeMap<String, BTreeSet<String>>,
    /// Policies of others that stand for one of the plan's.
    pub(super) used: BTreeSet<(String, String)>,
    /// What is proposed so far.
    pub(super) done: Proposals,
}

impl<'p> Proposer<'p> {
    /// A proposer that knows which policies there are.
    pub(super) fn new(
        finder: &'p PeerFinder<'p>,
        dns: &'p Dns,
        existing: impl IntoIterator<Item = &'p NetworkPolicy>,
    ) -> Self {
        let existing: BTreeMap<(&str, &str), &NetworkPolicy> = existing
            .into_iter()
            .map(|it| {
                let metadata = &it.metadata;
                ((metadata.namespace_or_empty(), metadata.name.as_str()), it)
            })
            .collect();
        let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for ((namespace, name), policy) in &existing {
            if !is_ours(policy) {
                let names = taken.entry((*namespace).to_owned()).or_default();
                names.insert((*name).to_owned());
            }
        }
        Self {
            finder,
            dns,
            existing,
            taken,
            used: BTreeSet::new(),
            done: Proposals::default(),
        }
    }

    /// Proposes everything for these namespaces and pairs.
    pub(super) fn propose(
        mut self,
        scope: &Scope,
        pairs: &BTreeMap<PairKey, Pair<'_>>,
    ) -> Proposals {
        let network = self.finder.network;
        // Pairs are in the order of their subjects, and these in the order of their namespaces.
        let mut pairs = pairs.iter().peekable();
        for &namespace in &scope.planned {
            self.for_all_pods(network, namespace);
            while let Some((key, pair)) = pairs.next_if(|(key, _)| {
                let subject = network.workloads.get(key.subject);
                subject.is_some_and(|it| it.namespace <= namespace)
            }) {
                if let Err(reason) = self.for_pair(network, namespace, key, pair) {
                    self.done.impossible.insert(key.clone(), reason);
                }
            }
        }
        self.done
    }

    fn for_all_pods(&mut self, network: &Network<'_>, namespace: usize) {
        let Some(name) = network.namespaces.get(namespace).map(|it| it.name) else {
            return;
        };
        self.add(
            default_deny(name),
            Draft::of(
                namespace,
                "denies what no other policy of the namespace allows",
            ),
            "default-deny",
        );
        let policy = manifest::allow_egress(
            manifest::named(name, "allow-dns"),
            all_pods(),
            self.dns.peers(),
            self.dns.policy_ports(),
        );
        let mut draft = Draft::of(namespace, "every pod resolves names");
        if self.dns.is_assumed {
            let review = "no service of DNS was found: kube-system, k8s-app=kube-dns, port 53 was \
                          assumed";
            draft.review.push(review.to_owned());
        }
        self.add(policy, draft, "allow-dns");
        if self.dns.namespace == name {
            self.answers_to_everybody(namespace, name);
        }
    }

    /// The pods of DNS answer nodes too, whose addresses change.
    fn answers_to_everybody(&mut self, namespace: usize, name: &str) {
        let pods = self.dns.pods.clone();
        let policy = manifest::allow_ingress(
            manifest::named(name, "allow-dns-from-everywhere"),
            pods,
            Vec::new(),
            self.dns.policy_ports(),
        );
        let draft = Draft::of(namespace, "DNS answers pods and nodes");
        self.add(policy, draft, "allow-dns-from-everywhere");
    }

    fn for_pair(
        &mut self,
        network: &Network<'_>,
        namespace: usize,
        key: &PairKey,
        pair: &Pair<'_>,
    ) -> Result<(), String> {
        let finder = self.finder;
        let selection = finder.selection.get(key.subject).and_then(Option::as_ref);
        let selection = selection.ok_or("its pods have no label that a policy could select")?;
        let peers = match key.direction {
            Direction::Egress => {
                finder.listeners(key.subject, namespace, &key.other, &pair.ports)?
            }
            Direction::Ingress => finder.callers(namespace, &key.other)?,
        };
        let name = network.namespaces.get(namespace).map_or("", |it| it.name);
        let mut policy = pair_policy(
            manifest::named(name, &pair_name(network, key)),
            key.direction,
            selection.selector.clone(),
            &peers,
            pair,
        );
        annotate(&mut policy, &pair.flows);
        let draft = Draft {
            subjects: vec![key.subject],
            also_subjects: selection.others.clone(),
            also_peers: peers.others.into_iter().collect(),
            review: peers.review.into_iter().collect(),
            flows: pair.flows.len(),
            ..Draft::of(
                namespace,
                match pair.flows.len() {
                    0 => "asked for on the command line",
                    _ => "flows that are needed",
                },
            )
        };
        self.add(policy, draft, &pair_identity(network, key));
        Ok(())
    }

    /// Gives a policy a name that nobody else's policy has.
    fn add(&mut self, mut policy: NetworkPolicy, draft: Draft, identity: &str) {
        label(&mut policy);
        let namespace = policy.metadata.namespace_or_empty().to_owned();
        let wanted = policy.metadata.name.clone();
        let there = self.existing.get(&(namespace.as_str(), wanted.as_str()));
        let taken = self.taken.entry(namespace.clone()).or_default();
        let is_same = there.is_some_and(|there| means_the_same(there, &policy));
        if is_same && there.is_some_and(|there| !is_ours(there)) {
            // Somebody wrote the very policy: it does what the plan's would do.
            let key = (namespace.clone(), wanted.clone());
            if self.used.insert(key) {
                taken.remove(&wanted);
            }
        } else if there.is_some_and(|there| !is_ours(there)) {
            let key = (namespace.clone(), wanted.clone());
            self.done.kept_names.insert(key);
        }
        let name = free_name(&wanted, identity, taken);
        taken.insert(name.clone());
        let there = self.existing.get(&(namespace.as_str(), name.as_str()));
        policy.metadata.name.clone_from(&name);
        let standing = match there {
            None => Standing::New,
            Some(there) if means_the_same(there, &policy) => {
                Standing::Same(manifest::manifest(there))
            }
            Some(there) => Standing::Older(manifest::manifest(there)),
        };
        self.done.policies.push(draft.with(policy, standing));
    }
}

/// A proposal before it has a name.
struct Draft {
    namespace: usize,
    subjects: Vec<usize>,
    also_subjects: Vec<usize>,
    also_peers: Vec<usize>,
    review: Vec<String>,
    reason: &'static str,
    flows: usize,
}

impl Draft {
    const fn of(namespace: usize, reason: &'static str) -> Self {
        Self {
            namespace,
            subjects: Vec::new(),
            also_subjects: Vec::new(),
            also_peers: Vec::new(),
            review: Vec::new(),
            reason,
            flows: 0,
        }
    }

    fn with(self, policy: NetworkPolicy, standing: Standing) -> Proposal {
        Proposal {
            policy,
            namespace: self.namespace,
            subjects: self.subjects,
            also_subjects: self.also_subjects,
            also_peers: self.also_peers,
            review: self.review,
            reason: self.reason.to_owned(),
            flows: self.flows,
            standing,
        }
    }
}

fn pair_policy(
    policy: NetworkPolicy,
    direction: Direction,
    pods: LabelSelector,
    peers: &Peers,
    pair: &Pair<'_>,
) -> NetworkPolicy {
    let ports: BTreeSet<(Protocol, u16)> = pair.ports.union(&peers.ports).copied().collect();
    let (peers, ports) = (peers.listed.clone(), policy_ports(&ports));
    match direction {
        Direction::Ingress => manifest::allow_ingress(policy, pods, peers, ports),
        Direction::Egress => manifest::allow_egress(policy, pods, peers, ports),
    }
}

/// Whether two policies of one namespace let the same pass; names, labels and annotations aside.
fn means_the_same(one: &NetworkPolicy, other: &NetworkPolicy) -> bool {
    let (one, mut other) = (Policy::from(one), Policy::from(other));
    other.id = one.id.clone();
    one == other
}
