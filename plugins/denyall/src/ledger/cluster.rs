//! What every source of flows is given: the network, the objects, and where Services lead.

use plugin_kit::{Snapshot, object::ObjectRef};

use super::{
    Evidence, EvidenceSource, Party,
    gathering::{Gathering, Hint, Listener},
    names::{Names, Target},
    services::{Services, WhichPort},
};
use crate::{
    ledger::Confidence,
    model::{Network, Pod, WorkloadKind},
};

/// What every source of flows is given.
#[derive(Clone, Copy)]
pub(super) struct Cluster<'a, 'n> {
    pub(super) network: &'n Network<'a>,
    pub(super) snapshot: &'a Snapshot,
    pub(super) services: &'n Services<'a, 'n>,
    /// Every workload, in the order of the network's.
    pub(super) subjects: &'n [Subject<'a, 'n>],
}

/// A workload, and one of each kind of pod that it has.
#[derive(Debug)]
pub(super) struct Subject<'a, 'n> {
    /// What it is as an end.
    pub(super) party: Party,
    /// Namespace.
    pub(super) namespace: &'a str,
    /// Its own object.
    pub(super) object: ObjectRef,
    /// Where its object holds the spec of its pods.
    pub(super) spec: &'static str,
    /// Pods that differ in what they run: replicas and rollouts.
    pub(super) pods: Vec<&'n Pod<'a>>,
}

/// How many kinds of pods of one workload are remembered to compare with. More than two are rare:
/// one beyond the limit is looked at again, which costs time and changes nothing.
const COMPARED: usize = 8;

impl<'a, 'n> Cluster<'a, 'n> {
    pub(super) fn names(&self) -> Names<'a, 'n> {
        Names {
            network: self.network,
            services: self.services,
        }
    }

    /// Adds flows to everything that a port of a Service leads to, or lists it as unknown.
    pub(super) fn add_service(
        &self,
        gathering: &mut Gathering,
        from: &Party,
        (namespace, name): (&str, &str),
        which: WhichPort<'_>,
        evidence: Evidence,
    ) -> Vec<Listener> {
        let found = match self.services.named(namespace, name) {
            Some(service) => self.services.listeners(service, which, None),
            None => Err(super::UnknownReason::NoSuchService),
        };
        match found {
            Ok(listeners) => {
                for listener in &listeners {
                    gathering.add(from, listener, Confidence::High, evidence.clone());
                }
                listeners
            }
            Err(reason) => {
                let hint = Hint {
                    from: Some(from.clone()),
                    names: format!("{name}.{namespace}"),
                    port: match which {
                        WhichPort::Number(number) => Some(number),
                        WhichPort::Any | WhichPort::Name(_) => None,
                    },
                    ..Hint::default()
                };
                gathering.miss(hint, reason, evidence);
                Vec::new()
            }
        }
    }

    /// Adds flows from a workload to what an address stands for, or lists it as unknown.
    pub(super) fn add_target(
        &self,
        gathering: &mut Gathering,
        subject: &Subject<'_, '_>,
        target: &Target<'_>,
        evidence: Evidence,
    ) {
        match self.names().resolve(target, subject.namespace) {
            Ok((listeners, confidence)) => {
                for listener in &listeners {
                    gathering.add(&subject.party, listener, confidence, evidence.clone());
                }
            }
            Err(reason) => {
                let hint = Hint {
                    from: Some(subject.party.clone()),
                    names: target.says(),
                    protocol: target.protocol(),
                    port: target.port(),
                    to: None,
                };
                gathering.miss(hint, reason, evidence);
            }
        }
    }
}

impl<'a, 'n> Subject<'a, 'n> {
    /// Every workload of a network, in its order.
    pub(super) fn all(network: &'n Network<'a>, services: &Services<'a, 'n>) -> Vec<Self> {
        let workloads = 0..network.workloads.len();
        workloads
            .filter_map(|index| Self::of(network, services, index))
            .collect()
    }

    fn of(network: &'n Network<'a>, services: &Services<'a, 'n>, index: usize) -> Option<Self> {
        let workload = network.workloads.get(index)?;
        let namespace = network.namespaces.get(workload.namespace)?.name;
        let mut pods: Vec<&'n Pod<'a>> = Vec::new();
        for pod in workload.pods.iter().filter_map(|it| network.pods.get(*it)) {
            let is_known = pods
                .iter()
                .rev()
                .take(COMPARED)
                .any(|known| runs_same(known, pod));
            if !is_known {
                pods.push(pod);
            }
        }
        let (kind, name, spec) = match (workload.kind, pods.first()) {
            (WorkloadKind::CronJob, _) => (
                "CronJob",
                workload.name,
                "spec.jobTemplate.spec.template.spec",
            ),
            (WorkloadKind::Pod, _) => ("Pod", workload.name, "spec"),
            // The shape of kinds that this program does not know is not known, either.
            (WorkloadKind::Other(_), Some(pod)) => ("Pod", pod.name, "spec"),
            (kind, _) => (kind.as_str(), workload.name, "spec.template.spec"),
        };
        Some(Self {
            party: services.party_of(index),
            namespace,
            object: ObjectRef::namespaced(kind, namespace, name),
            spec,
            pods,
        })
    }

    /// Evidence in the workload's own object.
    pub(super) fn evidence(
        &self,
        source: EvidenceSource,
        path: &str,
        says: impl Into<String>,
    ) -> Evidence {
        Evidence {
            source,
            object: Some(self.object.clone()),
            path: format!("{}.{path}", self.spec),
            says: says.into(),
        }
    }
}

fn runs_same(one: &Pod<'_>, other: &Pod<'_>) -> bool {
    let (left, right) = (one.spec, other.spec);
    left.containers == right.containers
        && left.init_containers == right.init_containers
        && left.volumes == right.volumes
        && left.dns_policy == right.dns_policy
        && left.dns_config == right.dns_config
        && one.annotations == other.annotations
}
