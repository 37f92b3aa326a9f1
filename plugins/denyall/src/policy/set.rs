//! All policies of a snapshot, in the order of evaluation.

use plugin_kit::{Gap, Note, Snapshot, snapshot::NoteCode};

use super::{
    Peer, Peers, Policy, PolicyId,
    cluster_policy::{self, ClusterPolicy},
    network_policy,
};
use crate::object::{
    AdminNetworkPolicy, ApplicationNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy,
    EksClusterNetworkPolicy, NetworkPolicy,
};

/// Policies in the order of evaluation: tier, priority, namespace, name, kind. Between policies of
/// one priority the specification has no order; this one makes answers repeatable.
///
/// Reports name policies by their index here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicySet {
    policies: Vec<Policy>,
}

impl PolicySet {
    /// The policies of a snapshot, and what could not be read of them.
    #[must_use]
    pub fn of(snapshot: &Snapshot) -> (Self, Vec<Gap>) {
        let mut gaps = Vec::new();
        let mut policies: Vec<Policy> = Vec::new();
        for object in snapshot.all::<NetworkPolicy>() {
            policies.push(network_policy::normalise(object, &mut gaps));
        }
        for object in snapshot.all::<ApplicationNetworkPolicy>() {
            policies.push(network_policy::normalise_application(object, &mut gaps));
        }
        add::<AdminNetworkPolicy>(snapshot, &mut policies, &mut gaps);
        add::<BaselineAdminNetworkPolicy>(snapshot, &mut policies, &mut gaps);
        add::<ClusterNetworkPolicy>(snapshot, &mut policies, &mut gaps);
        add::<EksClusterNetworkPolicy>(snapshot, &mut policies, &mut gaps);
        (Self::new(policies), gaps)
    }

    /// Brings policies into order.
    #[must_use]
    pub fn new(mut policies: Vec<Policy>) -> Self {
        fn order(policy: &Policy) -> impl Ord {
            let PolicyId {
                kind,
                namespace,
                name,
            } = &policy.id;
            (policy.tier, policy.priority, namespace, name, *kind)
        }
        policies.sort_by(|left, right| order(left).cmp(&order(right)));
        Self { policies }
    }

    /// What is worth saying about the policies: rules with domain names match no address here, for
    /// which addresses they have is known only when the connection is made.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let by_name = |policy: &&Policy| {
            policy.egress.iter().any(|rule| match &rule.peers {
                Peers::Anyone => false,
                Peers::Listed(peers) => peers.iter().any(|it| matches!(it, Peer::DomainNames(_))),
            })
        };
        let message = "has rules with domain names, whose addresses are not known: they match \
                       nothing in this answer";
        let policies = self.policies.iter().filter(by_name);
        policies
            .map(|policy| Note::new(NoteCode::Unknown, message).about(policy.id.reference()))
            .collect()
    }

    /// The policies in order.
    #[must_use]
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// Whether any rule names addresses.
    #[must_use]
    pub fn names_addresses(&self) -> bool {
        let rules = self
            .policies
            .iter()
            .flat_map(|policy| policy.ingress.iter().chain(&policy.egress));
        rules.into_iter().any(|rule| match &rule.peers {
            Peers::Anyone => false,
            Peers::Listed(peers) => peers
                .iter()
                .any(|peer| matches!(peer, Peer::Addresses(_) | Peer::Networks(_))),
        })
    }

    /// The same with more policies; one of the same kind, namespace and name is replaced.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = Policy>) -> Self {
        let more: Vec<Policy> = more.into_iter().collect();
        let mut policies: Vec<Policy> = self
            .policies
            .iter()
            .filter(|policy| !more.iter().any(|new| new.id == policy.id))
            .cloned()
            .collect();
        policies.extend(more);
        Self::new(policies)
    }
}

fn add<T: ClusterPolicy>(snapshot: &Snapshot, policies: &mut Vec<Policy>, gaps: &mut Vec<Gap>) {
    let objects = snapshot.all::<T>().iter();
    policies.extend(objects.filter_map(|object| cluster_policy::normalise(object, gaps)));
}
