//! The policies about one workload, by whom their rules name.
//!
//! A workload that everybody calls has a policy for each caller. For one connection only those
//! count whose rules could match the other end; of the rest it counts that they isolate, which all
//! of one subject do alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    manifest::Selections,
    model::{NAMESPACE_NAME_LABEL, Network},
    policy::{Direction, NamespaceSelection, Peer, Peers, PodSelection, Policy, PolicyId, Tier},
};

/// The policies about one workload.
#[derive(Debug, Clone, Default)]
pub(super) struct About<'p> {
    /// Those whose rules may match anybody.
    general: Vec<&'p Policy>,
    /// Those whose rules match pods of this workload, by index, and of others like it.
    naming: BTreeMap<usize, Vec<&'p Policy>>,
    /// Whom the latter isolate, and in which directions.
    isolating: BTreeMap<(&'p PodSelection, bool, bool), &'p PolicyId>,
}

impl<'p> About<'p> {
    /// Adds a policy that names these workloads; nothing stands for anybody.
    pub(super) fn add(&mut self, policy: &'p Policy, named: Option<&BTreeSet<usize>>) {
        let Some(named) = named else {
            self.general.push(policy);
            return;
        };
        let isolates = (
            &policy.subject,
            policy.isolates_ingress,
            policy.isolates_egress,
        );
        self.isolating.entry(isolates).or_insert(&policy.id);
        for &workload in named {
            self.naming.entry(workload).or_default().push(policy);
        }
    }

    /// Those that count for connections with these workloads and with addresses.
    pub(super) fn towards(&self, others: &BTreeSet<usize>) -> Vec<Policy> {
        let isolating = self.isolating.iter().map(|(isolates, id)| Policy {
            id: (*id).clone(),
            tier: Tier::Namespaced,
            priority: 0,
            subject: isolates.0.clone(),
            isolates_ingress: isolates.1,
            isolates_egress: isolates.2,
            ingress: Vec::new(),
            egress: Vec::new(),
        });
        let naming = others.iter().filter_map(|other| self.naming.get(other));
        let whole = self.general.iter().chain(naming.flatten());
        isolating
            .chain(whole.map(|policy| (*policy).clone()))
            .collect()
    }

    /// Whether any isolates in a direction.
    pub(super) fn isolates(&self, direction: Direction) -> bool {
        let naming = self
            .isolating
            .keys()
            .any(|(_, ingress, egress)| match direction {
                Direction::Ingress => *ingress,
                Direction::Egress => *egress,
            });
        naming || self.general.iter().any(|it| it.isolates(direction))
    }
}

/// The workloads that the rules of a policy can match, by index; nothing where that may be anybody.
pub(super) fn named_by(
    policy: &Policy,
    network: &Network<'_>,
    selections: &Selections<'_>,
) -> Option<BTreeSet<usize>> {
    let mut named = BTreeSet::new();
    for rule in policy.ingress.iter().chain(&policy.egress) {
        let Peers::Listed(peers) = &rule.peers else {
            return None;
        };
        for peer in peers {
            let Peer::Pods(selection) = peer else {
                return None;
            };
            let name = match &selection.namespaces {
                NamespaceSelection::Named(name) => name,
                NamespaceSelection::Selected(selector) => {
                    selector.match_labels.get(NAMESPACE_NAME_LABEL)?
                }
            };
            if let Some(namespace) = network.namespace(name) {
                named.extend(selections.workloads(namespace, &selection.pods));
            }
        }
    }
    Some(named)
}
