//! Decides connections before and after the plan.
//!
//! A verdict needs the policies about its two ends only, so they are kept by workload: with ten
//! thousand policies of a thousand workloads, looking through all of them for each flow would be
//! the whole cost of a plan.

use std::collections::BTreeSet;

use super::{
    about::{About, named_by},
    proposal::{Proposal, Standing},
};
use crate::{
    manifest::Selections,
    model::Network,
    policy::{Direction, NamespaceSelection, Policy, PolicyId, PolicySet, Tier},
    verdict::{Connection, Endpoint, Reason, Semantics, Verdict, explain},
};

/// When a connection is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Under the policies of the cluster.
    Before,
    /// With those of the plan.
    After,
}

/// Decides connections.
#[derive(Clone)]
pub(super) struct Judge<'p> {
    network: &'p Network<'p>,
    semantics: Semantics,
    /// Policies that are not of one namespace.
    wide: Vec<&'p Policy>,
    /// The cluster's policies about each workload, by index.
    existing: Vec<About<'p>>,
    /// The same without those that the plan changes.
    staying: Vec<About<'p>>,
    /// The plan's policies about each workload, by index.
    planned: Vec<About<'p>>,
}

impl<'p> Judge<'p> {
    /// A judge who knows the cluster's policies and the plan's, which are in one order with the
    /// proposals.
    pub(super) fn new(
        network: &'p Network<'p>,
        semantics: Semantics,
        selections: &Selections<'_>,
        policies: &'p PolicySet,
        proposals: &[Proposal],
        planned: &'p [Policy],
    ) -> Self {
        let none = vec![About::default(); network.workloads.len()];
        let mut judge = Self {
            network,
            semantics,
            wide: Vec::new(),
            existing: none.clone(),
            staying: none.clone(),
            planned: none,
        };
        let planned = proposals.iter().zip(planned);
        let changed: BTreeSet<&PolicyId> = planned
            .clone()
            .filter(|(proposal, _)| matches!(proposal.standing, Standing::Older(_)))
            .map(|(_, policy)| &policy.id)
            .collect();
        for policy in policies.policies() {
            match &policy.subject.namespaces {
                NamespaceSelection::Named(name) if policy.tier == Tier::Namespaced => {
                    if let Some(namespace) = network.namespace(name) {
                        let about = selections.workloads(namespace, &policy.subject.pods);
                        let named = named_by(policy, network, selections);
                        add(&mut judge.existing, &about, policy, named.as_ref());
                        if !changed.contains(&policy.id) {
                            add(&mut judge.staying, &about, policy, named.as_ref());
                        }
                    }
                }
                _ => judge.wide.push(policy),
            }
        }
        for (proposal, policy) in planned {
            // What is there already is among the cluster's.
            if !matches!(proposal.standing, Standing::Same(_)) {
                let about = selections.workloads(proposal.namespace, &policy.subject.pods);
                let named = named_by(policy, network, selections);
                add(&mut judge.planned, &about, policy, named.as_ref());
            }
        }
        judge
    }

    /// The same judge with another reading; nothing where that is the same.
    pub(super) fn reading_as(&self, semantics: Semantics) -> Option<Self> {
        (semantics != self.semantics).then(|| Self {
            semantics,
            ..self.clone()
        })
    }

    /// The policies that count for these connections.
    pub(super) fn policies(&self, connections: &[Connection], when: When) -> PolicySet {
        let ends = connections.iter().flat_map(|it| [it.from, it.to]);
        let workloads: BTreeSet<usize> = ends.filter_map(|end| self.workload(end)).collect();
        let mut policies: Vec<Policy> = self.wide.iter().copied().cloned().collect();
        let about: &[&[About<'p>]] = match when {
            When::Before => &[&self.existing],
            When::After => &[&self.staying, &self.planned],
        };
        for of_workloads in about {
            for &workload in &workloads {
                if let Some(about) = of_workloads.get(workload) {
                    policies.extend(about.towards(&workloads));
                }
            }
        }
        // One that is about both ends is there twice, which changes no union.
        PolicySet::new(policies)
    }

    /// Decides one connection under policies that are about its ends.
    pub(super) fn decide(&self, policies: &PolicySet, connection: Connection) -> Verdict {
        explain(self.network, policies, self.semantics, connection)
    }

    /// Whether all of these connections are made; nothing where none could be, for want of a common
    /// address family.
    pub(super) fn all_pass(
        &self,
        policies: &PolicySet,
        connections: &[Connection],
    ) -> Option<bool> {
        let mut possible = false;
        for &connection in connections {
            let verdict = self.decide(policies, connection);
            if verdict.egress.reason == Reason::NoCommonFamily {
                continue;
            }
            if !verdict.is_allowed() {
                return Some(false);
            }
            possible = true;
        }
        possible.then_some(true)
    }

    /// Whether a policy of the cluster isolates pods of a workload.
    pub(super) fn is_isolated(&self, workload: usize, direction: Direction) -> bool {
        let existing = self.existing.get(workload);
        existing.is_some_and(|about| about.isolates(direction))
    }

    /// The workload of an end.
    fn workload(&self, end: Endpoint) -> Option<usize> {
        match end {
            Endpoint::Pod(pod) => self.network.pods.get(pod).map(|pod| pod.workload),
            Endpoint::Node(_) | Endpoint::Address(_) => None,
        }
    }
}

fn add<'p>(
    to: &mut [About<'p>],
    workloads: &BTreeSet<usize>,
    policy: &'p Policy,
    named: Option<&BTreeSet<usize>>,
) {
    for &workload in workloads {
        if let Some(about) = to.get_mut(workload) {
            about.add(policy, named);
        }
    }
}
