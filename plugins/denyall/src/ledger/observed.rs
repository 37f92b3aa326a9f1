//! Flows that were observed, mapped to who is there now.
//!
//! An address belongs to whoever holds it now only if that pod had started when the flow was seen
//! last; an address that nobody holds is unknown, unless configuration tells who has it. What was
//! never let pass is an attempt and no need.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::{
    Confidence, Evidence, EvidenceSource, Flow, Party, UnknownReason,
    cluster::Cluster,
    ends::{End, Ends},
    gathering::{Gathering, Hint, Listener},
};
use crate::{
    flows::{FlowFormat, FlowLog, FlowVerdict, ObservedFlow, Opener},
    protocol::Protocol,
};

/// From how many records on a flow that is configured nowhere is more than a chance.
const OFTEN: u64 = 10;

/// What was observed, beside the flows themselves.
#[derive(Debug, Default)]
pub(super) struct Observation {
    /// Flows that were never let pass.
    pub(super) denied: Vec<Flow>,
    /// Records whose ends could be told.
    pub(super) mapped: u64,
    /// Records whose ends could not.
    pub(super) unmapped: u64,
    /// Records by index of a workload that took part.
    pub(super) by_workload: BTreeMap<usize, u64>,
}

/// One flow of one log.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    from: Party,
    to: Listener,
    log: String,
    format: FlowFormat,
    is_denied: bool,
}

/// All that was observed of it.
#[derive(Debug, Default)]
struct Sightings {
    count: u64,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    /// Whether one of them shows the direction and the holders of the addresses without doubt.
    is_sure: bool,
}

/// Adds the flows of the logs to those that are configured.
pub(super) fn add(
    cluster: &Cluster<'_, '_>,
    logs: &[FlowLog],
    gathering: &mut Gathering,
) -> Observation {
    let mut observation = Observation::default();
    let ends = Ends::of(cluster, gathering);
    let mut sightings: BTreeMap<Key, Sightings> = BTreeMap::new();
    for log in logs {
        for flow in &log.flows {
            let mapped = map(&ends, flow);
            let Ok((from, listeners, is_certain)) = mapped else {
                observation.unmapped += flow.count;
                if let Err(Some((hint, reason))) = mapped {
                    let seen = Sightings::of(flow);
                    gathering.miss(*hint, reason, seen.evidence(&log.name, flow.format));
                }
                continue;
            };
            observation.mapped += flow.count;
            for party in std::iter::once(&from).chain(listeners.iter().map(|it| &it.party)) {
                if let Party::Workload(workload) = party {
                    *observation.by_workload.entry(*workload).or_default() += flow.count;
                }
            }
            for to in listeners {
                let key = Key {
                    from: from.clone(),
                    to,
                    log: log.name.clone(),
                    format: flow.format,
                    is_denied: flow.verdict == FlowVerdict::Denied,
                };
                let sure = is_certain && flow.opener == Opener::Seen;
                sightings.entry(key).or_default().add(flow, sure);
            }
        }
    }
    conclude(sightings, gathering, &mut observation);
    observation
}

fn conclude(
    sightings: BTreeMap<Key, Sightings>,
    gathering: &mut Gathering,
    observation: &mut Observation,
) {
    let mut denied = Gathering::default();
    let mut counts: HashMap<(Party, Listener), u64> = HashMap::new();
    let mut configured: HashMap<(Party, Listener), bool> = HashMap::new();
    for (key, seen) in sightings.iter().filter(|(key, _)| !key.is_denied) {
        let pair = (key.from.clone(), key.to.clone());
        let is_configured = gathering.holds(&key.from, &key.to);
        configured.insert(pair.clone(), is_configured);
        *counts.entry(pair).or_default() += seen.count;
    }
    for (key, seen) in sightings {
        let evidence = seen.evidence(&key.log, key.format);
        let times = seen.times();
        if key.is_denied {
            denied.add_at(&key.from, &key.to, Confidence::Low, evidence, times);
            continue;
        }
        let pair = (key.from, key.to);
        let is_often = counts.get(&pair).is_some_and(|count| *count >= OFTEN);
        let confidence = if configured.get(&pair) == Some(&true) {
            Confidence::High
        } else if is_often && seen.is_sure {
            Confidence::Medium
        } else {
            Confidence::Low
        };
        gathering.add_at(&pair.0, &pair.1, confidence, evidence, times);
    }
    observation.denied = denied.finish().0;
}

/// Who takes part in a flow, and whether that is beyond doubt. An error without content is a flow
/// between addresses that no policy of the cluster can be about; a name that is not here was a pod
/// of some namespace, and is listed whatever the other end is.
type Mapped = Result<(Party, Vec<Listener>, bool), Option<(Box<Hint>, UnknownReason)>>;

fn map(ends: &Ends<'_, '_, '_>, flow: &ObservedFlow) -> Mapped {
    let (protocol, port) = (flow.protocol, flow.port);
    let to = ends.listeners(&flow.destination, protocol, port, flow.last);
    let from = match &to {
        Ok((listeners, _)) => ends.source(&flow.source, listeners, flow.last),
        Err(_) => ends.source(&flow.source, &[], flow.last),
    };
    let unmapped = |missing: Missing| {
        let hint = Hint {
            from: missing.from,
            to: missing.to,
            names: missing.names,
            protocol: Some(protocol),
            port: Some(port),
        };
        (Box::new(hint), missing.reason)
    };
    let (from, listeners, is_sure) = match (from, to) {
        (Ok(from), Ok((listeners, is_sure))) => (from, listeners, is_sure),
        (from, to) => {
            let missing = Missing::of(from.map(|it| it.party), to.map(|(listeners, _)| listeners));
            return Err(missing.map(unmapped));
        }
    };
    if !(from.party.is_subject() || listeners.iter().any(|it| it.party.is_subject())) {
        return Err(None);
    }
    match ends.settle(&from.party, listeners) {
        Ok(listeners) => Ok((from.party, listeners, from.is_sure && is_sure)),
        Err((names, reason)) => Err(Some(unmapped(Missing {
            from: Some(from.party),
            to: None,
            names,
            reason,
        }))),
    }
}

/// An end of a flow that could not be told, and the other one.
struct Missing {
    from: Option<Party>,
    to: Option<Party>,
    names: String,
    reason: UnknownReason,
}

impl Missing {
    /// What is worth listing of two ends, one of which at least could not be told.
    fn of(
        from: Result<Party, (String, UnknownReason)>,
        to: Result<Vec<Listener>, (String, UnknownReason)>,
    ) -> Option<Self> {
        let is_name = |reason| reason == UnknownReason::NotHere;
        let (names, reason) = match (&from, &to) {
            (Err((from, reason)), Err((to, other))) if is_name(*reason) && is_name(*other) => {
                (format!("{from} to {to}"), *reason)
            }
            (Err((_, reason)), Err((names, other))) if !is_name(*reason) => (names.clone(), *other),
            (Err((names, reason)), _) | (Ok(_), Err((names, reason))) => (names.clone(), *reason),
            (Ok(_), Ok(_)) => return None,
        };
        let to = to.ok().and_then(|mut listeners| {
            let subject = listeners.iter().position(|it| it.party.is_subject());
            (!listeners.is_empty()).then(|| listeners.swap_remove(subject.unwrap_or(0)).party)
        });
        let missing = Self {
            from: from.ok(),
            to,
            names,
            reason,
        };
        let ends = [&missing.from, &missing.to];
        let is_ours = ends.into_iter().flatten().any(Party::is_subject);
        (is_ours || is_name(reason)).then_some(missing)
    }
}

impl Sightings {
    fn of(flow: &ObservedFlow) -> Self {
        let mut seen = Self::default();
        seen.add(flow, false);
        seen
    }

    fn add(&mut self, flow: &ObservedFlow, is_sure: bool) {
        self.count = self.count.saturating_add(flow.count);
        self.first = match (self.first, flow.first) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.last = self.last.max(flow.last);
        self.is_sure |= is_sure;
    }

    fn evidence(&self, log: &str, format: FlowFormat) -> Evidence {
        Evidence {
            source: EvidenceSource::Observed {
                format: name_of(format),
                count: self.count,
            },
            object: None,
            path: log.to_owned(),
            says: format!("{} records", self.count),
        }
    }

    fn times(&self) -> Option<(String, String)> {
        Some((time(self.first?), time(self.last?)))
    }
}

/// RFC 3339 in whole seconds, so that texts sort like times.
pub(super) fn time(timestamp: Timestamp) -> String {
    Timestamp::from_second(timestamp.as_second())
        .unwrap_or(timestamp)
        .to_string()
}

/// What a log is called in evidence.
fn name_of(format: FlowFormat) -> &'static str {
    match format {
        FlowFormat::Agent => "agent",
        FlowFormat::Vpc => "vpc",
        FlowFormat::Hubble => "hubble",
        FlowFormat::Table => "table",
    }
}

/// One end as a party.
pub(super) type SourceEnd = Result<End, (String, UnknownReason)>;
/// The other end as what listens, and whether it is beyond doubt.
pub(super) type TargetEnd = Result<(Vec<Listener>, bool), (String, UnknownReason)>;

/// The protocol, for ends that are no pods.
pub(super) fn outside(party: Party, protocol: Protocol, port: u16) -> Listener {
    Listener {
        party,
        protocol,
        port,
    }
}

#[cfg(test)]
mod tests;
